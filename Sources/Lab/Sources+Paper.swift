import Foundation

extension Sources {
  /// The paper as the experiment's source declares it, `static let paper = Paper("…", …)` with
  /// literal arguments; nil where there is no such declaration.
  var paper: Paper? {
    for (name, text) in files {
      let words = text.tokens.map(\.text)
      guard let start = words.indices.dropLast().first(where: {
        words[$0] == "Paper" && words[$0 + 1] == "(" && words[..<$0].suffix(4).contains("paper")
      }) else { continue }
      let arguments = Arguments(words[(start + 2)...])
      guard let title = arguments[""]?.first else { continue }
      return Paper(
        title, authors: arguments["authors"] ?? [], year: arguments["year"]?.first.flatMap { Int($0) },
        arxiv: arguments["arxiv"]?.first, venue: arguments["venue"]?.first,
        reported: arguments["reported"]?.first, file: folder.appending(path: name).path)
    }
    return nil
  }

  /// The presets that the experiment has.
  var presets: [String] {
    let hasFull = files.contains { file in
      let words = file.text.tokens.map(\.text)
      return words.indices.dropLast().contains {
        ["let", "var"].contains(words[$0]) && words[$0 + 1] == "full"
      }
    }
    return ["smoke", "default"] + (hasFull ? ["full"] : [])
  }
}

/// The literals of a call's arguments by label; the empty label is the argument without one.
private struct Arguments {
  private var literals: [String: [String]] = [:]

  /// Reads up to the parenthesis that closes the call.
  init(_ words: ArraySlice<String>) {
    var depth = 0
    var label = ""
    var isContinued = false
    var index = words.startIndex
    while index < words.endIndex, depth >= 0 {
      let word = words[index]
      switch word {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case ",": if depth == 0 { label = "" }
      case "+": break
      default:
        if index + 1 < words.endIndex, words[index + 1] == ":" {
          label = word
          index += 1
        } else {
          add(Self.text(word), to: label, isContinued)
        }
      }
      isContinued = word == "+"
      index += 1
    }
  }

  subscript(label: String) -> [String]? { literals[label] }

  private mutating func add(_ text: String, to label: String, _ isContinued: Bool) {
    if isContinued, let last = literals[label]?.popLast() {
      literals[label]?.append(last + text)
    } else {
      literals[label, default: []].append(text)
    }
  }

  /// What a literal of text stands for; other words as they are.
  private static func text(_ word: String) -> String {
    guard word.hasPrefix("\"") else { return word }
    let unescaped = try? JSON.decoder.decode(String.self, from: Data(word.utf8))
    return unescaped ?? String(word.dropFirst().dropLast())
  }
}
