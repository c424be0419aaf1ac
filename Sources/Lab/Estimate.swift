import Metrics

/// A number with the interval that says how sure it is (seeds, bootstrap).
public struct Estimate: Codable, Equatable, Sendable, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  /// The number.
  public let value: Double
  /// The lower end of the interval; nil when none is known.
  public let low: Double?
  /// The upper end of the interval; nil when none is known.
  public let high: Double?

  /// A number, with its interval when both ends are given.
  public init(_ value: Double, low: Double? = nil, high: Double? = nil) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// A number with a confidence interval.
  public init(_ value: Double, _ interval: ConfidenceInterval) {
    self.init(value, low: interval.lower, high: interval.upper)
  }

  /// A number without an interval.
  public init(floatLiteral value: Double) { self.init(value) }

  /// A number without an interval.
  public init(integerLiteral value: Int) { self.init(Double(value)) }

  /// The mean over `values` with the interval from the smallest to the largest.
  public init(over values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    self.init(mean, low: values.min(), high: values.max())
  }
}

/// What claims judge and tables show: a number, perhaps with its interval.
public protocol Measured: TableValue {
  /// The number with its interval.
  var estimate: Estimate { get }
}

extension Measured {
  /// The number as an entry; missing when it is not a number.
  public var entry: Table.Entry {
    estimate.value.isNaN ? .missing : Table.Entry(number: estimate)
  }
}

extension Estimate: Measured {
  /// Itself.
  public var estimate: Estimate { self }
}

extension Double: Measured {
  /// The number without an interval.
  public var estimate: Estimate { Estimate(self) }
}

extension Float: Measured {
  /// The number without an interval.
  public var estimate: Estimate { Estimate(Double(self)) }
}

extension Int: Measured {
  /// The number without an interval.
  public var estimate: Estimate { Estimate(Double(self)) }

  /// A whole number.
  public var entry: Table.Entry { Table.Entry(number: estimate, digits: 0) }
}

extension Correlation: Measured {
  /// The coefficient with its 95 % interval (Fisher's z).
  public var estimate: Estimate { Estimate(coefficient, interval()) }
}
