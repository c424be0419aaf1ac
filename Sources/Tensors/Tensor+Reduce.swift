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
  static let topk = Operator("topk")
  static let sort = Operator("sort", "stable")
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

  /// The logarithm of the sum of exponentials over the given dimensions, without overflow.
  public func logSumExp(_ dims: Int..., keepDim: Bool = false) -> Tensor {
    Operators.logSumExp(.tensor(self), .ints(dims), .bool(keepDim))
  }

  /// The running sum along a dimension.
  public func cumulativeSum(_ dim: Int) -> Tensor { Operators.cumsum(.tensor(self), .int(dim)) }

  /// Whether all elements over the given dimensions are true (all when none is given).
  public func all(_ dims: Int..., keepDim: Bool = false) -> Tensor {
    Operators.all(.tensor(self), .dims(dims), .bool(keepDim))
  }

  /// Whether any element over the given dimensions is true (all when none is given).
  public func any(_ dims: Int..., keepDim: Bool = false) -> Tensor {
    Operators.any(.tensor(self), .dims(dims), .bool(keepDim))
  }

  /// The `count` largest elements along a dimension in descending order, with their indices.
  public func topK(_ count: Int, dim: Int = -1) -> (values: Tensor, indices: Tensor) {
    let found = Operators.topk.tensors(.tensor(self), .int(count), .int(dim))
    return (found[0], found[1])
  }

  /// The elements in order along a dimension, with their indices; equal elements keep their order.
  public func sorted(
    dim: Int = -1, descending: Bool = false
  ) -> (values: Tensor, indices: Tensor) {
    let found = Operators.sort.tensors(.tensor(self), true, .int(dim), .bool(descending))
    return (found[0], found[1])
  }
}
