/// The type of a dataset's elements.
public enum ElementType: String, Codable, Sendable, CaseIterable {
  case int8, int16, int32, int64, uint8, uint16, uint32, uint64
  case float16, bfloat16, float32, float64, bool, string

  /// The size of one element in bytes; 0 for strings, whose size varies.
  public var bytes: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    case .string: 0
    }
  }
}

/// A Swift type whose values have the layout of a dataset's elements.
public protocol Scalar: BitwiseCopyable, Sendable {
  /// The element type with the same layout.
  static var elementType: ElementType { get }
  /// The value equal to an integer, or nil where there is none.
  static func exactly(_ integer: some BinaryInteger) -> Self?
  /// The value equal to a number, or nil where there is none; NaN is equal to NaN here.
  static func exactly(_ number: Double) -> Self?
}

extension Scalar where Self: FixedWidthInteger {
  /// The element type with the same layout.
  public static var elementType: ElementType {
    switch (bitWidth, isSigned) {
    case (8, true): .int8
    case (16, true): .int16
    case (32, true): .int32
    case (64, true): .int64
    case (8, false): .uint8
    case (16, false): .uint16
    case (32, false): .uint32
    default: .uint64
    }
  }
  /// The value equal to an integer, or nil where there is none.
  public static func exactly(_ integer: some BinaryInteger) -> Self? { Self(exactly: integer) }
  /// The value equal to a number, or nil where there is none.
  public static func exactly(_ number: Double) -> Self? { Self(exactly: number) }
}

extension Scalar where Self: BinaryFloatingPoint {
  /// The element type with the same layout.
  public static var elementType: ElementType {
    switch MemoryLayout<Self>.size {
    case 2: .float16
    case 4: .float32
    default: .float64
    }
  }
  /// The value equal to an integer, or nil where there is none.
  public static func exactly(_ integer: some BinaryInteger) -> Self? { Self(exactly: integer) }
  /// The value equal to a number, or nil where there is none; NaN is equal to NaN here.
  public static func exactly(_ number: Double) -> Self? {
    number.isNaN ? .nan : Self(exactly: number)
  }
}

extension Int8: Scalar {}
extension Int16: Scalar {}
extension Int32: Scalar {}
extension Int64: Scalar {}
extension Int: Scalar {}
extension UInt8: Scalar {}
extension UInt16: Scalar {}
extension UInt32: Scalar {}
extension UInt64: Scalar {}
extension UInt: Scalar {}
extension Float16: Scalar {}
extension Float: Scalar {}
extension Double: Scalar {}

extension Bool: Scalar {
  /// Elements are one byte, 0 or 1.
  public static var elementType: ElementType { .bool }
  /// False for 0, true for 1.
  public static func exactly(_ integer: some BinaryInteger) -> Bool? {
    integer == 0 ? false : integer == 1 ? true : nil
  }
  /// None: a number is no truth value.
  public static func exactly(_ number: Double) -> Bool? { nil }
}
