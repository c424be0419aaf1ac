import Tensors

/// Mixtures of sets of points: an augmentation that turns a family of distributions into a family of
/// their mixtures (`dirichlet_k` of Fishman et al. 2025, arXiv 2505.18150).
public enum SetMixing {
  /// Weights of `count` mixtures of sets: each of `parts` different sets, with shares from a symmetric
  /// Dirichlet distribution. Shape: `[count, sets]`; rows sum to 1.
  public static func weights(
    _ count: Int, of sets: Int, parts: Int, concentration: Double = 1, using generator: Generator
  ) -> Tensor {
    require(0 < parts && parts <= sets, "mixtures of \(parts) out of \(sets) sets")
    let chosen = Tensor.rand([count, sets], using: generator).topK(parts).indices
    let shares = Tensor.full([count, parts], concentration).dirichlet(using: generator)
    return Tensor.zeros([count, sets]).scattered(1, chosen, shares)
  }

  /// Sets of points drawn from mixtures of sets: each point's source by the mixture's weights, and from
  /// it the point at the same place.
  ///
  /// Shape: sets `[sets, points, …]`, weights `[count, sets]` → `[count, points, …]`. Where the points of
  /// the sets are independent, so are those of each mixture.
  public static func mixed(
    _ sets: Tensor, weights: Tensor, using generator: Generator
  ) -> Tensor {
    let points = sets.shape[1]
    let sources = weights.multinomial(points, using: generator)
    return sets[sources, Tensor.arange(0..<points)]
  }
}
