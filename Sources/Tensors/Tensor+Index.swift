extension Operators {
  static let select = Operator("select", "int")
  static let slice = Operator("slice", "Tensor")
  static let index = Operator("index", "Tensor")
  static let indexPut = Operator("index_put")
  static let indexSelect = Operator("index_select")
  static let gather = Operator("gather")
  static let scatter = Operator("scatter", "src")
  static let scatterAdd = Operator("scatter_add")
  static let indexAdd = Operator("index_add")
  static let maskedSelect = Operator("masked_select")
  static let nonzero = Operator("nonzero")
  static let oneHot = Operator("one_hot")
  static let bincount = Operator("bincount")
}

/// One place in a subscript: what to take of a dimension.
public enum TensorIndex {
  /// One slice; the dimension goes.
  case at(Int)
  /// From a bound to a bound in steps; negative bounds count from the end, nil is the end.
  case slice(from: Int?, to: Int?, step: Int)
  /// The whole dimension.
  case all
  /// As many whole dimensions as are left over.
  case rest
  /// A new dimension of size 1.
  case new
  /// Slices by an int64 tensor of indices, or where a bool tensor is true.
  case tensor(Tensor)
}

/// What can stand in a tensor's subscript: integers, ranges, tensors, `TensorIndex` cases.
public protocol TensorIndexConvertible {
  /// The value as an index.
  var tensorIndex: TensorIndex { get }
}

extension TensorIndex: TensorIndexConvertible {
  /// Itself.
  public var tensorIndex: TensorIndex { self }
}
extension Int: TensorIndexConvertible {
  /// One slice; negative numbers count from the end.
  public var tensorIndex: TensorIndex { .at(self) }
}
extension Range: TensorIndexConvertible where Bound == Int {
  /// The slices of the range.
  public var tensorIndex: TensorIndex { .slice(from: lowerBound, to: upperBound, step: 1) }
}
extension ClosedRange: TensorIndexConvertible where Bound == Int {
  /// The slices of the range.
  public var tensorIndex: TensorIndex { .slice(from: lowerBound, to: upperBound + 1, step: 1) }
}
extension PartialRangeFrom: TensorIndexConvertible where Bound == Int {
  /// The slices from the bound on; a negative bound counts from the end.
  public var tensorIndex: TensorIndex { .slice(from: lowerBound, to: nil, step: 1) }
}
extension PartialRangeUpTo: TensorIndexConvertible where Bound == Int {
  /// The slices before the bound; a negative bound counts from the end.
  public var tensorIndex: TensorIndex { .slice(from: nil, to: upperBound, step: 1) }
}
extension Tensor: TensorIndexConvertible {
  /// Slices by index or mask.
  public var tensorIndex: TensorIndex { .tensor(self) }
}

extension Tensor {
  /// The part at the given indices, dimension by dimension; dimensions not named are taken whole.
  public subscript(_ indices: any TensorIndexConvertible...) -> Tensor {
    var result = self
    var dim = 0
    var gathered: [Tensor?] = []
    let indices = indices.map(\.tensorIndex)
    let consumed = indices.reduce(0) { $0 + $1.consumedDimensions }
    precondition(consumed <= rank, "\(consumed) indices into \(signature)")
    for index in indices {
      switch index {
      case .at(let position):
        result = Operators.select(.tensor(result), .int(dim), .int(position))
      case .slice(let from, let to, let step):
        result = Operators.slice(
          .tensor(result), .int(dim), .optional(from), .optional(to), .int(step))
        dim += 1
      case .all: dim += 1
      case .rest: dim += rank - consumed
      case .new:
        result = result.unsqueezed(dim)
        dim += 1
      case .tensor(let positions):
        while gathered.count < dim { gathered.append(nil) }
        gathered.append(positions)
        dim += positions.dtype == .bool ? positions.rank : 1
      }
    }
    guard !gathered.isEmpty else { return result }
    return Operators.index(.tensor(result), .tensors(gathered))
  }

  /// The slices along a dimension at int64 positions.
  public func indexSelected(_ dim: Int, _ positions: Tensor) -> Tensor {
    Operators.indexSelect(.tensor(self), .int(dim), .tensor(positions))
  }

  /// The elements at int64 positions along a dimension, one position for each result element.
  public func gathered(_ dim: Int, _ positions: Tensor) -> Tensor {
    Operators.gather(.tensor(self), .int(dim), .tensor(positions))
  }

  /// A copy with `source`'s elements put at int64 positions along a dimension.
  public func scattered(_ dim: Int, _ positions: Tensor, _ source: Tensor) -> Tensor {
    Operators.scatter(.tensor(self), .int(dim), .tensor(positions), .tensor(source))
  }

  /// A copy with `source`'s elements added at int64 positions along a dimension.
  public func scatterAdded(_ dim: Int, _ positions: Tensor, _ source: Tensor) -> Tensor {
    Operators.scatterAdd(.tensor(self), .int(dim), .tensor(positions), .tensor(source))
  }

  /// A copy with `source`'s slices added at int64 positions along a dimension.
  public func indexAdded(_ dim: Int, _ positions: Tensor, _ source: Tensor) -> Tensor {
    Operators.indexAdd(.tensor(self), .int(dim), .tensor(positions), .tensor(source))
  }

  /// A copy with elements replaced where the indices, one tensor a dimension, point.
  public func replacing(at positions: [Tensor?], with values: Tensor) -> Tensor {
    Operators.indexPut(.tensor(self), .tensors(positions), .tensor(values))
  }

  /// The elements where the bool mask is true, in one dimension.
  public func maskedSelected(_ mask: Tensor) -> Tensor {
    Operators.maskedSelect(.tensor(self), .tensor(mask))
  }

  /// The positions of elements that are not zero. Shape: `[found, rank]`, int64.
  public func nonzero() -> Tensor { Operators.nonzero(.tensor(self)) }

  /// A one at each int64 element's position of a new last dimension, else zeros; as int64.
  public func oneHot(_ classes: Int) -> Tensor { Operators.oneHot(.tensor(self), .int(classes)) }

  /// How often each of the integers 0..<`count` occurs in a flat integer tensor; as int64.
  public func bincount(_ count: Int) -> Tensor {
    Operators.bincount(.tensor(self), .none, .int(count))
  }
}

extension TensorIndex {
  fileprivate var consumedDimensions: Int {
    switch self {
    case .at, .slice, .all: 1
    case .rest, .new: 0
    case .tensor(let tensor): tensor.dtype == .bool ? tensor.rank : 1
    }
  }
}
