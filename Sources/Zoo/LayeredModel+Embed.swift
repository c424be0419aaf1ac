import Tensors

/// The vectors of sentences at every layer of a model.
public struct SentenceVectors {
  /// Means weighted by position: token t of 1...T counts t / ΣT. Shape: `[sentences, states, width]`.
  public let weighted: Tensor
  /// The last token's states. Shape: `[sentences, states, width]`.
  public let last: Tensor

  /// The vectors of the given rows, one of them as often as it is named.
  public func rows(_ rows: [Int]) -> SentenceVectors {
    let rows = Tensor(rows)
    return SentenceVectors(
      weighted: weighted.indexSelected(0, rows), last: last.indexSelected(0, rows))
  }
}

extension LayeredModel {
  /// The vectors of tokenised sentences at all states, pooled while they are made, in float32.
  ///
  /// Sentences are sorted by length and packed without padding, so that how they are batched moves
  /// their vectors by rounding only (below 1e-5). Positions count all tokens, the first among them,
  /// from 1. Throws when a sentence has no token or one that the vocabulary lacks.
  ///
  /// - Parameters:
  ///   - packSize: about how many tokens are read in one pass; changes speed only.
  ///   - device: where the model's weights are.
  public func embed(
    _ sentences: [[Int]], packSize: Int = 1024, on device: Device = .cpu
  ) throws -> SentenceVectors {
    try check(sentences) { "sentence \($0 + 1)" }
    let plan = PackPlan(sentences, packSize: packSize)
    var (weighted, last): ([Tensor], [Tensor]) = ([], [])
    for batch in plan.batches {
      let sentences = SentencePack(plan.order[batch].map { sentences[$0] }, on: device)
      var vectors: [(weighted: Tensor, last: Tensor)] = []
      noGrad {
        _ = read(sentences.pack) { _, state in vectors.append(sentences.pooled(state)) }
      }
      weighted.append(Tensor.stacked(vectors.map(\.weighted), dim: 1))
      last.append(Tensor.stacked(vectors.map(\.last), dim: 1))
    }
    return SentenceVectors(
      weighted: Tensor.concatenated(weighted), last: Tensor.concatenated(last)
    ).rows(plan.places)
  }

  /// Throws when a sequence has no token, one that the vocabulary lacks, or too many.
  func check(_ sequences: [[Int]], _ name: (Int) -> String) throws {
    for (index, ids) in sequences.enumerated() {
      guard !ids.isEmpty else { throw ZooError("\(name(index)) has no token") }
      if let alien = ids.first(where: { !(0..<vocabulary).contains($0) }) {
        throw ZooError(
          "\(name(index)): token \(alien) is not among the model's \(vocabulary)")
      }
      if let longest, ids.count > longest {
        throw ZooError(
          "\(name(index)) has \(ids.count) tokens, the model has positions for \(longest)")
      }
    }
  }
}

/// Which sentences are read together: sorted by length, so that equal lengths are neighbours.
struct PackPlan {
  /// The sentences' indices, by length.
  let order: [Int]
  /// The places in `order` of each pack.
  let batches: [Range<Int>]
  /// The place in `order` of each sentence.
  let places: [Int]

  /// - Parameter packSize: how many tokens a pack has at most, unless one sentence has more.
  init(_ sentences: [[Int]], packSize: Int) {
    let order = sentences.indices.sorted {
      (sentences[$0].count, $0) < (sentences[$1].count, $1)
    }
    var start = 0
    batches = order.batched(packSize, size: { sentences[$0].count }).map { batch in
      defer { start += batch.count }
      return start..<start + batch.count
    }
    var places = order
    for (place, index) in order.enumerated() { places[index] = place }
    (self.order, self.places) = (order, places)
  }
}

extension Array {
  /// Neighbours in groups whose sizes add up to at most `limit`, or of one element.
  func batched(_ limit: Int, size: (Element) -> Int) -> [[Element]] {
    var batches: [[Element]] = []
    var filled = 0
    for element in self {
      let size = size(element)
      if batches.isEmpty || filled + size > limit {
        batches.append([])
        filled = 0
      }
      batches[batches.count - 1].append(element)
      filled += size
    }
    return batches
  }
}
