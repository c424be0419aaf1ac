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

extension LanguageModel {
  /// The vectors of tokenised sentences at all states, pooled while they are made.
  ///
  /// Sentences are sorted by length and packed without padding, so that how they are batched moves
  /// their vectors by rounding only (below 1e-5). Positions count all tokens, the first among them,
  /// from 1. Throws when a sentence has no token or one that the vocabulary lacks.
  ///
  /// - Parameter packSize: about how many tokens are read in one pass; changes speed only.
  public func embed(_ sentences: [[Int]], packSize: Int = 1024) throws -> SentenceVectors {
    try check(sentences) { "sentence \($0 + 1)" }
    let order = sentences.indices.sorted {
      (sentences[$0].count, $0) < (sentences[$1].count, $1)
    }
    var parts: [SentenceVectors] = []
    for batch in order.batched(packSize, size: { sentences[$0].count }) {
      parts.append(noGrad { pooled(batch.map { sentences[$0] }) })
    }
    // Back from the sorted order to the given one.
    var places = order
    for (place, index) in order.enumerated() { places[index] = place }
    return SentenceVectors(
      weighted: Tensor.concatenated(parts.map(\.weighted)),
      last: Tensor.concatenated(parts.map(\.last))
    ).rows(places)
  }

  private func pooled(_ sentences: [[Int]]) -> SentenceVectors {
    let lengths = sentences.map(\.count)
    let ends = lengths.reduce(into: []) { $0.append(($0.last ?? 0) + $1) }
    // Row s holds the weights of sentence s at its own tokens: one product pools a whole state.
    var weights = [Float](repeating: 0, count: sentences.count * (ends.last ?? 0))
    for (row, (length, end)) in zip(lengths, ends).enumerated() {
      for token in 1...length {
        weights[row * (ends.last ?? 0) + end - length + token - 1] =
          Float(token) / Float(length * (length + 1) / 2)
      }
    }
    let pooling = Tensor(weights, shape: [sentences.count, ends.last ?? 0])
    let lastTokens = Tensor(ends.map { $0 - 1 })
    var weighted: [Tensor] = []
    var last: [Tensor] = []
    read(Pack(sentences)) { _, state in
      weighted.append(pooling.matmul(state))
      last.append(state.indexSelected(0, lastTokens))
    }
    return SentenceVectors(
      weighted: Tensor.stacked(weighted, dim: 1), last: Tensor.stacked(last, dim: 1))
  }

  /// Throws when a sequence has no token or one that the vocabulary lacks.
  func check(_ sequences: [[Int]], _ name: (Int) -> String) throws {
    for (index, ids) in sequences.enumerated() {
      guard !ids.isEmpty else { throw ZooError("\(name(index)) has no token") }
      if let alien = ids.first(where: { !(0..<configuration.vocabulary).contains($0) }) {
        throw ZooError(
          "\(name(index)): token \(alien) is not among the model's \(configuration.vocabulary)")
      }
    }
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
