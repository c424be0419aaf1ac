extension Operators {
  static let empty = Operator("empty", "memory_format")
  static let full = Operator("full")
  static let arange = Operator("arange", "start_step")
  static let linspace = Operator("linspace")
  static let eye = Operator("eye", "m")
  static let randn = Operator("randn", "generator")
  static let rand = Operator("rand", "generator")
  static let randint = Operator("randint", "low_generator")
  static let randperm = Operator("randperm", "generator")
  static let bernoulli = Operator("bernoulli", "p")
  static let multinomial = Operator("multinomial")
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
  ) -> Tensor { full(shape, 0, dtype: dtype, on: device) }

  /// A tensor of ones.
  public static func ones(
    _ shape: [Int], dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor { full(shape, 1, dtype: dtype, on: device) }

  /// Zeros of this tensor's shape, dtype and device.
  public func zerosLike() -> Tensor { Tensor.zeros(shape, dtype: dtype, on: device) }

  /// Ones of this tensor's shape, dtype and device.
  public func onesLike() -> Tensor { Tensor.ones(shape, dtype: dtype, on: device) }

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
}

extension Tensor {
  /// Standard normal numbers, on the generator's device.
  public static func randn(
    _ shape: [Int], dtype: DType = .float32, using generator: Generator
  ) -> Tensor {
    Operators.randn(
      .ints(shape), .generator(generator), .dtype(dtype), .none, .device(generator.device))
  }

  /// Numbers uniform in [0, 1), on the generator's device.
  public static func rand(
    _ shape: [Int], dtype: DType = .float32, using generator: Generator
  ) -> Tensor {
    Operators.rand(
      .ints(shape), .generator(generator), .dtype(dtype), .none, .device(generator.device))
  }

  /// Integers uniform in a range, as int64 on the generator's device.
  public static func randint(
    _ shape: [Int], in range: Range<Int>, using generator: Generator
  ) -> Tensor {
    Operators.randint(
      .int(range.lowerBound), .int(range.upperBound), .ints(shape), .generator(generator),
      .dtype(.int64), .none, .device(generator.device))
  }

  /// The integers 0..<count in random order, as int64 on the generator's device.
  public static func randperm(_ count: Int, using generator: Generator) -> Tensor {
    Operators.randperm(
      .int(count), .generator(generator), .dtype(.int64), .none, .device(generator.device))
  }

  /// Ones with the given probability and else zeros, of this tensor's shape and dtype.
  public func bernoulli(_ probability: Double, using generator: Generator) -> Tensor {
    Operators.bernoulli(.tensor(self), .double(probability), .generator(generator))
  }

  /// `count` indices per row, drawn with probability proportional to the row's weights.
  ///
  /// Shape: `[categories]` → `[count]`, or `[rows, categories]` → `[rows, count]`.
  public func multinomial(
    _ count: Int, replacement: Bool = true, using generator: Generator
  ) -> Tensor {
    Operators.multinomial(
      .tensor(self), .int(count), .bool(replacement), .generator(generator))
  }

  /// Zeroes elements with the given probability and scales the rest by 1/(1 − probability).
  public func dropout(_ probability: Double, using generator: Generator) -> Tensor {
    precondition((0..<1).contains(probability), "dropout(\(probability)): not in 0..<1")
    guard probability > 0 else { return self }
    return self * onesLike().bernoulli(1 - probability, using: generator) * (1 / (1 - probability))
  }
}
