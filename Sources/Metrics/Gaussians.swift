import Tensors

/// Normal distributions, a row each, in float64.
public struct Gaussians {
  /// Shape: `[rows, d]`.
  public let means: Tensor
  /// Shape: `[rows, d, d]`, symmetric and positive semidefinite.
  public let covariances: Tensor

  /// Distributions with the given moments. Shape: `[rows, d]`, `[rows, d, d]`.
  public init(means: Tensor, covariances: Tensor) {
    let (rows, width) = (means.shape[0], means.shape[means.rank - 1])
    require(
      means.rank == 2 && covariances.shape == [rows, width, width],
      "means \(means.signature) and covariances \(covariances.signature) of normal distributions")
    self.means = means.detached().converted(to: .float64)
    self.covariances = covariances.detached().converted(to: .float64)
  }

  /// The moments of sets of points, divided by the number of points. Shape: `[rows, points, d]`.
  public init(fitting sets: Tensor) {
    let wide = sets.detached().converted(to: .float64)
    let deviations = wide - wide.mean(1, keepDim: true)
    self.init(
      means: wide.mean(1),
      covariances: deviations.transposed().matmul(deviations) / Double(sets.shape[1]))
  }

  /// How many distributions there are.
  public var count: Int { means.shape[0] }

  /// The distributions at the given rows, in their order.
  public subscript(rows: [Int]) -> Gaussians {
    let places = Tensor(rows)
    return Gaussians(
      means: means.indexSelected(0, places), covariances: covariances.indexSelected(0, places))
  }

  /// The squared Wasserstein distance of order 2, row by row (Dowson & Landau 1982):
  /// |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½). Shape: `[rows]`.
  public func squaredWasserstein(to other: Gaussians) -> Tensor {
    require(count == other.count, "\(count) distributions against \(other.count)")
    let root = covariances.symmetricSquareRoot()
    let cross = root.matmul(other.covariances).matmul(root).symmetricSquareRoot()
    let bures = (covariances + other.covariances - cross * 2).trace()
    return ((means - other.means).square().sum(-1) + bures).clamped(from: 0)
  }

  /// The Wasserstein distance of order 2, row by row. Shape: `[rows]`.
  public func wasserstein(to other: Gaussians) -> Tensor { squaredWasserstein(to: other).sqrt() }

  /// The distributions at a share of the way along McCann's geodesics: images of these under
  /// (1 − t) x + t T(x), with the optimal map T (McCann 1997; covariances must be positive definite).
  public func displaced(towards other: Gaussians, by share: Double) -> Gaussians {
    require(count == other.count, "\(count) distributions against \(other.count)")
    let root = covariances.symmetricSquareRoot()
    let inverse = root.inverse()
    let map = inverse.matmul(root.matmul(other.covariances).matmul(root).symmetricSquareRoot())
      .matmul(inverse)
    let mixed =
      Tensor.eye(means.shape[1], dtype: .float64) * (1 - share) + map * share
    return Gaussians(
      means: means * (1 - share) + other.means * share,
      covariances: mixed.matmul(covariances).matmul(mixed))
  }

  /// The moments of the mixtures of each distribution (1 − share) with the other's (share).
  public func mixed(with other: Gaussians, share: Double) -> Gaussians {
    let gap = (means - other.means).unsqueezed(-1)
    return Gaussians(
      means: means * (1 - share) + other.means * share,
      covariances: covariances * (1 - share) + other.covariances * share
        + gap.matmul(gap.transposed()) * (share * (1 - share)))
  }
}
