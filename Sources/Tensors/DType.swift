/// The type of a tensor's elements.
public enum DType: String, Codable, Sendable, CaseIterable {
  case uint8, int8, int16, int32, int64, float16, float32, float64, bool, bfloat16

  /// libtorch's number of the type (c10::ScalarType).
  var code: Int {
    switch self {
    case .uint8: 0
    case .int8: 1
    case .int16: 2
    case .int32: 3
    case .int64: 4
    case .float16: 5
    case .float32: 6
    case .float64: 7
    case .bool: 11
    case .bfloat16: 15
    }
  }

  init?(code: Int) {
    switch code {
    case 0: self = .uint8
    case 1: self = .int8
    case 2: self = .int16
    case 3: self = .int32
    case 4: self = .int64
    case 5: self = .float16
    case 6: self = .float32
    case 7: self = .float64
    case 11: self = .bool
    case 15: self = .bfloat16
    default: return nil
    }
  }

  /// The size of one element in bytes.
  public var bytes: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// Whether elements are real numbers, and so can have gradients.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .float32, .float64, .bfloat16: true
    default: false
    }
  }
}

/// A Swift type whose values are elements of a tensor of one dtype.
public protocol TensorElement: Sendable {
  /// The dtype whose elements have this type's layout.
  static var dtype: DType { get }
}

extension UInt8: TensorElement {
  /// `.uint8`
  public static var dtype: DType { .uint8 }
}
extension Int8: TensorElement {
  /// `.int8`
  public static var dtype: DType { .int8 }
}
extension Int16: TensorElement {
  /// `.int16`
  public static var dtype: DType { .int16 }
}
extension Int32: TensorElement {
  /// `.int32`
  public static var dtype: DType { .int32 }
}
extension Int64: TensorElement {
  /// `.int64`
  public static var dtype: DType { .int64 }
}
extension Int: TensorElement {
  /// `.int64`
  public static var dtype: DType { .int64 }
}
extension Float: TensorElement {
  /// `.float32`
  public static var dtype: DType { .float32 }
}
extension Double: TensorElement {
  /// `.float64`
  public static var dtype: DType { .float64 }
}
extension Bool: TensorElement {
  /// `.bool`
  public static var dtype: DType { .bool }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16: TensorElement {
    /// `.float16`
    public static var dtype: DType { .float16 }
  }
#endif
