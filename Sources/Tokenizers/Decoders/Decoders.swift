/// Visible characters back to the bytes they stand for.
struct ByteLevelDecoder: PieceDecoder {
  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    [tokens.flatMap { ByteAlphabet.bytes(of: $0) ?? $0 }]
  }
}

/// Runs of `<0x..>` back to the characters they spell, or one U+FFFD a byte.
struct ByteFallbackDecoder: PieceDecoder {
  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var run: [UInt8] = []
    func flush() {
      if String(validating: run, as: UTF8.self) != nil {
        if !run.isEmpty { result.append(run) }
      } else {
        result.append(contentsOf: run.map { _ in [0xEF, 0xBF, 0xBD] })
      }
      run.removeAll()
    }
    for token in tokens {
      if token.count == 6, token.starts(with: "<0x".utf8), token.last == UInt8(ascii: ">"),
        let byte = UInt8(String(decoding: token[3..<5], as: UTF8.self), radix: 16)
      {
        run.append(byte)
      } else {
        flush()
        result.append(token)
      }
    }
    flush()
    return result
  }
}

/// Joins all pieces.
struct FuseDecoder: PieceDecoder {
  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] { [Array(tokens.joined())] }
}

/// ▁ back to spaces, without those of the first piece.
struct MetaspaceDecoder: PieceDecoder {
  let replacement: Unicode.Scalar
  let strips: Bool

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    tokens.enumerated().map { index, token in
      token.rewritingScalars { scalar, bytes, result in
        if scalar != replacement {
          result.append(contentsOf: bytes)
        } else if index > 0 || !strips {
          result.append(0x20)
        }
      }
    }
  }
}

/// A space before every piece that does not continue a word.
struct WordPieceDecoder: PieceDecoder {
  let prefix: [UInt8]
  let cleansUp: Bool

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    tokens.enumerated().map { index, token in
      var piece = token
      if index > 0 {
        piece = token.starts(with: prefix) ? Array(token.dropFirst(prefix.count)) : [0x20] + token
      }
      return cleansUp ? Self.cleaned(piece) : piece
    }
  }

  private static let rules: [(TextPattern.Literal, [UInt8])] = [
    (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
    (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
  ].map { (TextPattern.Literal(Array($0.0.utf8)), Array($0.1.utf8)) }

  /// English punctuation closed up; every rule begins with a space.
  static func cleaned(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(0x20) else { return text }
    return rules.reduce(text) { $1.0.replacing(in: $0, with: $1.1) }
  }
}

/// The mark at the end of a word becomes a space.
struct SuffixDecoder: PieceDecoder {
  let suffix: TextPattern.Literal

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    tokens.enumerated().map { index, token in
      suffix.replacing(in: token, with: index == tokens.count - 1 ? [] : [0x20])
    }
  }
}

/// Connectionist temporal classification: repeats once, padding out.
struct CTCDecoder: PieceDecoder {
  let pad: TextPattern.Literal
  let delimiter: TextPattern.Literal
  let cleansUp: Bool

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    tokens.indices.compactMap { index in
      if index > 0, tokens[index] == tokens[index - 1] { return nil }
      var piece = pad.replacing(in: tokens[index], with: [])
      if cleansUp { piece = delimiter.replacing(in: WordPieceDecoder.cleaned(piece), with: [0x20]) }
      return piece.isEmpty ? nil : piece
    }
  }
}

/// Strips a character from the ends of each piece, so many times at most.
struct StripDecoder: PieceDecoder {
  let content: Unicode.Scalar
  let start: Int
  let stop: Int

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    tokens.map { token in
      var scalars = String(decoding: token, as: UTF8.self).unicodeScalars[...]
      var left = start
      while left > 0, scalars.first == content {
        scalars.removeFirst()
        left -= 1
      }
      left = stop
      while left > 0, scalars.last == content {
        scalars.removeLast()
        left -= 1
      }
      return Array(String(scalars).utf8)
    }
  }
}

/// Replaces what a pattern matches, piece by piece.
struct ReplaceDecoder: PieceDecoder {
  let pattern: TextPattern
  let content: [UInt8]

  func decode(_ tokens: [[UInt8]]) throws -> [[UInt8]] {
    try tokens.map { try pattern.replacing(in: $0, with: content) }
  }
}
