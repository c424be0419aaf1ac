extension Operators {
  static let sum = Operator("sum", "dim_IntList")
  static let mean = Operator("mean", "dim")
  static let prod = Operator("prod", "dim_int")
  static let amax = Operator("amax")
  static let amin = Operator("amin")
  static let argmax = Operator("argmax")
  static let argmin = Operator("argmin")
  static let variance = Operator("var", "correction")
  static let logSumExp = Operator("logsumexp")
  static let cumsum = Operator("cumsum")
  static let all = Operator("all", "dims")
  static let any = Operator("any", "dims")
  static let deviation = Operator("std", "correction")
  static let prodAll = Operator("prod")
  static let maxAlong = Operator("max", "dim")
  static let minAlong = Operator("min", "dim")
  static let cumprod = Operator("cumprod")
  static let cummax = Operator("cummax")
  static let cummin = Operator("cummin")
  static let logCumSumExp = Operator("logcumsumexp")
  static let countNonzero = Operator("count_nonzero", "dim_IntList")
  static let diff = Operator("diff")
}

extension Argument {
  /// Dimensions to reduce: none given means all of them.
  fileprivate static func dims(_ dims: [Int]) -> Argument { dims.isEmpty ? .none : .ints(dims) }
}

extension Tensor {
  /// The sum over the given dimensions, over all when none is given.
  public func sum(_ dims: Int..., keepDim: Bool = false) -> Tensor {
    Operators.sum(.tensor(self), .dims(dims), .bool(keepDim))
  }

  /// The mean over the given dimensions, over all when none is given.
  public func mean(_ dims: Int..., keepDim: Bool = false) -> Tensor {
    Operators.mean(.tensor(self), .dims(dims), .bool(keepDim))
  }

  /// The product of all elements.
  public func prod() -> Tensor { Operators.prodAll(.tensor(self)) }

  /// The product over a dimension.
  public func prod(_ dim: Int, keepDim: Bool = false) -> Tensor {
    Operators.prod(.tensor(self), .int(dim), .bool(keepDim))
  }

  /// The largest element over the given dimensions, over all when none is given.
  public func max(_ dims: Int..., keepDim: Bool = false) -> Tensor {
    Operators.amax(.tensor(self), .ints(dims), .bool(keepDim))
  }

  /// The smallest element over the given dimensions, over all when none is given.
  public func min(_ dims: Int..., keepDim: Bool = false) -> Tensor {
    Operators.amin(.tensor(self), .ints(dims), .bool(keepDim))
  }

  /// The largest element along a dimension, with its index (int64).
  public func max(along dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    let found = Operators.maxAlong.tensors(.tensor(self), .int(dim), .bool(keepDim))
    return (found[0], found[1])
  }

  /// The smallest element along a dimension, with its index (int64).
  public func min(along dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    let found = Operators.minAlong.tensors(.tensor(self), .int(dim), .bool(keepDim))
    return (found[0], found[1])
  }

  /// The index of the largest element along a dimension (of the flat tensor without one), as int64.
  public func argmax(_ dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    Operators.argmax(.tensor(self), .optional(dim), .bool(keepDim))
  }

  /// The index of the smallest element along a dimension (of the flat tensor without one), as int64.
  public func argmin(_ dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    Operators.argmin(.tensor(self), .optional(dim), .bool(keepDim))
  }

  /// The variance over the given dimensions; `correction` 1 divides by count − 1, 0 by count.
  public func variance(_ dims: Int..., correction: Int = 1, keepDim: Bool = false) -> Tensor {
    Operators.variance(.tensor(self), .dims(dims), .int(correction), .bool(keepDim))
  }

  /// The square root of `variance`.
  public func standardDeviation(
    _ dims: Int..., correction: Int = 1, keepDim: Bool = false
  ) -> Tensor {
    Operators.deviation(.tensor(self), .dims(dims), .int(correction), .bool(keepDim))
  }

  /// The logarithm of the sum of exponentials over the given dimensions, without overflow.
  public func logSumExp(_ dims: Int..., keepDim: Bool = false) -> Tensor {
    Operators.logSumExp(.tensor(self), .ints(dims), .bool(keepDim))
  }

  /// The running sum along a dimension.
  public func cumulativeSum(_ dim: Int) -> Tensor { Operators.cumsum(.tensor(self), .int(dim)) }

  /// The running product along a dimension.
  public func cumulativeProduct(_ dim: Int) -> Tensor {
    Operators.cumprod(.tensor(self), .int(dim))
  }

  /// The largest element so far along a dimension.
  public func cumulativeMax(_ dim: Int) -> Tensor {
    Operators.cummax.tensors(.tensor(self), .int(dim))[0]
  }

  /// The smallest element so far along a dimension.
  public func cumulativeMin(_ dim: Int) -> Tensor {
    Operators.cummin.tensors(.tensor(self), .int(dim))[0]
  }

  /// The running logarithm of the sum of exponentials along a dimension, without overflow.
  public func cumulativeLogSumExp(_ dim: Int) -> Tensor {
    Operators.logCumSumExp(.tensor(self), .int(dim))
  }

  /// Differences of neighbours along a dimension, which gets shorter by one; `order` times.
  public func differences(_ dim: Int = -1, order: Int = 1) -> Tensor {
    Operators.diff(.tensor(self), .int(order), .int(dim))
  }

  /// How many elements over the given dimensions are not zero, as int64 (all when none is given).
  public func countNonzero(_ dims: Int...) -> Tensor {
    Operators.countNonzero(.tensor(self), .ints(dims))
  }

  /// Whether all elements over the given dimensions are true (all when none is given).
  public func all(_ dims: Int..., keepDim: Bool = false) -> Tensor {
    Operators.all(.tensor(self), .dims(dims), .bool(keepDim))
  }

  /// Whether any element over the given dimensions is true (all when none is given).
  public func any(_ dims: Int..., keepDim: Bool = false) -> Tensor {
    Operators.any(.tensor(self), .dims(dims), .bool(keepDim))
  }
}
