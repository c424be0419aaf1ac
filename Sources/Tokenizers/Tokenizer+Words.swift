extension Tokenizer {
  /// A tokenizer whose tokens are whole words, numbered in the given order.
  ///
  /// Texts are cut at white space; a word that is not listed is an error that names it.
  ///
  /// - Parameter bos: one of the words, set before every text.
  public static func words(_ words: [String], bos: String? = nil) throws -> Tokenizer {
    let name = "word list"
    for (id, word) in words.enumerated() {
      guard !word.isEmpty, !word.unicodeScalars.contains(where: \.properties.isWhitespace) else {
        throw TokenizerError("\(name): word \(id) is \"\(word)\", empty or with white space")
      }
    }
    let vocabulary = words.enumerated().map { (Array($1.utf8), JSON.number(Double($0))) }
    return try Tokenizer(
      assembled: .members([
        "version": .text("1.0"),
        "added_tokens": .array([]),
        "normalizer": .null,
        "pre_tokenizer": .members(["type": .text("WhitespaceSplit")]),
        "post_processor": .null,
        "decoder": .null,
        "model": .members([
          "type": .text("WordLevel"), "vocab": .object(vocabulary), "unk_token": .text(""),
        ]),
      ]), bos: bos, ids: words.enumerated().map { ($1, $0) }, name: name)
  }

  /// Completes a document with the token that begins every text, and reads it.
  convenience init(
    assembled document: JSON, bos: String?, ids: [(String, Int)], name: String
  ) throws {
    var document = document
    if let bos {
      guard let id = ids.first(where: { $0.0.utf8.elementsEqual(bos.utf8) })?.1 else {
        throw TokenizerError("\(name): \"\(bos)\", which should begin a text, is not in it")
      }
      document = document.beginning(with: bos, id: id)
    }
    try self.init(definition: .init(document.serialized), name: name)
  }
}

extension JSON {
  /// The tokenizer.json with a special token added and set before every text.
  fileprivate func beginning(with token: String, id: Int) -> JSON {
    guard case .object(let members) = self else { return self }
    let added = JSON.array([
      .members([
        "id": .number(Double(id)), "content": .text(token), "single_word": .bool(false),
        "lstrip": .bool(false), "rstrip": .bool(false), "normalized": .bool(false),
        "special": .bool(true),
      ])
    ])
    func part(_ kind: String, _ name: String) -> JSON {
      .members([kind: .members(["id": .text(name), "type_id": .number(0)])])
    }
    let first = part("SpecialToken", token)
    let second = JSON.members(["Sequence": .members(["id": .text("B"), "type_id": .number(1)])])
    let processor = JSON.members([
      "type": .text("TemplateProcessing"),
      "single": .array([first, part("Sequence", "A")]),
      "pair": .array([first, part("Sequence", "A"), second]),
      "special_tokens": .object([
        (
          Array(token.utf8),
          .members([
            "id": .text(token), "ids": .array([.number(Double(id))]),
            "tokens": .array([.text(token)]),
          ])
        )
      ]),
    ])
    return .object(
      members.map { name, value in
        switch String(decoding: name, as: UTF8.self) {
        case "added_tokens": (name, added)
        case "post_processor": (name, processor)
        default: (name, value)
        }
      })
  }
}
