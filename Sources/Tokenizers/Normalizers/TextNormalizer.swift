/// The first stage: rewrites the text before anything is cut.
protocol TextNormalizer {
  func normalize(_ text: [UInt8]) throws -> [UInt8]
}

/// Several normalizers, one after the other.
struct NormalizerSequence: TextNormalizer {
  let stages: [any TextNormalizer]

  func normalize(_ text: [UInt8]) throws -> [UInt8] {
    try stages.reduce(text) { try $1.normalize($0) }
  }
}

extension Node {
  /// Reads the member `normalizer` of tokenizer.json.
  func normalizer() throws -> any TextNormalizer {
    let type = try member("type").text()
    switch type {
    case "Sequence":
      return NormalizerSequence(
        stages: try member("normalizers").elements().map { try $0.normalizer() })
    case "NFC": return NormalizationForm.nfc
    case "NFD": return NormalizationForm.nfd
    case "NFKC": return NormalizationForm.nfkc
    case "NFKD": return NormalizationForm.nfkd
    case "Lowercase": return Lowercase()
    case "Strip":
      return Strip(
        left: try bool("strip_left", default: true), right: try bool("strip_right", default: true))
    case "StripAccents": return StripMarks(kind: .mark)
    case "BertNormalizer":
      let lowers = try bool("lowercase", default: true)
      return BertNormalizer(
        cleansText: try bool("clean_text", default: true),
        isolatesHan: try bool("handle_chinese_chars", default: true),
        stripsAccents: try bool("strip_accents", default: lowers), lowers: lowers)
    case "Replace": return Replacement(pattern: try textPattern(), content: try replacement())
    case "Prepend": return Prepend(prefix: try member("prepend").bytes())
    case "Nmt": return Nmt()
    case "Precompiled":
      let encoded = try member("precompiled_charsmap")
      guard let map = Base64.decoded(try encoded.bytes()) else {
        throw encoded.fault("is not base64")
      }
      return GraphemeMap(map: try CharacterMap(map, place: "\(file): \(encoded.path)"))
    case "ByteLevel": return ByteLevelNormalizer()
    default: throw fault("is a normalizer of the unknown type \"\(type)\"")
    }
  }

  private func replacement() throws -> [UInt8] { try member("content").bytes() }

  /// Reads a member `pattern`: `{"String": …}` or `{"Regex": …}`.
  func textPattern() throws -> TextPattern {
    let pattern = try member("pattern")
    if let literal = try pattern.optional("String") {
      return .literal(TextPattern.Literal(try literal.bytes()))
    }
    guard let source = try pattern.optional("Regex") else {
      throw pattern.fault("has neither String nor Regex")
    }
    return .expression(try Pattern(try source.text(), place: "\(file): \(source.path)"))
  }
}
