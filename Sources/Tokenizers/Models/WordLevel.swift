/// One id a word.
final class WordLevel: SubwordModel {
  let vocabulary: Vocabulary
  private let unknown: Int32?

  init(_ node: Node) throws {
    vocabulary = try node.member("vocab").vocabulary()
    // A name that the vocabulary lacks means that unknown words are errors.
    unknown = try node.optional("unk_token").flatMap { [vocabulary] in
      vocabulary.id(of: try $0.bytes())
    }
  }

  func encode(_ piece: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) throws {
    guard let id = vocabulary.id(of: piece) ?? unknown else {
      throw TokenizerError(
        "\(vocabulary.file): the word \"\(String(decoding: piece, as: UTF8.self))\" "
          + "is not in the vocabulary of \(vocabulary.bound) words")
    }
    ids.append(id)
  }
}
