import Foundation

/// The standard normal distribution.
public enum NormalDistribution {
  /// P(Z ≤ z).
  public static func cdf(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

  /// The z with P(Z ≤ z) = p; ±∞ for p = 1 and p = 0, NaN outside [0, 1].
  public static func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 { return -.infinity }
    if p > 0.5 { return -quantile(1 - p) }
    return bisected(-40...0, target: p, cdf)
  }
}
