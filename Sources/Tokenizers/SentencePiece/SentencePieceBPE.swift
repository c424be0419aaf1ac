/// Byte-pair encoding as SentencePiece does it: any two neighbours merge whose text together is a
/// piece, the piece of the greatest score first.
final class SentencePieceBPE: SubwordModel {
  let vocabulary: Vocabulary
  private let model: SentencePieceModel
  private let ranks: [Int32]
  private let isUnused: [Bool]
  private let hasUnused: Bool
  private let bytePieces: [Int32?]
  private let protected: PrefixTrie?
  /// The text may be cut before a run of ▁: no piece reaches across such a place.
  private let cutsAtSpaces: Bool
  private var merger = PairMerger()
  private var cache = WordCache()
  /// The left length of the last pair that made each unused piece.
  private var origin: [Int32: Int32] = [:]

  var isCacheable: Bool { false }

  private static let frozen: Int32 = -2
  private static let unknown: Int32 = -1

  init(_ model: SentencePieceModel, vocabulary: Vocabulary) {
    self.model = model
    self.vocabulary = vocabulary
    bytePieces = model.fallsBackToBytes ? vocabulary.bytePieces : Array(repeating: nil, count: 256)
    isUnused = model.pieces.map { $0.kind == .unused }
    hasUnused = isUnused.contains(true)
    let byScore = model.pieces.indices.sorted { model.pieces[$0].score > model.pieces[$1].score }
    var ranks = [Int32](repeating: -1, count: model.pieces.count)
    var rank: Int32 = 0
    for (place, id) in byScore.enumerated() {
      if place > 0, model.pieces[byScore[place - 1]].score != model.pieces[id].score { rank += 1 }
      if model.pieces[id].kind.isText { ranks[id] = rank }
    }
    self.ranks = ranks
    protected = model.protectedPieces
    let space = SentencePieceNormalizer.space
    let crosses = model.pieces.contains { piece in
      guard piece.kind.isText else { return false }
      let afterSpaces = Self.withoutLeadingSpaces(piece.bytes[...])
      return afterSpaces.indices.contains { afterSpaces[$0...].starts(with: space) }
    }
    cutsAtSpaces = !crosses && !hasUnused
  }

  private static func withoutLeadingSpaces(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while rest.starts(with: SentencePieceNormalizer.space) { rest = rest.dropFirst(3) }
    return rest
  }

  func encode(_ piece: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    let first = ids.count
    guard cutsAtSpaces else {
      encodeWhole(piece, into: &ids)
      return model.fuseUnknown(&ids, from: first)
    }
    var start = 0
    var position = 0
    var inSpaces = true
    while position < piece.count {
      let isSpace = piece[position...].starts(with: SentencePieceNormalizer.space)
      if isSpace, !inSpaces {
        encodeCached(UnsafeBufferPointer(rebasing: piece[start..<position]), into: &ids)
        start = position
      }
      inSpaces = isSpace
      position += isSpace ? 3 : 1
    }
    encodeCached(UnsafeBufferPointer(rebasing: piece[start...]), into: &ids)
    model.fuseUnknown(&ids, from: first)
  }

  private func encodeCached(_ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    if cache.append(word, to: &ids) { return }
    let first = ids.count
    encodeWhole(word, into: &ids)
    cache.insert(word, ids[first...])
  }

  /// Unknown characters come out one by one.
  private func encodeWhole(_ text: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    merger.clear()
    origin.removeAll()
    var start = 0
    while start < text.count {
      let match = protected?.longestMatch(text, from: start)
      let length = match?.length ?? min(Scalars.length(text[start]), text.count - start)
      merger.append(id: match == nil ? Self.unknown : Self.frozen, start: start, length: length)
      start += length
    }
    merger.run { left, right in
      guard left.id != Self.frozen, right.id != Self.frozen else { return nil }
      let range = Int(left.start)..<Int(left.start + left.length + right.length)
      guard let id = vocabulary.id(of: UnsafeBufferPointer(rebasing: text[range])),
        ranks[Int(id)] >= 0
      else { return nil }
      if isUnused[Int(id)] { origin[id] = left.length }
      return Merge(rank: ranks[Int(id)], id: id)
    }
    for symbol in merger.symbols where symbol.length > 0 {
      let start = Int(symbol.start)
      resegment(UnsafeBufferPointer(rebasing: text[start..<start + Int(symbol.length)]), into: &ids)
    }
  }

  /// Appends a symbol's id; a piece marked unused falls back to what it was made of.
  private func resegment(_ symbol: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    guard let id = vocabulary.id(of: symbol) else {
      let bytes = symbol.map { bytePieces[Int($0)] }
      if bytes.contains(nil) {
        ids.append(model.unknown)
      } else {
        ids.append(contentsOf: bytes.compactMap { $0 })
      }
      return
    }
    guard isUnused[Int(id)], let left = origin[id].map(Int.init) else {
      ids.append(id)
      return
    }
    resegment(UnsafeBufferPointer(rebasing: symbol[..<left]), into: &ids)
    resegment(UnsafeBufferPointer(rebasing: symbol[left...]), into: &ids)
  }
}
