extension Sequence where Element: BinaryFloatingPoint {
  /// The arithmetic mean, summed in float64; NaN of none.
  public var mean: Double {
    var (sum, count) = (0.0, 0)
    for number in self { (sum, count) = (sum + Double(number), count + 1) }
    return sum / Double(count)
  }
}
