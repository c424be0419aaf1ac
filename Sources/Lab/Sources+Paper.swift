extension Sources {
  /// The literals with which the experiment makes its `Paper`, by label; the first is its `title`.
  var paper: [String: [String]] {
    for tokens in tokens {
      for index in tokens.indices.dropLast(2)
      where tokens[index] == "Paper" && tokens[index + 1] == "("
        && tokens[index + 2].hasPrefix("\"")
      {
        return Self.arguments(tokens[(index + 2)...])
      }
    }
    return [:]
  }

  /// The name of the type that conforms to `Experiment`.
  var experimentType: String? {
    for tokens in tokens {
      for index in tokens.indices.dropLast(3)
      where tokens[index] == "struct" && tokens[index + 2] == ":"
        && tokens[index + 3] == "Experiment"
      {
        return tokens[index + 1]
      }
    }
    return nil
  }

  /// The presets that the experiment has.
  var presets: [String] {
    let hasFull = tokens.contains { tokens in
      tokens.indices.dropLast(2).contains {
        tokens[$0] == "static" && ["let", "var"].contains(tokens[$0 + 1])
          && tokens[$0 + 2] == "full"
      }
    }
    return ["smoke", "default"] + (hasFull ? ["full"] : [])
  }

  private static func arguments(_ tokens: ArraySlice<String>) -> [String: [String]] {
    var arguments: [String: [String]] = [:]
    var label = "title"
    for (index, token) in zip(tokens.indices, tokens) {
      if token == ")" { break }
      if token.hasPrefix("\"") {
        let text = token.dropFirst().dropLast().replacing("\\\"", with: "\"")
        arguments[label, default: []].append(String(text))
      } else if token.first?.isNumber == true {
        arguments[label, default: []].append(token)
      } else if index + 1 < tokens.endIndex, tokens[index + 1] == ":" {
        label = token
      }
    }
    return arguments
  }
}
