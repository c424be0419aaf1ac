import Tensors

extension Tensor {
  /// Directions for `slicedWasserstein`, uniform on the sphere. Shape: `[width, count]`.
  public static func randomDirections(
    _ count: Int, width: Int, dtype: DType = .float32, using generator: Generator
  ) -> Tensor {
    randn([width, count], dtype: dtype, using: generator).normalized(0)
  }

  /// The sliced Wasserstein distance of order 2 between sets of points: the root of the mean, over
  /// directions and ranks, of the squared difference of sorted projections (Rabin et al. 2011).
  ///
  /// Shape: points `[…, m, d]` of both, as many in each; directions `[d, n]` of length 1 → `[…]`.
  public func slicedWasserstein(to other: Tensor, along directions: Tensor) -> Tensor {
    require(shape == other.shape, "sliced distance from \(signature) to \(other.signature)")
    return sortedProjections(along: directions)
      .slicedWasserstein(toProjections: other.sortedProjections(along: directions))
  }

  /// The points' projections on each direction, sorted: what a sliced distance is computed from.
  ///
  /// Shape: points `[…, m, d]`, directions `[d, n]` → `[…, n, m]`.
  public func sortedProjections(along directions: Tensor) -> Tensor {
    // Projections lie along the last dimension, where sorting is fastest.
    directions.transposed().matmul(transposed()).sorted().values
  }

  /// The sliced Wasserstein distance where both sets' sorted projections are known.
  ///
  /// Shape: `[…, n, m]`, `[…, n, m]` → `[…]`.
  public func slicedWasserstein(toProjections other: Tensor) -> Tensor {
    let mean = (self - other).square().mean(-2, -1)
    // The root has no gradient at zero: equal sets pull nowhere.
    return mean.clamped(from: 1e-30).sqrt()
  }

  /// The biased estimate of the squared maximum mean discrepancy between sets of points, with the
  /// kernel exp(−|x − y|² / 2σ²) (Gretton et al. 2012, eq. 5).
  ///
  /// Shape: `[…, n, d]`, `[…, m, d]` → `[…]`.
  ///
  /// - Parameter bandwidth: σ; when nil the median distance between different points of both sets
  ///   together, set by set, which passes no gradient.
  public func meanDiscrepancy(to other: Tensor, bandwidth: Double? = nil) -> Tensor {
    let all = Tensor.concatenated([self, other], dim: -2)
    let squares = all.squaredDistances(to: all)
    let (n, count) = (shape[shape.count - 2], all.shape[all.rank - 2])
    let twiceVariance: Tensor
    if let bandwidth {
      twiceVariance = Tensor(2 * bandwidth * bandwidth).converted(to: dtype)
    } else {
      let pairs = Tensor.upperTriangleIndices(count, count, diagonal: 1)
      let places = pairs[0] * count + pairs[1]
      let distances = squares.detached().flattened(-2, -1).indexSelected(-1, places)
      twiceVariance = (distances.median(-1) * 2).clamped(from: 1e-16)
        .unsqueezed(-1).unsqueezed(-1)
    }
    let kernel = (-(squares / twiceVariance)).exp()
    let (mine, theirs) = (0..<n, n..<count)
    return kernel[TensorIndex.rest, mine, mine].mean(-2, -1)
      + kernel[TensorIndex.rest, theirs, theirs].mean(-2, -1)
      - kernel[TensorIndex.rest, mine, theirs].mean(-2, -1) * 2
  }
}
