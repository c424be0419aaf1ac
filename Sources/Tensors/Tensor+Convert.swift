/// The operators in use, each found once; grouped by the file that wraps them.
enum Operators {}

extension Operators {
  static let detach = Operator("detach")
  static let contiguous = Operator("contiguous")
  static let clone = Operator("clone")
  static let to = Operator("_to_copy")
}

extension Tensor {
  /// The same elements with another dtype; self where nothing changes.
  public func converted(to dtype: DType) -> Tensor {
    dtype == self.dtype ? self : Operators.to(.tensor(self), .dtype(dtype))
  }

  /// The same elements on another device; self where nothing changes.
  public func moved(to device: Device) -> Tensor {
    device == self.device
      ? self
      : Operators.to(.tensor(self), .none, .none, .device(device))
  }

  /// The same elements in row-major order without gaps; self where they are already.
  public func contiguous() -> Tensor { isContiguous ? self : Operators.contiguous(.tensor(self)) }

  /// A copy that shares no memory; gradients flow through it.
  public func copy() -> Tensor { Operators.clone(.tensor(self)) }
}
