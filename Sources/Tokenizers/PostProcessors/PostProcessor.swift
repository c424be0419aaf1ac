/// The fourth stage: sets special tokens around a text's ids.
struct PostProcessor {
  /// One place of the pattern: the text, or fixed ids.
  enum Part: Equatable {
    case text
    case ids([Int32])
  }

  /// Applied one after the other; the second's text is what the first made.
  var patterns: [[Part]] = []

  func process(_ ids: [Int32]) -> [Int32] {
    patterns.reduce(ids) { ids, parts in
      parts.flatMap { part in
        switch part {
        case .text: ids
        case .ids(let fixed): fixed
        }
      }
    }
  }

  /// The single token that comes before every text.
  var beginning: Int32? {
    guard case .ids(let ids)? = patterns.last?.first, ids.count == 1 else { return nil }
    return ids.first
  }

  /// The single token that comes after every text.
  var end: Int32? {
    guard let parts = patterns.last, parts.first != parts.last, case .ids(let ids)? = parts.last,
      ids.count == 1
    else { return nil }
    return ids.first
  }
}

extension Node {
  /// Reads the member `post_processor` of tokenizer.json.
  func postProcessor() throws -> PostProcessor {
    let type = try member("type").text()
    switch type {
    case "Sequence":
      let stages = try member("processors").elements().map { try $0.postProcessor() }
      return PostProcessor(patterns: stages.flatMap(\.patterns))
    case "ByteLevel": return PostProcessor()
    case "BertProcessing", "RobertaProcessing":
      return PostProcessor(patterns: [
        [.ids([try special("cls")]), .text, .ids([try special("sep")])]
      ])
    case "TemplateProcessing":
      return PostProcessor(patterns: [try member("single").elements().map(templatePart)])
    default: throw fault("is a post-processor of the unknown type \"\(type)\"")
    }
  }

  /// Reads a pair of a token and its id.
  private func special(_ name: String) throws -> Int32 {
    let pair = try member(name).elements()
    guard pair.count == 2 else { throw fault("has no pair of token and id as \(name)") }
    return try pair[1].id()
  }

  /// Reads a number that is an id.
  func id() throws -> Int32 {
    let id = try integer()
    guard (0...Vocabulary.largestID).contains(id) else { throw fault("is \(id), no id") }
    return Int32(id)
  }

  private func templatePart(_ part: Node) throws -> PostProcessor.Part {
    if let sequence = try part.optional("Sequence") {
      let name = try sequence.member("id").text()
      guard name == "A" else { throw sequence.fault("names sequence \(name) in a single text") }
      return .text
    }
    let name = try part.member("SpecialToken").member("id").text()
    let ids = try member("special_tokens").member(name).member("ids").elements()
    return .ids(try ids.map { try $0.id() })
  }
}
