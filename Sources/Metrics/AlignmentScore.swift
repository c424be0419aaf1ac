import Tensors

/// How well parallel sentences of two languages find each other: the fraction of sentences that are
/// mutual nearest neighbours (MEXA, arXiv 2410.05873, equation 1).
public struct AlignmentScore: Codable, Equatable, Sendable {
  /// For each sentence: whether it is nearer to its translation, in both directions, than anything
  /// else is.
  public let wins: [Bool]
  /// For each sentence: its similarity to its translation less that of the best rival in its row
  /// and column; positive where it wins.
  public let margins: [Double]
  /// How many sentences lose only because a rival is exactly as similar.
  public let ties: Int

  /// μ, the share of sentences that win.
  public var value: Double {
    Double(wins.reduce(0) { $0 + ($1 ? 1 : 0) }) / Double(wins.count)
  }

  /// The mean margin, a score that does not saturate.
  public var meanMargin: Double { margins.reduce(0, +) / Double(margins.count) }
}

/// The alignment score of a square matrix of similarities:
/// μ = (1/n) Σ_i 1[ c_ii > max_{j≠i} { c_ij, c_ji } ].
///
/// Equality loses, so identical sentences lower even a language's score with itself.
///
/// With `nan: .reference` the score is that of cisnlp/Mexa's script, which leaves the comparison with
/// NaN to Python's `max`: NaN on the diagonal loses; NaN as the first rival of a row or column stays
/// the maximum, and the sentence loses; NaN further on is skipped.
///
/// - Throws: `AlignmentError` for fewer than two sentences, and for NaN unless told otherwise.
public func alignmentScore(
  _ similarities: [[Double]], nan: NaNPolicy = .refuse
) throws -> AlignmentScore {
  let count = similarities.count
  require(
    similarities.allSatisfy { $0.count == count },
    "\(count) rows of \(similarities.map(\.count)) similarities")
  return try similarities.flatMap { $0 }.withUnsafeBufferPointer {
    try alignmentScore($0[...], count: count, layer: 0, nan: nan)
  }
}

/// The alignment score of each layer. Shape: `[layers, n, n]`; see `alignmentScore`.
public func alignmentScores(
  _ similarities: Tensor, nan: NaNPolicy = .refuse
) throws -> [AlignmentScore] {
  let shape = similarities.shape
  require(
    shape.count == 3 && shape[1] == shape[2],
    "similarities of shape \(shape), not [layers, n, n]")
  let size = shape[1] * shape[2]
  return try similarities.converted(to: .float64).withBytes { bytes in
    let values = bytes.bindMemory(to: Double.self)
    return try (0..<shape[0]).map { layer in
      try alignmentScore(
        values[layer * size..<(layer + 1) * size], count: shape[1], layer: layer, nan: nan)
    }
  }
}

private func alignmentScore(
  _ layerValues: Slice<UnsafeBufferPointer<Double>>, count: Int, layer: Int, nan: NaNPolicy
) throws -> AlignmentScore {
  guard count > 1 else { throw AlignmentError.tooFewSentences(language: "", count: count) }
  let values = UnsafeBufferPointer(rebasing: layerValues)
  if nan == .refuse, let place = values.firstIndex(where: \.isNaN) {
    throw AlignmentError.notANumber(layer: layer, row: place / count, column: place % count)
  }
  // Python's max: the first rival unconditionally, then whatever is greater than the one kept.
  var rowRivals = (0..<count).map { values[$0 * count + ($0 == 0 ? 1 : 0)] }
  var columnRivals = (0..<count).map { values[($0 == 0 ? 1 : 0) * count + $0] }
  columnRivals.withUnsafeMutableBufferPointer { columnRivals in
    for row in 0..<count {
      let similarities = UnsafeBufferPointer(rebasing: values[row * count..<(row + 1) * count])
      var rival = rowRivals[row]
      func meet(_ columns: Range<Int>) {
        for column in columns where similarities[column] > rival { rival = similarities[column] }
        for column in columns {
          let (value, kept) = (similarities[column], columnRivals[column])
          columnRivals[column] = value > kept ? value : kept
        }
      }
      meet(0..<row)
      meet(row + 1..<count)
      rowRivals[row] = rival
    }
  }
  var ties = 0
  var margins: [Double] = []
  let wins = (0..<count).map { index in
    let own = values[index * count + index]
    let (row, column) = (rowRivals[index], columnRivals[index])
    let won = own > row && own > column
    if !won && own >= row && own >= column { ties += 1 }
    margins.append(row.isNaN || column.isNaN ? .nan : own - max(row, column))
    return won
  }
  return AlignmentScore(wins: wins, margins: margins, ties: ties)
}

/// The number of mutual nearest neighbours that chance gives: with independent continuous
/// similarities a sentence is the best of its 2n − 1 with p = 1/(2n − 1).
///
/// `probability(atLeast: k)` is P(μ ≥ k/n). Wins of different sentences are not quite independent,
/// so the binomial tail is an approximation; the mean is exact.
public func chanceAlignment(sentences: Int) -> BinomialDistribution {
  require(sentences > 0, "\(sentences) sentences")
  return BinomialDistribution(trials: sentences, probability: 1 / Double(2 * sentences - 1))
}

/// How scores of layers become one.
public enum LayerPooling: String, Codable, Sendable, CaseIterable {
  case mean, max

  /// The pooled score; the first score is the embedding output's, before any layer.
  public func callAsFunction(_ scores: [Double], includeEmbeddingLayer: Bool = true) -> Double {
    let pooled = scores.dropFirst(includeEmbeddingLayer ? 0 : 1)
    require(!pooled.isEmpty, "pooling over no layer")
    return switch self {
    case .mean: pooled.reduce(0, +) / Double(pooled.count)
    case .max: pooled.reduce(-.infinity, Swift.max)
    }
  }
}

/// Mean similarities, the rival of relative alignment ("absolute cosine" in MEXA's table 3).
public struct AbsoluteCosine: Codable, Equatable, Sendable {
  /// AC-P: the mean over parallel pairs, the diagonal.
  public let parallel: Double
  /// AC-NP: the mean over all other pairs.
  public let nonParallel: Double
}

/// The mean cosine of parallel and of other pairs in each layer. Shape: `[layers, n, n]`.
public func absoluteCosines(_ similarities: Tensor) -> [AbsoluteCosine] {
  let count = Double(similarities.shape[1])
  let wide = similarities.converted(to: .float64)
  let diagonal = wide.diagonal().sum(-1).elements(Double.self)
  let all = wide.sum(-1, -2).elements(Double.self)
  return zip(diagonal, all).map {
    AbsoluteCosine(parallel: $0 / count, nonParallel: ($1 - $0) / (count * (count - 1)))
  }
}
