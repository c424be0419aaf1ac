/// SentencePiece's models of whole words: what begins with ▁ is looked up as it stands.
final class SentencePieceWords: SubwordModel {
  let vocabulary: Vocabulary
  private let model: SentencePieceModel
  private let bytePieces: [Int32?]

  var isCacheable: Bool { false }

  init(_ model: SentencePieceModel, vocabulary: Vocabulary) {
    self.model = model
    self.vocabulary = vocabulary
    bytePieces = model.fallsBackToBytes ? vocabulary.bytePieces : Array(repeating: nil, count: 256)
  }

  func encode(_ piece: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    let first = ids.count
    var start = 0
    for position in 1...piece.count
    where position == piece.count || piece[position...].starts(with: SentencePieceNormalizer.space)
    {
      let word = UnsafeBufferPointer(rebasing: piece[start..<position])
      let bytes = word.map { bytePieces[Int($0)] }
      if let id = vocabulary.id(of: word), id != model.unknown {
        ids.append(id)
      } else if bytes.contains(nil) {
        ids.append(model.unknown)
      } else {
        ids.append(contentsOf: bytes.compactMap { $0 })
      }
      start = position
    }
    model.fuseUnknown(&ids, from: first)
  }
}
