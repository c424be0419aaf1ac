extension Sequence where Element: BinaryFloatingPoint {
  /// The arithmetic mean, summed in float64; NaN of none.
  public var mean: Double {
    var (sum, count) = (0.0, 0)
    for number in self { (sum, count) = (sum + Double(number), count + 1) }
    return sum / Double(count)
  }
}

extension Collection where Element: BinaryFloatingPoint {
  /// The sample's standard deviation, with n − 1 in the denominator; NaN of fewer than two.
  public var deviation: Double {
    guard count > 1 else { return .nan }
    let mean = self.mean
    return (reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(count - 1))
      .squareRoot()
  }
}
