import Tensors

/// The χ² distribution.
public struct ChiSquaredDistribution: Sendable {
  /// ν, positive.
  public let degreesOfFreedom: Double

  /// The distribution with ν degrees of freedom.
  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// P(X ≥ x) = Q(ν/2, x/2) (Abramowitz & Stegun 26.4.19).
  public func upperTail(_ x: Double) -> Double { upperIncompleteGamma(degreesOfFreedom / 2, x / 2) }
}

/// Pearson's χ² test that categories occur in the expected proportions, equal ones by default: are
/// answers balanced over their positions?
///
/// Expected proportions are scaled to the number observed. With fewer than two categories or
/// nothing observed the statistic and p are NaN.
public func chiSquaredTest(_ observed: [Int], proportions: [Double]? = nil) -> TestResult {
  let proportions = proportions ?? Array(repeating: 1, count: observed.count)
  require(
    proportions.count == observed.count && proportions.allSatisfy { $0 > 0 },
    "\(observed.count) counts against proportions \(proportions)")
  let total = Double(observed.reduce(0, +))
  let freedom = Double(observed.count - 1)
  guard total > 0, freedom > 0 else {
    return TestResult(statistic: .nan, degreesOfFreedom: freedom, p: .nan)
  }
  let share = total / proportions.reduce(0, +)
  let statistic = zip(observed, proportions).reduce(0) { sum, pair in
    let expected = pair.1 * share
    return sum + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
  }
  return TestResult(
    statistic: statistic, degreesOfFreedom: freedom,
    p: ChiSquaredDistribution(degreesOfFreedom: freedom).upperTail(statistic))
}
