import Foundation
import Tensors

/// A correlation coefficient with what its significance depends on.
public struct Correlation: Codable, Equatable, Sendable {
  /// The coefficient in [−1, 1]; NaN where a variable is constant.
  public let coefficient: Double
  /// N − 2, less one for each independent control.
  public let degreesOfFreedom: Int

  /// A coefficient with its degrees of freedom.
  public init(coefficient: Double, degreesOfFreedom: Int) {
    self.coefficient = coefficient
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The two-sided p value of the t test, t = r √(ν / (1 − r²)); NaN without degrees of freedom.
  public var p: Double {
    let r = coefficient
    let freedom = Double(degreesOfFreedom)
    let t = r * (freedom / ((1 - r) * (1 + r))).squareRoot()
    return StudentTDistribution(degreesOfFreedom: freedom).twoSidedP(t)
  }

  /// The interval tanh(atanh r ± z / √(ν − 1)) (Fisher 1921); NaN unless ν > 1.
  public func interval(level: Double = 0.95) -> ConfidenceInterval {
    let z = NormalDistribution.quantile((1 + level) / 2)
    let reach = degreesOfFreedom > 1 ? z / Double(degreesOfFreedom - 1).squareRoot() : .nan
    return ConfidenceInterval(
      lower: tanh(atanh(coefficient) - reach), upper: tanh(atanh(coefficient) + reach),
      level: level)
  }
}

/// Pearson's product-moment correlation of paired values.
public func pearson(_ x: [Double], _ y: [Double]) -> Correlation {
  require(x.count == y.count, "\(x.count) values against \(y.count)")
  return Correlation(
    coefficient: cosine(centered(x), centered(y)), degreesOfFreedom: x.count - 2)
}

/// Spearman's rank correlation: Pearson's of the ranks, ties sharing their average rank. Its p
/// value is the t approximation.
public func spearman(_ x: [Double], _ y: [Double]) -> Correlation {
  require(x.count == y.count, "\(x.count) values against \(y.count)")
  return pearson(ranks(x), ranks(y))
}

/// The correlation of x and y after least squares has removed the controls from both.
///
/// Controls that are constant, or linear combinations of earlier ones, remove nothing and cost no
/// degree of freedom. NaN where nothing of x or y remains.
public func partialCorrelation(
  _ x: [Double], _ y: [Double], given controls: [[Double]]
) -> Correlation {
  require(x.count == y.count, "\(x.count) values against \(y.count)")
  let basis = OrthogonalBasis(columns: controls, count: x.count)
  return Correlation(
    coefficient: cosine(basis.residuals(x), basis.residuals(y)),
    degreesOfFreedom: x.count - 2 - basis.rank)
}

/// The mean of correlations on Fisher's scale, tanh(mean atanh r).
///
/// One perfect coefficient makes it perfect; +1 and −1 together have no mean (NaN).
public func fisherMean(_ coefficients: [Double]) -> Double {
  tanh(coefficients.reduce(0) { $0 + atanh($1) } / Double(coefficients.count))
}

/// The ranks of values from 1, ties sharing the average of the ranks they span; all NaN where a
/// value is NaN.
public func ranks(_ values: [Double]) -> [Double] {
  guard !values.contains(where: \.isNaN) else {
    return Array(repeating: .nan, count: values.count)
  }
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = Array(repeating: 0.0, count: values.count)
  var first = 0
  while first < order.count {
    var last = first
    while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
    for place in first...last { ranks[order[place]] = Double(first + last) / 2 + 1 }
    first = last + 1
  }
  return ranks
}

/// Values of which resamples are ranked over and over: their order is found once.
public struct OrderedValues {
  /// The place of each value among all different ones, from 0; empty where a value is NaN.
  private let places: [Int]
  private let different: Int

  /// Finds the order.
  public init(_ values: [Double]) {
    guard !values.contains(where: \.isNaN) else {
      (places, different) = ([], 0)
      return
    }
    var places = Array(repeating: 0, count: values.count)
    var (place, previous) = (-1, Double.nan)
    for index in values.indices.sorted(by: { values[$0] < values[$1] }) {
      if values[index] != previous { place += 1 }
      previous = values[index]
      places[index] = place
    }
    (self.places, different) = (places, place + 1)
  }

  /// What `ranks` says of the values at the given indices, which may repeat.
  public func ranks(at indices: [Int]) -> [Double] {
    guard different > 0 else { return Array(repeating: .nan, count: indices.count) }
    var counts = Array(repeating: 0, count: different)
    for index in indices { counts[places[index]] += 1 }
    var before = 0
    let ranks = counts.map { count in
      defer { before += count }
      return Double(before) + Double(count + 1) / 2
    }
    return indices.map { ranks[places[$0]] }
  }
}

/// Williams's (1959) test whether y correlates more with a than with b in the same sample, as Steiger
/// (1980, equation 7) recommends it:
/// t = (r_ya − r_yb) √((n−1)(1+r_ab) / (2 |R| (n−1)/(n−3) + r̄² (1−r_ab)³)), n − 3 degrees of freedom.
public func williamsTest(
  _ ya: Double, _ yb: Double, between ab: Double, count: Int,
  alternative: Alternative = .twoSided
) -> TestResult {
  let n = Double(count)
  let determinant = 1 - ya * ya - yb * yb - ab * ab + 2 * ya * yb * ab
  let mean = (ya + yb) / 2
  let spread = 2 * determinant * (n - 1) / (n - 3) + mean * mean * (1 - ab) * (1 - ab) * (1 - ab)
  let t = ya == yb ? 0 : (ya - yb) * ((n - 1) * (1 + ab) / spread).squareRoot()
  let distribution = StudentTDistribution(degreesOfFreedom: n - 3)
  let p =
    switch alternative {
    case .twoSided: distribution.twoSidedP(t)
    case .greater: distribution.cdf(-t)
    case .less: distribution.cdf(t)
    }
  return TestResult(statistic: t, degreesOfFreedom: n - 3, p: p)
}

/// The deviations from the mean; exactly zero where they are rounding noise alone.
func centered(_ values: [Double]) -> [Double] {
  let mean = values.reduce(0, +) / Double(values.count)
  let deviations = values.map { $0 - mean }
  let noise = 1e-14 * abs(mean)
  return deviations.allSatisfy { abs($0) <= noise }
    ? Array(repeating: 0, count: values.count) : deviations
}

/// The inner product.
func dot(_ x: [Double], _ y: [Double]) -> Double {
  var sum = 0.0
  for index in x.indices { sum += x[index] * y[index] }
  return sum
}

/// The cosine of the angle, clamped against rounding; NaN for a zero vector.
private func cosine(_ x: [Double], _ y: [Double]) -> Double {
  let ratio = dot(x, y) / (dot(x, x) * dot(y, y)).squareRoot()
  return ratio.isNaN ? .nan : min(1, max(-1, ratio))
}
