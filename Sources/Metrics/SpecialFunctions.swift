import Foundation

/// The logarithm of the gamma function of a positive number.
func logGamma(_ x: Double) -> Double { lgamma(x).0 }

/// The regularised incomplete beta function I_x(a, b), with x and 1 − x given separately so that
/// neither loses digits; continued fraction DLMF 8.17.22, evaluated by Lentz's method.
func incompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
  if x.isNaN || complement.isNaN || a.isNaN || b.isNaN { return .nan }
  if x <= 0 { return 0 }
  if complement <= 0 { return 1 }
  // The fraction converges fast below the mean; above it the other tail is summed.
  if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(complement, complement: x, b, a) }
  let front = exp(
    a * log(x) + b * log(complement) + logGamma(a + b) - logGamma(a) - logGamma(b))
  var numerator = 1.0
  var denominator = 1 - (a + b) * x / (a + 1)
  denominator = 1 / nonZero(denominator)
  var fraction = denominator
  for step in 1...100_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    denominator = 1 / nonZero(1 + even * denominator)
    numerator = nonZero(1 + even / numerator)
    fraction *= denominator * numerator
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    denominator = 1 / nonZero(1 + odd * denominator)
    numerator = nonZero(1 + odd / numerator)
    let factor = denominator * numerator
    fraction *= factor
    if abs(factor - 1) < 1e-16 { break }
  }
  return front * fraction / a
}

/// The regularised upper incomplete gamma function Q(a, x): the series DLMF 8.11.4 for small x, the
/// continued fraction DLMF 8.9.2 for large x.
func upperIncompleteGamma(_ a: Double, _ x: Double) -> Double {
  if x.isNaN || a.isNaN { return .nan }
  if x <= 0 { return 1 }
  let front = exp(a * log(x) - x - logGamma(a))
  if x < a + 1 {
    var term = 1 / a
    var sum = term
    var shifted = a
    while term > sum * 1e-17 {
      shifted += 1
      term *= x / shifted
      sum += term
    }
    return 1 - front * sum
  }
  var linear = x + 1 - a
  var numerator = Double.greatestFiniteMagnitude
  var denominator = 1 / linear
  var fraction = denominator
  for step in 1...100_000 {
    let m = Double(step)
    let coefficient = -m * (m - a)
    linear += 2
    denominator = 1 / nonZero(linear + coefficient * denominator)
    numerator = nonZero(linear + coefficient / numerator)
    let factor = denominator * numerator
    fraction *= factor
    if abs(factor - 1) < 1e-16 { break }
  }
  return front * fraction
}

/// Lentz's guard against a vanishing partial denominator.
private func nonZero(_ x: Double) -> Double { abs(x) < 1e-300 ? 1e-300 : x }

/// The point of `range` where a non-decreasing function reaches `target`, by bisection to the last
/// bit.
func bisected(
  _ range: ClosedRange<Double>, target: Double, _ function: (Double) -> Double
) -> Double {
  var (lower, upper) = (range.lowerBound, range.upperBound)
  while true {
    let middle = lower + (upper - lower) / 2
    guard middle > lower, middle < upper else { return middle }
    if function(middle) < target { lower = middle } else { upper = middle }
  }
}
