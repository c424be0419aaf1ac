import CTorch

/// A multi-dimensional array of libtorch: one owned reference, released with the last Swift one.
///
/// Operators do not throw: shapes or dtypes that do not fit are a programmer's error and stop the
/// program with the operator's name and what it was given. One thread at a time uses a tensor.
public final class Tensor {
  let handle: OpaquePointer

  /// Takes over a reference that the shim handed out.
  init(owning handle: OpaquePointer) { self.handle = handle }

  deinit { rt_tensor_release(handle) }

  /// The size of each dimension.
  public var shape: [Int] {
    withExtendedLifetime(self) {
      let rank = Int(rt_tensor_rank(handle))
      return withUnsafeTemporaryAllocation(of: Int64.self, capacity: rank) { sizes in
        if let first = sizes.baseAddress { rt_tensor_sizes(handle, first) }
        return sizes.prefix(rank).map(Int.init)
      }
    }
  }

  /// The number of dimensions.
  public var rank: Int { withExtendedLifetime(self) { Int(rt_tensor_rank(handle)) } }

  /// The number of elements.
  public var count: Int { withExtendedLifetime(self) { Int(rt_tensor_count(handle)) } }

  /// The type of the elements.
  public var dtype: DType {
    guard let dtype = DType(code: typeCode) else {
      fatalError("elements of libtorch's type \(typeCode) are not supported")
    }
    return dtype
  }

  private var typeCode: Int { withExtendedLifetime(self) { Int(rt_tensor_dtype(handle)) } }

  /// The device that holds the elements.
  public var device: Device {
    withExtendedLifetime(self) { Device(code: rt_tensor_device(handle)) }
  }

  /// Whether the elements lie in row-major order without gaps.
  public var isContiguous: Bool { withExtendedLifetime(self) { rt_tensor_is_contiguous(handle) } }

  /// Dtype and shape in short, for messages: `float32[2, 3]`.
  public var signature: String {
    "\(DType(code: typeCode)?.rawValue ?? "type \(typeCode)")\(shape)"
  }
}

extension Tensor {
  /// Copies elements in row-major order into a new tensor; their number must fit the shape.
  public convenience init<Element: TensorElement>(_ elements: [Element], shape: [Int]? = nil) {
    let shape = shape ?? [elements.count]
    require(
      shape.reduce(1, *) == elements.count,
      "\(elements.count) elements do not fill shape \(shape)")
    self.init(
      owning: elements.withUnsafeBytes { Tensor.copied($0, shape: shape, dtype: Element.dtype) })
  }

  /// A matrix from its rows, which must be equally long.
  public convenience init<Element: TensorElement>(rows: [[Element]]) {
    let width = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() {
      require(
        row.count == width, "row \(index) has \(row.count) elements, the first has \(width)")
    }
    self.init(rows.flatMap { $0 }, shape: [rows.count, width])
  }

  /// A tensor of rank 0.
  public convenience init<Element: TensorElement>(_ element: Element) {
    self.init([element], shape: [])
  }

  /// Copies raw bytes in row-major order into a new tensor on the CPU.
  public convenience init(bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType) {
    self.init(owning: Tensor.copied(bytes, shape: shape, dtype: dtype))
  }

  private static func copied(
    _ bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType
  ) -> OpaquePointer {
    Engine.start()
    let sizes = shape.map(Int64.init)
    let handle = rt_tensor_copy_in(
      bytes.baseAddress, bytes.count, sizes, Int32(sizes.count), Int32(dtype.code))
    guard let handle else { fatalError("copying into \(dtype)\(shape): \(Engine.error)") }
    return handle
  }

  /// Wraps memory without a copy and keeps `owner` alive as long as libtorch refers to it.
  ///
  /// The memory must hold the whole shape and must not be written through the tensor unless it is
  /// writable.
  public static func wrapping(
    _ memory: UnsafeMutableRawPointer, shape: [Int], dtype: DType, owner: AnyObject
  ) -> Tensor {
    Engine.start()
    let sizes = shape.map(Int64.init)
    let context = Unmanaged.passRetained(owner)
    let handle = rt_tensor_wrap(
      memory, sizes, Int32(sizes.count), Int32(dtype.code),
      { context in
        if let context { Unmanaged<AnyObject>.fromOpaque(context).release() }
      }, context.toOpaque())
    guard let handle else { fatalError("wrapping \(dtype)\(shape): \(Engine.error)") }
    return Tensor(owning: handle)
  }

  /// The elements in row-major order, converted to `Element`'s dtype first.
  public func elements<Element: TensorElement>(_ type: Element.Type = Element.self) -> [Element] {
    let source = noGrad { converted(to: Element.dtype) }
    let count = source.count
    return withExtendedLifetime(source) {
      [Element](unsafeUninitializedCapacity: count) { buffer, filled in
        Engine.check(
          rt_tensor_copy_out(
            source.handle, buffer.baseAddress, count * MemoryLayout<Element>.stride),
          "reading \(signature)")
        filled = count
      }
    }
  }

  /// The only element, converted to `Element`.
  public func item<Element: TensorElement>(_ type: Element.Type = Element.self) -> Element {
    require(count == 1, "item() of \(signature), which has \(count) elements")
    return elements(type)[0]
  }

  /// Copies the elements' bytes in row-major order to `buffer`, whose size must fit.
  public func copyBytes(to buffer: UnsafeMutableRawBufferPointer) {
    withExtendedLifetime(self) {
      Engine.check(
        rt_tensor_copy_out(handle, buffer.baseAddress, buffer.count), "reading \(signature)")
    }
  }

  /// Calls `body` with the bytes in row-major order; copies only what is not contiguous on the CPU.
  public func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let source = noGrad { moved(to: .cpu).contiguous() }
    return try withExtendedLifetime(source) {
      try body(
        UnsafeRawBufferPointer(
          start: rt_tensor_data(source.handle), count: source.count * source.dtype.bytes))
    }
  }
}
