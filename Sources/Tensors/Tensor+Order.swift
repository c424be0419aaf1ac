extension Operators {
  static let topk = Operator("topk")
  static let sort = Operator("sort", "stable")
  static let rowOrder = Operator("row_order", of: "reprise")
  static let kthValue = Operator("kthvalue")
  static let median = Operator("median")
  static let medianAlong = Operator("median", "dim")
  static let quantile = Operator("quantile")
  static let unique = Operator("_unique2")
  static let uniqueSlices = Operator("unique_dim")
  static let searchSorted = Operator("searchsorted", "Tensor")
  static let isIn = Operator("isin", "Tensor_Tensor")
  static let histogram = Operator("histc")
}

extension Tensor {
  /// The `count` largest elements along a dimension in descending order, with their indices.
  public func topK(_ count: Int, dim: Int = -1) -> (values: Tensor, indices: Tensor) {
    let found = Operators.topk.tensors(.tensor(self), .int(count), .int(dim))
    return (found[0], found[1])
  }

  /// The elements in order along a dimension, with their indices; equal elements keep their order.
  public func sorted(
    dim: Int = -1, descending: Bool = false
  ) -> (values: Tensor, indices: Tensor) {
    if !descending, isMadeOfShortRows, dim == -1 || dim == rank - 1 {
      let order = Operators.rowOrder(.tensor(detached()))
      return (gathered(-1, order), order)
    }
    let found = Operators.sort.tensors(.tensor(self), true, .int(dim), .bool(descending))
    return (found[0], found[1])
  }

  /// Whether counting, which takes time with the square of a row's length, is faster than sorting.
  private var isMadeOfShortRows: Bool {
    rank > 0 && dtype == .float32 && device == .cpu && (1...256).contains(shape[rank - 1])
  }

  /// The `rank`-th smallest element along a dimension (from 1), with its index.
  public func smallest(
    rank: Int, dim: Int = -1, keepDim: Bool = false
  ) -> (values: Tensor, indices: Tensor) {
    let found = Operators.kthValue.tensors(.tensor(self), .int(rank), .int(dim), .bool(keepDim))
    return (found[0], found[1])
  }

  /// The middle of all elements in order; of two middle ones the smaller.
  public func median() -> Tensor { Operators.median(.tensor(self)) }

  /// The middle element along a dimension; of two middle ones the smaller.
  public func median(_ dim: Int, keepDim: Bool = false) -> Tensor {
    Operators.medianAlong.tensors(.tensor(self), .int(dim), .bool(keepDim))[0]
  }

  /// The values below which the given shares of the elements lie, linear between neighbours.
  ///
  /// Shape: `[shares]` in front of the shape without `dim`; of all elements when `dim` is nil.
  public func quantiles(_ shares: [Double], dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    Operators.quantile(
      .tensor(self), .tensor(Tensor(shares).moved(to: device).converted(to: dtype)),
      .optional(dim), .bool(keepDim))
  }

  /// The different elements in ascending order, each element's place among them (this tensor's
  /// shape, int64), and how often each occurs (int64).
  public func unique() -> (values: Tensor, places: Tensor, counts: Tensor) {
    let found = Operators.unique.tensors(.tensor(self), true, true, true)
    return (found[0], found[1], found[2])
  }

  /// The different slices along a dimension in lexicographic order, each slice's place among them
  /// and how often each occurs (int64).
  public func uniqueSlices(_ dim: Int) -> (slices: Tensor, places: Tensor, counts: Tensor) {
    let found = Operators.uniqueSlices.tensors(.tensor(self), .int(dim), true, true, true)
    return (found[0], found[1], found[2])
  }

  /// The places at which `values` keep this ascending last dimension in order, as int64.
  ///
  /// - Parameter afterEqual: the place after elements equal to the value, else before them.
  public func insertionPlaces(of values: Tensor, afterEqual: Bool = false) -> Tensor {
    Operators.searchSorted(.tensor(self), .tensor(values), false, .bool(afterEqual))
  }

  /// Whether each element occurs in `values`, as bool.
  public func isIn(_ values: Tensor) -> Tensor { Operators.isIn(.tensor(self), .tensor(values)) }

  /// How many elements fall in each of `bins` equal parts of a closed interval; others are left out.
  public func histogram(bins: Int, from low: Double, to high: Double) -> Tensor {
    Operators.histogram(.tensor(self), .int(bins), .double(low), .double(high))
  }
}
