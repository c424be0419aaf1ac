import Foundation

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
      return cleansUp ? Array(Self.cleaned(String(decoding: piece, as: UTF8.self)).utf8) : piece
    }
  }

  /// English punctuation closed up.
  static func cleaned(_ text: String) -> String {
    let rules = [
      (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
      (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ]
    return rules.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }
}

/// The mark at the end of a word becomes a space.
struct SuffixDecoder: PieceDecoder {
  let suffix: String

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    tokens.enumerated().map { index, token in
      let space = index == tokens.count - 1 ? "" : " "
      return Array(String(decoding: token, as: UTF8.self).replacing(suffix, with: space).utf8)
    }
  }
}

/// Connectionist temporal classification: repeats once, padding out.
struct CTCDecoder: PieceDecoder {
  let pad: String
  let delimiter: String
  let cleansUp: Bool

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    tokens.indices.compactMap { index in
      if index > 0, tokens[index] == tokens[index - 1] { return nil }
      var piece = String(decoding: tokens[index], as: UTF8.self).replacing(pad, with: "")
      if cleansUp { piece = WordPieceDecoder.cleaned(piece).replacing(delimiter, with: " ") }
      return piece.isEmpty ? nil : Array(piece.utf8)
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

/// Replaces a text, piece by piece.
struct ReplaceDecoder: PieceDecoder {
  let text: [UInt8]
  let content: [UInt8]

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    tokens.map { $0.replacing(text, with: content) }
  }
}
