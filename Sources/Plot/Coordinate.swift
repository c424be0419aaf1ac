/// A number that can be drawn: `Int`, `Float`, `Double`, or an optional one for points that may be
/// missing.
public protocol Coordinate {
  /// The number, or nil where there is nothing to draw.
  var coordinate: Double? { get }
}

extension Double: Coordinate {
  /// The number; nil when it is not finite.
  public var coordinate: Double? { isFinite ? self : nil }
}

extension Float: Coordinate {
  /// The number; nil when it is not finite.
  public var coordinate: Double? { isFinite ? Double(self) : nil }
}

extension Int: Coordinate {
  /// The number.
  public var coordinate: Double? { Double(self) }
}

extension Optional: Coordinate where Wrapped: Coordinate {
  /// The number; nil when there is none or it is not finite.
  public var coordinate: Double? { flatMap(\.coordinate) }
}
