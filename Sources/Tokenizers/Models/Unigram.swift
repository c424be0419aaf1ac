/// The unigram language model (Kudo 2018): the segmentation of the greatest summed score.
final class Unigram: SubwordModel {
  let vocabulary: Vocabulary
  let isCacheable: Bool
  private let trie: PrefixTrie
  /// By id; nil marks a piece that is kept for decoding only.
  private let scores: [Double?]
  private let unknown: Int32?
  private let unknownScore: Double
  private let bytePieces: [Int32?]
  /// Rounds every sum to single precision, as SentencePiece does.
  private let isSingle: Bool
  private var best: [Arrival] = []

  /// The best way to reach a byte position.
  private struct Arrival {
    var score = 0.0
    /// Where its last piece begins; -1 before any way is found.
    var start: Int32 = -1
    var id: Int32 = -1
  }

  /// - Parameters:
  ///   - pieces: what may be found in a text; the vocabulary may have more.
  ///   - leastScore: ten below this is the score of an unknown character.
  init(
    vocabulary: Vocabulary, pieces: [(bytes: ArraySlice<UInt8>, value: Int32)], scores: [Double?],
    leastScore: Double, unknown: Int32?, bytePieces: [Int32?], isSingle: Bool, isCacheable: Bool
  ) {
    self.vocabulary = vocabulary
    self.scores = scores
    self.unknown = unknown
    self.bytePieces = bytePieces
    self.isSingle = isSingle
    self.isCacheable = isCacheable
    trie = PrefixTrie(pieces)
    unknownScore = isSingle ? Double(Float(leastScore) - 10) : leastScore - 10
  }

  /// Reads the model of a tokenizer.json.
  convenience init(_ node: Node) throws {
    let list = try node.member("vocab")
    guard case .array(let entries) = list.json, !entries.isEmpty else {
      throw list.fault("is not an array of pairs")
    }
    var vocabulary = Vocabulary(file: "\(node.file): \(list.path)", capacity: entries.count)
    var scores: [Double?] = []
    for (id, entry) in entries.enumerated() {
      guard case .array(let pair) = entry, pair.count == 2, case .string(let piece) = pair[0],
        case .number(let score) = pair[1]
      else { throw TokenizerError("\(node.file): \(list.path)[\(id)] is not a piece and a score") }
      try vocabulary.insert(piece, id: id)
      scores.append(score)
    }
    let unknown = try node.optional("unk_id")
    let id = try unknown?.integer()
    if let id, !entries.indices.contains(id) {
      throw node.fault("has unk_id \(id), outside the \(entries.count) pieces")
    }
    let falls = try node.bool("byte_fallback", default: false)
    self.init(
      vocabulary: vocabulary,
      pieces: vocabulary.pieces.filter { !$0.bytes.isEmpty }.map { ($0.bytes, $0.id) },
      scores: scores, leastScore: scores.compactMap { $0 }.min() ?? 0, unknown: id.map(Int32.init),
      bytePieces: falls ? vocabulary.bytePieces : Array(repeating: nil, count: 256),
      isSingle: false, isCacheable: true)
  }

  func encode(_ piece: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) throws {
    findBestPath(piece)
    var path: [(range: Range<Int>, id: Int32)] = []
    var end = piece.count
    while end > 0 {
      let arrival = best[end]
      path.append((Int(arrival.start)..<end, arrival.id))
      end = Int(arrival.start)
    }
    var index = path.count - 1
    while index >= 0 {
      guard path[index].id < 0 else {
        ids.append(path[index].id)
        index -= 1
        continue
      }
      // A run of unknown characters counts once, unless it can be spelled in bytes.
      var run = path[index].range
      index -= 1
      while index >= 0, path[index].id < 0 {
        run = run.lowerBound..<path[index].range.upperBound
        index -= 1
      }
      try spell(piece[run], into: &ids)
    }
  }

  private func spell(_ run: Slice<UnsafeBufferPointer<UInt8>>, into ids: inout [Int32]) throws {
    let bytes = run.map { bytePieces[Int($0)] }
    if !bytes.contains(nil) {
      ids.append(contentsOf: bytes.compactMap { $0 })
    } else if let unknown {
      ids.append(unknown)
    } else {
      throw TokenizerError(
        "\(vocabulary.file): no piece for \"\(String(decoding: run, as: UTF8.self))\" "
          + "and no unknown piece")
    }
  }

  /// Viterbi over byte positions; -1 stands for an unknown character.
  private func findBestPath(_ text: UnsafeBufferPointer<UInt8>) {
    best.removeAll(keepingCapacity: true)
    best.append(contentsOf: repeatElement(Arrival(), count: text.count + 1))
    var start = 0
    while start < text.count {
      let sum = best[start].score
      let single = min(Scalars.length(text[start]), text.count - start)
      var coversSingle = false
      var node = PrefixTrie.root
      var position = start
      while position < text.count, let next = trie.child(of: node, text[position]) {
        node = next
        position += 1
        guard let id = trie.value(at: node), let score = scores[Int(id)] else { continue }
        offer(score + sum, from: start, to: position, id: id == unknown ? -1 : id)
        if position - start == single { coversSingle = true }
      }
      if !coversSingle { offer(unknownScore + sum, from: start, to: start + single, id: -1) }
      start += single
    }
  }

  private func offer(_ sum: Double, from start: Int, to end: Int, id: Int32) {
    let score = isSingle ? Double(Float(sum)) : sum
    if best[end].start < 0 || score > best[end].score {
      best[end] = Arrival(score: score, start: Int32(start), id: id)
    }
  }
}
