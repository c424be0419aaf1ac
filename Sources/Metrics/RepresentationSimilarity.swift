import Tensors

/// Linear centred kernel alignment of two representations of the same sentences, for each layer
/// (Kornblith et al. 2019, arXiv 1905.00414, equation 5):
/// ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖) with columns centred over sentences and Frobenius norms.
///
/// Shape: `[layers, sentences, width]`, widths may differ. NaN for a layer where all sentences
/// coincide.
public func linearCKA(_ first: Tensor, _ second: Tensor) -> [Double] {
  layerwise(first, second) { x, y in
    // ‖YᵀX‖² is the inner product of the Gram matrices, which are small.
    let (left, right) = (gram(x - x.mean(0)), gram(y - y.mean(0)))
    return dot(left, right) / (dot(left, left) * dot(right, right)).squareRoot()
  }
}

/// Representational similarity analysis, for each layer (Kriegeskorte, Mur & Bandettini 2008):
/// Spearman's correlation, over pairs of sentences, of the two representations' dissimilarities
/// 1 − Pearson's r of vectors.
///
/// Shape: `[layers, sentences, width]`, widths may differ; at least three sentences.
public func representationalSimilarity(_ first: Tensor, _ second: Tensor) -> [Double] {
  layerwise(first, second) { x, y in
    spearman(pairs(x), pairs(y)).coefficient
  }
}

private func layerwise(
  _ first: Tensor, _ second: Tensor, _ similarity: (Tensor, Tensor) -> Double
) -> [Double] {
  require(
    first.rank == 3 && second.rank == 3 && first.shape.prefix(2) == second.shape.prefix(2),
    "representations \(first.signature) and \(second.signature)")
  return (0..<first.shape[0]).map { layer in
    similarity(first[layer].converted(to: .float64), second[layer].converted(to: .float64))
  }
}

/// The inner products of all rows, flat.
private func gram(_ rows: Tensor) -> [Double] {
  rows.matmul(rows.transposed()).elements(Double.self)
}

/// The dissimilarities above the diagonal.
private func pairs(_ vectors: Tensor) -> [Double] {
  let correlations = gram((vectors - vectors.mean(-1, keepDim: true)).normalized())
  let count = vectors.shape[0]
  return (0..<count).flatMap { row in
    (row + 1..<count).map { 1 - correlations[row * count + $0] }
  }
}
