import Tensors

/// The beta distribution on [0, 1].
public struct BetaDistribution: Sendable {
  /// The first shape parameter, positive.
  public let alpha: Double
  /// The second shape parameter, positive.
  public let beta: Double

  /// The distribution with density proportional to x^(α−1) (1−x)^(β−1).
  public init(alpha: Double, beta: Double) {
    require(alpha > 0 && beta > 0, "beta distribution with shapes \(alpha), \(beta)")
    self.alpha = alpha
    self.beta = beta
  }

  /// P(X ≤ x), the regularised incomplete beta function.
  public func cdf(_ x: Double) -> Double { incompleteBeta(x, complement: 1 - x, alpha, beta) }

  /// The x with P(X ≤ x) = p; NaN outside [0, 1].
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 || p == 1 { return p }
    return bisected(0...1, target: p, cdf)
  }
}
