import Foundation
import Tensors

extension GaussianMixtures {
  /// Fits a mixture to each set of points by expectation and maximisation (Dempster et al. 1977), all
  /// sets at once.
  ///
  /// Means begin at points far from each other (Arthur & Vassilvitskii 2007), covariances at the
  /// set's; of several starts the most likely is kept, set by set.
  ///
  /// - Parameters:
  ///   - sets: shape `[rows, points, d]`.
  ///   - ridge: the share of the set's mean variance added to each variance, so that no component
  ///     collapses to a point.
  public init(
    fitting sets: Tensor, components: Int, iterations: Int = 50, starts: Int = 3,
    ridge: Double = 1e-3, using generator: Generator
  ) {
    require(
      sets.rank == 3 && sets.shape[1] >= components && starts > 0,
      "mixtures of \(components) fitted to \(sets.signature)")
    let points = sets.detached().converted(to: .float64)
    let fits = (0..<starts).map { _ in
      Self.fit(points, components, iterations, ridge, generator)
    }
    let best = Tensor.stacked(fits.map(\.logLikelihood)).argmax(0)
    func chosen(_ part: (GaussianMixtures) -> Tensor) -> Tensor {
      let all = Tensor.stacked(fits.map { part($0.mixtures) }, dim: 1)
      return all[Tensor.arange(0..<points.shape[0]), best]
    }
    self.init(
      weights: chosen(\.weights), means: chosen(\.means), covariances: chosen(\.covariances))
  }

  /// The mean log density of each set's points. Shape: `[rows, points, d]` → `[rows]`.
  public func logLikelihood(of sets: Tensor) -> Tensor {
    logJoint(sets.detached().converted(to: .float64)).logSumExp(1).mean(-1)
  }

  /// log wₖ N(x; μₖ, Σₖ). Shape: `[rows, points, d]` → `[rows, components, points]`.
  private func logJoint(_ points: Tensor) -> Tensor {
    let width = Double(points.shape[2])
    let factors = covariances.cholesky()
    let deviations = points.unsqueezed(1) - means.unsqueezed(2)
    let whitened = factors.solveTriangular(deviations.transposed(), upper: false)
    let halfLogDeterminant = factors.diagonal().log().sum(-1)
    let constant =
      weights.clamped(from: 1e-300).log() - halfLogDeterminant
      - width / 2 * log(2 * .pi)
    return constant.unsqueezed(-1) - whitened.square().sum(2) * 0.5
  }

  private static func fit(
    _ points: Tensor, _ components: Int, _ iterations: Int, _ ridge: Double,
    _ generator: Generator
  ) -> (mixtures: GaussianMixtures, logLikelihood: Tensor) {
    let (rows, width) = (points.shape[0], points.shape[2])
    let whole = Gaussians(fitting: points)
    let floor =
      Tensor.eye(width, dtype: .float64)
      * (whole.covariances.trace() * (ridge / Double(width))).clamped(from: 1e-12)
      .reshaped(rows, 1, 1, 1)
    var mixtures = GaussianMixtures(
      weights: .full([rows, components], 1 / Double(components), dtype: .float64),
      means: spread(points, components, generator),
      covariances: whole.covariances.unsqueezed(1).expanded([rows, components, width, width])
        + floor)
    for _ in 0..<iterations {
      let shares = mixtures.logJoint(points).softmax(1)
      let sizes = shares.sum(-1).clamped(from: 1e-9)
      let means = shares.matmul(points) / sizes.unsqueezed(-1)
      let deviations = points.unsqueezed(1) - means.unsqueezed(2)
      let weighted = deviations * shares.unsqueezed(-1)
      let scatter = weighted.transposed().matmul(deviations) / sizes.unsqueezed(-1).unsqueezed(-1)
      mixtures = GaussianMixtures(
        weights: sizes / sizes.sum(-1, keepDim: true), means: means, covariances: scatter + floor)
    }
    return (mixtures, mixtures.logLikelihood(of: points))
  }

  /// Points of each set as first means, each drawn with probability in proportion to its squared
  /// distance from the nearest one before.
  private static func spread(
    _ points: Tensor, _ components: Int, _ generator: Generator
  ) -> Tensor {
    let rows = Tensor.arange(0..<points.shape[0])
    var weights = Tensor.ones([points.shape[0], points.shape[1]], dtype: .float64)
    var chosen: [Tensor] = []
    for _ in 0..<components {
      let pick = weights.multinomial(1, using: generator).squeezed(-1)
      let mean = points[rows, pick]
      let squares = (points - mean.unsqueezed(1)).square().sum(-1) + 1e-300
      weights = chosen.isEmpty ? squares : weights.minimum(squares)
      chosen.append(mean)
    }
    return .stacked(chosen, dim: 1)
  }
}
