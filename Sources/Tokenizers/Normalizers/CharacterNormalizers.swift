extension [UInt8] {
  /// The text with each scalar passed on, dropped or replaced by `write`.
  func rewritingScalars(
    _ write: (Unicode.Scalar, Slice<UnsafeBufferPointer<UInt8>>, inout [UInt8]) -> Void
  )
    -> [UInt8]
  {
    var result: [UInt8] = []
    result.reserveCapacity(count + count / 4)
    withUnsafeBufferPointer { buffer in
      for (scalar, range) in Scalars(buffer) { write(scalar, buffer[range], &result) }
    }
    return result
  }
}

/// Lower case, character by character and without regard to context.
struct Lowercase: TextNormalizer {
  func normalize(_ text: [UInt8]) -> [UInt8] {
    text.rewritingScalars { scalar, bytes, result in
      if 0x41...0x5A ~= scalar.value {
        result.append(UInt8(scalar.value) | 0x20)
      } else if scalar.value >= 0x80, CharacterClass.of(scalar).contains(.lowers) {
        result.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
      } else {
        result.append(contentsOf: bytes)
      }
    }
  }
}

/// Drops white space at the ends.
struct Strip: TextNormalizer {
  let left: Bool
  let right: Bool

  func normalize(_ text: [UInt8]) -> [UInt8] {
    var first: Int?
    var end = 0
    text.withUnsafeBufferPointer { buffer in
      for (scalar, range) in Scalars(buffer) where !CharacterClass.of(scalar).contains(.space) {
        if first == nil { first = range.lowerBound }
        end = range.upperBound
      }
    }
    guard let first else { return left || right ? [] : text }
    return Array(text[(left ? first : 0)..<(right ? end : text.count)])
  }
}

/// Drops the marks of a kind.
struct StripMarks: TextNormalizer {
  let kind: CharacterClass

  func normalize(_ text: [UInt8]) -> [UInt8] {
    text.rewritingScalars { scalar, bytes, result in
      if !CharacterClass.of(scalar).isSuperset(of: kind) { result.append(contentsOf: bytes) }
    }
  }
}

/// BERT's own: control characters out, white space to spaces, Han characters set apart, accents off,
/// lower case.
struct BertNormalizer: TextNormalizer {
  let cleansText: Bool
  let isolatesHan: Bool
  let stripsAccents: Bool
  let lowers: Bool

  func normalize(_ text: [UInt8]) -> [UInt8] {
    var text = text
    if cleansText || isolatesHan {
      text = text.rewritingScalars { scalar, bytes, result in
        let kind = CharacterClass.of(scalar)
        if cleansText {
          let isLineBreak = scalar == "\t" || scalar == "\n" || scalar == "\r"
          if kind.contains(.other) && !isLineBreak || scalar == "\u{FFFD}" { return }
          if kind.contains(.space) {
            result.append(0x20)
            return
          }
        }
        guard isolatesHan, Self.isHan(scalar.value) else {
          result.append(contentsOf: bytes)
          return
        }
        result.append(0x20)
        result.append(contentsOf: bytes)
        result.append(0x20)
      }
    }
    if stripsAccents {
      text = StripMarks(kind: .nonspacingMark).normalize(NormalizationForm.nfd.normalize(text))
    }
    return lowers ? Lowercase().normalize(text) : text
  }

  private static func isHan(_ value: UInt32) -> Bool {
    switch value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
      0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}

/// Replaces what a pattern matches.
struct Replacement: TextNormalizer {
  let pattern: TextPattern
  let content: [UInt8]

  func normalize(_ text: [UInt8]) throws -> [UInt8] {
    try pattern.replacing(in: text, with: content)
  }
}

/// Puts a prefix before every text that is not empty.
struct Prepend: TextNormalizer {
  let prefix: [UInt8]

  func normalize(_ text: [UInt8]) -> [UInt8] { text.isEmpty ? text : prefix + text }
}

/// The character clean-up of neural machine translation, as SentencePiece's rules `nmt_*` have it.
struct Nmt: TextNormalizer {
  func normalize(_ text: [UInt8]) -> [UInt8] {
    text.rewritingScalars { scalar, bytes, result in
      switch scalar.value {
      case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: break
      case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
        result.append(0x20)
      default: result.append(contentsOf: bytes)
      }
    }
  }
}

/// Writes every byte as the visible character that stands for it.
struct ByteLevelNormalizer: TextNormalizer {
  func normalize(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in text { ByteAlphabet.append(byte, to: &result) }
    return result
  }
}
