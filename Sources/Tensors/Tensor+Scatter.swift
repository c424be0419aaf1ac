extension Operators {
  static let scatter = Operator("scatter", "src")
  static let scatterValue = Operator("scatter", "value")
  static let scatterAdd = Operator("scatter_add")
  static let scatterReduce = Operator("scatter_reduce", "two")
  static let indexAdd = Operator("index_add")
  static let indexCopy = Operator("index_copy")
  static let indexFill = Operator("index_fill", "int_Scalar")
  static let maskedScatter = Operator("masked_scatter")
}

// Positions are int64 and must lie within the dimension; negative ones are refused.
extension Tensor {
  /// A copy with `source`'s elements put at positions along a dimension.
  ///
  /// Positions and source have one shape; a position that occurs twice takes one of the two.
  public func scattered(_ dim: Int, _ positions: Tensor, _ source: Tensor) -> Tensor {
    Operators.scatter(.tensor(self), .int(dim), .tensor(positions), .tensor(source))
  }

  /// A copy with a number put at positions along a dimension.
  public func scattered(_ dim: Int, _ positions: Tensor, value: Double) -> Tensor {
    Operators.scatterValue(.tensor(self), .int(dim), .tensor(positions), .double(value))
  }

  /// A copy with `source`'s elements added at positions along a dimension.
  public func scatterAdded(_ dim: Int, _ positions: Tensor, _ source: Tensor) -> Tensor {
    Operators.scatterAdd(.tensor(self), .int(dim), .tensor(positions), .tensor(source))
  }

  /// How `scatterReduced` joins elements that meet at one position.
  public enum ScatterReduction: String, Sendable {
    case sum, mean, product = "prod", max = "amax", min = "amin"
  }

  /// A copy with `source`'s elements joined at positions along a dimension, as in pooling over the
  /// neighbours in a graph.
  ///
  /// - Parameter includingSelf: whether this tensor's own element takes part; without it, it only
  ///   stays where no position points.
  public func scatterReduced(
    _ dim: Int, _ positions: Tensor, _ source: Tensor, _ reduction: ScatterReduction,
    includingSelf: Bool = false
  ) -> Tensor {
    Operators.scatterReduce(
      .tensor(self), .int(dim), .tensor(positions), .tensor(source), .string(reduction.rawValue),
      .bool(includingSelf))
  }

  /// A copy with `source`'s slices added at positions along a dimension.
  public func indexAdded(_ dim: Int, _ positions: Tensor, _ source: Tensor) -> Tensor {
    Operators.indexAdd(.tensor(self), .int(dim), .tensor(positions), .tensor(source))
  }

  /// A copy with `source`'s slices put at positions along a dimension.
  public func indexCopied(_ dim: Int, _ positions: Tensor, _ source: Tensor) -> Tensor {
    Operators.indexCopy(.tensor(self), .int(dim), .tensor(positions), .tensor(source))
  }

  /// A copy with the slices at positions along a dimension filled with a number.
  public func indexFilled(_ dim: Int, _ positions: Tensor, value: Double) -> Tensor {
    Operators.indexFill(.tensor(self), .int(dim), .tensor(positions), .double(value))
  }

  /// A copy in which the elements under the true places of the bool mask are, in order, the first
  /// elements of `source`.
  public func maskedScattered(_ mask: Tensor, _ source: Tensor) -> Tensor {
    Operators.maskedScatter(.tensor(self), .tensor(mask), .tensor(source))
  }
}
