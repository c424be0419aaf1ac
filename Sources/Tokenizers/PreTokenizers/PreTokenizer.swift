/// The second stage: cuts the normalized text into the pieces a model sees one at a time.
protocol PreTokenizer {
  func split(_ text: inout Segments) throws
}

/// Several pre-tokenizers, one after the other.
struct PreTokenizerSequence: PreTokenizer {
  let stages: [any PreTokenizer]

  func split(_ text: inout Segments) throws {
    for stage in stages { try stage.split(&text) }
  }
}

extension Node {
  /// Reads the member `pre_tokenizer` of tokenizer.json.
  func preTokenizer() throws -> any PreTokenizer {
    let type = try member("type").text()
    switch type {
    case "Sequence":
      return PreTokenizerSequence(
        stages: try member("pretokenizers").elements().map { try $0.preTokenizer() })
    case "ByteLevel":
      return ByteLevelSplit(
        addsSpace: try member("add_prefix_space").bool(),
        words: try bool("use_regex", default: true)
          ? try Pattern(ByteLevelSplit.words, place: "\(file): \(path)") : nil)
    case "Metaspace": return try metaspace()
    case "BertPreTokenizer":
      return PreTokenizerSequence(stages: [
        ClassSplit(kind: .space, behavior: .removed),
        ClassSplit(kind: .punctuation, behavior: .isolated),
      ])
    case "Whitespace": return WordSplit()
    case "WhitespaceSplit": return ClassSplit(kind: .space, behavior: .removed)
    case "Punctuation":
      let behavior = try optional("behavior").map { try Segments.Behavior($0) } ?? .isolated
      return ClassSplit(kind: .punctuation, behavior: behavior)
    case "Digits":
      let single = try bool("individual_digits", default: false)
      return ClassSplit(kind: .numeric, behavior: single ? .isolated : .contiguous)
    case "Split":
      return PatternSplit(
        pattern: try textPattern(), behavior: try Segments.Behavior(try member("behavior")),
        inverted: try bool("invert", default: false))
    case "CharDelimiterSplit", "Delimiter":
      let delimiter = try member("delimiter").scalar()
      return PatternSplit(
        pattern: .literal(TextPattern.Literal(Array(String(delimiter).utf8))), behavior: .removed,
        inverted: false)
    case "UnicodeScripts": return try ScriptSplit(place: "\(file): \(path)")
    case "FixedLength":
      let length = try optional("length")?.integer() ?? 5
      guard length > 0 else { throw fault("has length \(length)") }
      return FixedLength(length: length)
    default: throw fault("is a pre-tokenizer of the unknown type \"\(type)\"")
    }
  }

  private func metaspace() throws -> Metaspace {
    var scheme = try prependScheme()
    if let adds = try optional("add_prefix_space"), try adds.bool() == false {
      if try optional("prepend_scheme") != nil, scheme != .never {
        throw fault("has add_prefix_space false beside prepend_scheme \(scheme.rawValue)")
      }
      scheme = .never
    }
    return Metaspace(
      replacement: Array(String(try member("replacement").scalar()).utf8), scheme: scheme,
      splits: try bool("split", default: true))
  }

  /// Reads `prepend_scheme`.
  func prependScheme() throws -> Metaspace.Scheme {
    guard let node = try optional("prepend_scheme") else { return .always }
    guard let scheme = Metaspace.Scheme(rawValue: try node.text()) else {
      throw node.fault("is \"\(try node.text())\", not first, never or always")
    }
    return scheme
  }
}
