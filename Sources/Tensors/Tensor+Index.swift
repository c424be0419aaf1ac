extension Operators {
  static let select = Operator("select", "int")
  static let slice = Operator("slice", "Tensor")
  static let index = Operator("index", "Tensor")
  static let indexPut = Operator("index_put")
  static let indexSelect = Operator("index_select")
  static let indexPutInPlace = Operator("index_put_")
  static let gather = Operator("gather")
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
  /// The slices of the range; −1 is the last.
  public var tensorIndex: TensorIndex {
    .slice(from: lowerBound, to: upperBound == -1 ? nil : upperBound + 1, step: 1)
  }
}
extension PartialRangeFrom: TensorIndexConvertible where Bound == Int {
  /// The slices from the bound on; a negative bound counts from the end.
  public var tensorIndex: TensorIndex { .slice(from: lowerBound, to: nil, step: 1) }
}
extension PartialRangeUpTo: TensorIndexConvertible where Bound == Int {
  /// The slices before the bound; a negative bound counts from the end.
  public var tensorIndex: TensorIndex { .slice(from: nil, to: upperBound, step: 1) }
}
extension PartialRangeThrough: TensorIndexConvertible where Bound == Int {
  /// The slices up to the bound; a negative bound counts from the end.
  public var tensorIndex: TensorIndex {
    .slice(from: nil, to: upperBound == -1 ? nil : upperBound + 1, step: 1)
  }
}
extension Tensor: TensorIndexConvertible {
  /// Slices by index or mask.
  public var tensorIndex: TensorIndex { .tensor(self) }
}

extension Tensor {
  /// The part at the given indices, dimension by dimension; dimensions not named are taken whole.
  ///
  /// Integers and ranges give a view, which shares memory; tensors give a copy. Several tensors are
  /// taken together: element by element, after broadcasting. Assigning overwrites that part of this
  /// tensor in place; the value broadcasts and its dtype is converted.
  public subscript(_ indices: any TensorIndexConvertible...) -> Tensor {
    get {
      let (view, positions) = located(indices.map(\.tensorIndex))
      return positions.isEmpty ? view : Operators.index(.tensor(view), .tensors(positions))
    }
    set {
      let (view, positions) = located(indices.map(\.tensorIndex))
      if positions.isEmpty {
        view.copy_(newValue)
      } else {
        Operators.indexPutInPlace.apply(
          .tensor(view), .tensors(positions), .tensor(newValue.converted(to: dtype)))
      }
    }
  }

  /// The view that integers and ranges give, and the tensors still to be taken from it, one a
  /// dimension (a mask stands for all of its own).
  private func located(_ indices: [TensorIndex]) -> (view: Tensor, positions: [Tensor?]) {
    let consumed = indices.reduce(0) { $0 + $1.consumedDimensions }
    require(consumed <= rank, "\(consumed) indices into \(signature)")
    require(indices.filter(\.isRest).count <= 1, "more than one `.rest` in an index")
    var view = self
    var dim = 0
    var positions: [Tensor?] = []
    var covered = 0
    for index in indices {
      switch index {
      case .at(let position):
        view = Operators.select(.tensor(view), .int(dim), .int(position))
      case .slice(let from, let to, let step):
        view = Operators.slice(
          .tensor(view), .int(dim), .optional(from), .optional(to), .int(step))
        dim += 1
      case .all: dim += 1
      case .rest: dim += rank - consumed
      case .new:
        view = view.unsqueezed(dim)
        dim += 1
      case .tensor(let tensor):
        positions += Array(repeating: nil, count: dim - covered)
        positions.append(tensor)
        dim += index.consumedDimensions
        covered = dim
      }
    }
    return (view, positions)
  }

  /// The slices along a dimension at int64 positions.
  public func indexSelected(_ dim: Int, _ positions: Tensor) -> Tensor {
    Operators.indexSelect(.tensor(self), .int(dim), .tensor(positions))
  }

  /// The elements at int64 positions along a dimension, one position for each result element.
  public func gathered(_ dim: Int, _ positions: Tensor) -> Tensor {
    Operators.gather(.tensor(self), .int(dim), .tensor(positions))
  }

  /// A copy with elements replaced where the indices, one tensor a dimension, point.
  ///
  /// With `adding`, values are added instead, also several to one element.
  public func replacing(
    at positions: [Tensor?], with values: Tensor, adding: Bool = false
  ) -> Tensor {
    Operators.indexPut(.tensor(self), .tensors(positions), .tensor(values), .bool(adding))
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
  fileprivate var isRest: Bool { if case .rest = self { true } else { false } }

  fileprivate var consumedDimensions: Int {
    switch self {
    case .at, .slice, .all: 1
    case .rest, .new: 0
    case .tensor(let tensor): tensor.dtype == .bool ? tensor.rank : 1
    }
  }
}
