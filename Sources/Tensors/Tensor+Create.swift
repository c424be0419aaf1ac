extension Operators {
  static let empty = Operator("empty", "memory_format")
  static let full = Operator("full")
  static let arange = Operator("arange", "start_step")
  static let linspace = Operator("linspace")
  static let eye = Operator("eye", "m")
  static let zeros = Operator("zeros")
  static let lowerIndices = Operator("tril_indices")
  static let upperIndices = Operator("triu_indices")
  static let emptyLike = Operator("empty_like")
  static let fullLike = Operator("full_like")
}

extension Tensor {
  /// A tensor whose elements are not set to anything.
  public static func empty(
    _ shape: [Int], dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor {
    Operators.empty(.ints(shape), .dtype(dtype), .none, .device(device))
  }

  /// A tensor with every element equal to `value`.
  public static func full(
    _ shape: [Int], _ value: Double, dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor {
    Operators.full(.ints(shape), .double(value), .dtype(dtype), .none, .device(device))
  }

  /// A tensor of zeros.
  public static func zeros(
    _ shape: [Int], dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor { Operators.zeros(.ints(shape), .dtype(dtype), .none, .device(device)) }

  /// A tensor of ones.
  public static func ones(
    _ shape: [Int], dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor { full(shape, 1, dtype: dtype, on: device) }

  /// Zeros of this tensor's shape, dtype and device.
  public func zerosLike() -> Tensor { fullLike(0) }

  /// Ones of this tensor's shape, dtype and device.
  public func onesLike() -> Tensor { fullLike(1) }

  /// A tensor of this one's shape, dtype and device with every element equal to `value`.
  public func fullLike(_ value: Double) -> Tensor {
    Operators.fullLike(.tensor(self), .double(value))
  }

  /// The integers of a range as int64.
  public static func arange(_ range: Range<Int>, on device: Device = .cpu) -> Tensor {
    Operators.arange(
      .int(range.lowerBound), .int(range.upperBound), 1, .dtype(.int64), .none, .device(device))
  }

  /// `count` evenly spaced numbers from the first to the last, both included.
  public static func linspace(
    _ from: Double, _ to: Double, count: Int, dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor {
    Operators.linspace(
      .double(from), .double(to), .int(count), .dtype(dtype), .none, .device(device))
  }

  /// The identity matrix, or its first `columns` columns.
  public static func eye(
    _ rows: Int, _ columns: Int? = nil, dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor {
    Operators.eye(.int(rows), .int(columns ?? rows), .dtype(dtype), .none, .device(device))
  }

  /// The rows and columns of a matrix's lower triangle, up to the given diagonal. Shape: `[2, n]`.
  public static func lowerTriangleIndices(
    _ rows: Int, _ columns: Int, diagonal: Int = 0
  ) -> Tensor {
    Operators.lowerIndices(.int(rows), .int(columns), .int(diagonal))
  }

  /// The rows and columns of a matrix's upper triangle, from the given diagonal. Shape: `[2, n]`.
  public static func upperTriangleIndices(
    _ rows: Int, _ columns: Int, diagonal: Int = 0
  ) -> Tensor {
    Operators.upperIndices(.int(rows), .int(columns), .int(diagonal))
  }
}
