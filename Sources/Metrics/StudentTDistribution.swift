/// Student's t distribution.
public struct StudentTDistribution: Sendable {
  /// ν; positive, not necessarily whole.
  public let degreesOfFreedom: Double

  /// The distribution with ν degrees of freedom; its values are NaN unless ν > 0.
  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// P(|T| ≥ |t|) = I_{ν/(ν+t²)}(ν/2, 1/2) (Abramowitz & Stegun 26.7.1).
  public func twoSidedP(_ t: Double) -> Double {
    guard degreesOfFreedom > 0 else { return .nan }
    if t.isInfinite { return 0 }
    let total = degreesOfFreedom + t * t
    return incompleteBeta(
      degreesOfFreedom / total, complement: t * t / total, degreesOfFreedom / 2, 0.5)
  }

  /// P(T ≤ t).
  public func cdf(_ t: Double) -> Double {
    let half = twoSidedP(t) / 2
    return t < 0 ? half : 1 - half
  }

  /// The t with P(T ≤ t) = p; ±∞ for p = 1 and p = 0, NaN outside [0, 1].
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1, degreesOfFreedom > 0 else { return .nan }
    if p == 0 { return -.infinity }
    if p > 0.5 { return -quantile(1 - p) }
    var lower = -1.0
    while cdf(lower) > p { lower *= 2 }
    return bisected(lower...0, target: p, cdf)
  }
}
