extension Operators {
  static let reshape = Operator("reshape")
  static let transpose = Operator("transpose", "int")
  static let permute = Operator("permute")
  static let squeeze = Operator("squeeze", "dim")
  static let unsqueeze = Operator("unsqueeze")
  static let expand = Operator("expand")
  static let flatten = Operator("flatten", "using_ints")
  static let cat = Operator("cat")
  static let stack = Operator("stack")
  static let split = Operator("split", "Tensor")
  static let splitSizes = Operator("split_with_sizes")
  static let unbind = Operator("unbind", "int")
  static let repeated = Operator("repeat")
  static let repeatInterleave = Operator("repeat_interleave", "self_int")
  static let repeatInterleaveCounts = Operator("repeat_interleave", "self_Tensor")
  static let moveDim = Operator("movedim", "int")
  static let chunk = Operator("chunk")
  static let meshgrid = Operator("meshgrid", "indexing")
  static let padSequence = Operator("pad_sequence")
  static let flip = Operator("flip")
  static let roll = Operator("roll")
  static let pad = Operator("pad")
  static let unfold = Operator("unfold")
  static let tril = Operator("tril")
  static let triu = Operator("triu")
}

extension Tensor {
  /// The same elements in row-major order under another shape; one size may be −1, the rest.
  public func reshaped(_ shape: [Int]) -> Tensor { Operators.reshape(.tensor(self), .ints(shape)) }

  /// The same elements in row-major order under another shape; one size may be −1, the rest.
  public func reshaped(_ shape: Int...) -> Tensor { reshaped(shape) }

  /// Two dimensions exchanged.
  public func transposed(_ first: Int = -2, _ second: Int = -1) -> Tensor {
    Operators.transpose(.tensor(self), .int(first), .int(second))
  }

  /// The dimensions in the given order.
  public func permuted(_ dims: [Int]) -> Tensor { Operators.permute(.tensor(self), .ints(dims)) }

  /// The dimensions in the given order.
  public func permuted(_ dims: Int...) -> Tensor { permuted(dims) }

  /// One dimension moved to another place; the others keep their order.
  public func movingDimension(_ from: Int, to place: Int) -> Tensor {
    Operators.moveDim(.tensor(self), .int(from), .int(place))
  }

  /// Without a dimension of size 1; a dimension of another size stays.
  public func squeezed(_ dim: Int) -> Tensor { Operators.squeeze(.tensor(self), .int(dim)) }

  /// With a new dimension of size 1 before the given one.
  public func unsqueezed(_ dim: Int) -> Tensor { Operators.unsqueeze(.tensor(self), .int(dim)) }

  /// Dimensions of size 1 repeated to the given sizes without a copy; −1 keeps a size.
  public func expanded(_ shape: [Int]) -> Tensor { Operators.expand(.tensor(self), .ints(shape)) }

  /// The dimensions from `first` to `last` made one.
  public func flattened(_ first: Int = 0, _ last: Int = -1) -> Tensor {
    Operators.flatten(.tensor(self), .int(first), .int(last))
  }

  /// Tensors joined along an existing dimension.
  public static func concatenated(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    Operators.cat(.tensors(tensors), .int(dim))
  }

  /// Tensors of one shape joined along a new dimension.
  public static func stacked(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    Operators.stack(.tensors(tensors), .int(dim))
  }

  /// Pieces of `size` along a dimension, the last one perhaps smaller.
  public func split(_ size: Int, dim: Int = 0) -> [Tensor] {
    Operators.split.tensors(.tensor(self), .int(size), .int(dim))
  }

  /// Pieces of the given sizes along a dimension.
  public func split(sizes: [Int], dim: Int = 0) -> [Tensor] {
    Operators.splitSizes.tensors(.tensor(self), .ints(sizes), .int(dim))
  }

  /// At most `count` pieces along a dimension, equally large but for the last.
  public func chunked(_ count: Int, dim: Int = 0) -> [Tensor] {
    Operators.chunk.tensors(.tensor(self), .int(count), .int(dim))
  }

  /// The slices along a dimension, without that dimension.
  public func unbound(_ dim: Int = 0) -> [Tensor] {
    Operators.unbind.tensors(.tensor(self), .int(dim))
  }

  /// Copies side by side, so many along each dimension.
  public func tiled(_ counts: Int...) -> Tensor {
    Operators.repeated(.tensor(self), .ints(counts))
  }

  /// Each slice along a dimension repeated `count` times in place.
  public func repeatInterleaved(_ count: Int, dim: Int) -> Tensor {
    Operators.repeatInterleave(.tensor(self), .int(count), .int(dim))
  }

  /// Each slice along a dimension repeated as often as the int64 tensor of counts says.
  public func repeatInterleaved(_ counts: Tensor, dim: Int) -> Tensor {
    Operators.repeatInterleaveCounts(.tensor(self), .tensor(counts), .int(dim))
  }

  /// Coordinates of all points of a grid: for each axis a tensor of the grid's shape.
  ///
  /// Shape: vectors `[n]`, `[m]`, … → tensors `[n, m, …]`.
  public static func meshGrid(_ axes: Tensor...) -> [Tensor] {
    Operators.meshgrid.tensors(.tensors(axes), .string("ij"))
  }

  /// Sequences of different lengths in one tensor, filled up at the end.
  ///
  /// Shape: `[length, …]` each → `[count, longest, …]`.
  public static func padded(sequences: [Tensor], value: Double = 0) -> Tensor {
    Operators.padSequence(.tensors(sequences), true, .double(value))
  }

  /// The elements in reverse order along the given dimensions.
  public func flipped(_ dims: Int...) -> Tensor { Operators.flip(.tensor(self), .ints(dims)) }

  /// The elements moved by `shift` places along a dimension, around the end.
  public func rolled(_ shift: Int, dim: Int) -> Tensor {
    Operators.roll(.tensor(self), .ints([shift]), .ints([dim]))
  }

  /// Padding modes of `padded`.
  public enum Padding: String, Sendable {
    case constant, reflect, replicate, circular
  }

  /// Padded before and after the last dimension, then the one before it, and so on.
  public func padded(
    _ widths: [Int], mode: Padding = .constant, value: Double = 0
  ) -> Tensor {
    Operators.pad(
      .tensor(self), .ints(widths), .string(mode.rawValue),
      mode == .constant ? .double(value) : .none)
  }

  /// Windows of `size` every `step` along a dimension, as a new last dimension.
  public func windows(dim: Int, size: Int, step: Int) -> Tensor {
    Operators.unfold(.tensor(self), .int(dim), .int(size), .int(step))
  }

  /// The lower triangle of the last two dimensions, up to the given diagonal; else zeros.
  public func lowerTriangle(_ diagonal: Int = 0) -> Tensor {
    Operators.tril(.tensor(self), .int(diagonal))
  }

  /// The upper triangle of the last two dimensions, from the given diagonal; else zeros.
  public func upperTriangle(_ diagonal: Int = 0) -> Tensor {
    Operators.triu(.tensor(self), .int(diagonal))
  }
}
