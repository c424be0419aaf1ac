/// The outcome of a significance test.
public struct TestResult: Codable, Equatable, Sendable {
  /// The test statistic.
  public let statistic: Double
  /// The degrees of freedom of its distribution under the null hypothesis.
  public let degreesOfFreedom: Double
  /// The probability of a statistic at least as extreme under the null hypothesis.
  public let p: Double

  /// A result from its parts.
  public init(statistic: Double, degreesOfFreedom: Double, p: Double) {
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    self.p = p
  }
}

/// Against what a null hypothesis is tested.
public enum Alternative: String, Codable, Sendable {
  case twoSided, greater, less
}

/// A confidence interval.
public struct ConfidenceInterval: Codable, Equatable, Sendable {
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double
  /// The nominal coverage, .95 for instance.
  public let level: Double

  /// An interval from its ends.
  public init(lower: Double, upper: Double, level: Double) {
    self.lower = lower
    self.upper = upper
    self.level = level
  }

  /// Whether the value lies between the ends, which count as inside.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
