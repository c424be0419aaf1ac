/// The third stage: turns a piece of text into ids.
protocol SubwordModel: AnyObject {
  var vocabulary: Vocabulary { get }

  /// Whether equal pieces may be answered from a cache; false where a piece is a whole text.
  var isCacheable: Bool { get }

  /// Appends the ids of a piece that is not empty.
  func encode(_ piece: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) throws
}

extension SubwordModel {
  var isCacheable: Bool { true }
}

extension Node {
  /// Reads the member `model` of tokenizer.json.
  func model() throws -> any SubwordModel {
    // Early files leave the type out; the members tell.
    let type =
      try optional("type")?.text()
      ?? (try optional("merges") != nil ? "BPE" : nil)
      ?? (try optional("continuing_subword_prefix") != nil ? "WordPiece" : "WordLevel")
    switch type {
    case "BPE": return try BytePairEncoding(self)
    case "Unigram": return try Unigram(self)
    case "WordPiece": return try WordPiece(self)
    case "WordLevel": return try WordLevel(self)
    default: throw fault("is a model of the unknown type \"\(type)\"")
    }
  }

  /// Reads a vocabulary: an object of ids by piece.
  func vocabulary() throws -> Vocabulary {
    let members = try members()
    guard !members.isEmpty else { throw fault("is empty") }
    var vocabulary = Vocabulary(file: "\(file): \(path)", capacity: members.count)
    for (name, value) in members {
      guard case .number(let number) = value, let id = Int(exactly: number) else {
        throw fault("gives no whole number as id of \"\(String(decoding: name, as: UTF8.self))\"")
      }
      try vocabulary.insert(name, id: id)
    }
    return vocabulary
  }

  /// The id of the piece that a member names.
  func id(named member: String, in vocabulary: Vocabulary) throws -> Int32? {
    guard let node = try optional(member), case let name = try node.bytes(), !name.isEmpty else {
      return nil
    }
    guard let id = vocabulary.id(of: name) else {
      throw node.fault("is \"\(try node.text())\", which the vocabulary lacks")
    }
    return id
  }
}
