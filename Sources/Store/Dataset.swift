import CHDF5
import Foundation
import func Tensors.require

/// A rectangular array in a file: of numbers, truth values or strings.
public final class Dataset {
  /// The size of each dimension; empty for a single value.
  public let shape: [Int]
  /// The type of the elements.
  public let dtype: ElementType

  let id: Identifier
  let file: Identifier
  let place: Place

  init(_ id: Identifier, in file: Identifier, _ place: Place) throws {
    (self.id, self.file, self.place) = (id, file, place)
    (shape, dtype) = try Library.locked {
      let type = try place.identifier("reading the type") { H5Dget_type(id.raw) }
      let space = try place.identifier("reading the shape") { H5Dget_space(id.raw) }
      return (try Dataset.shape(of: space, place), try ElementType(of: type, at: place))
    }
    // The size must be a number before anything multiplies it.
    var size = max(dtype.bytes, 1)
    for length in shape where length != 0 {
      let product = size.multipliedReportingOverflow(by: length)
      guard !product.overflow else { throw place.error("shape \(shape) is too large") }
      size = product.partialValue
    }
  }

  /// The path in the file.
  public var path: String { place.object }
  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  var byteCount: Int { count * dtype.bytes }

  /// Where the elements lie in the file, if they do so in one piece.
  var offset: Int? {
    Library.locked {
      let address = H5Dget_offset(id.raw)
      return address == rh_undefined_address() ? nil : Int(exactly: address)
    }
  }

  /// The elements in row-major order; only what is selected is read.
  ///
  /// Throws where an element is not exactly representable as `Element`.
  public func read<Element: Scalar>(
    _ type: Element.Type = Element.self, _ selection: Selection = .all
  ) throws -> [Element] {
    let block = try block(selection)
    return try place.matching { try block.elements(type) }
  }

  /// The strings in row-major order; only what is selected is read.
  public func strings(_ selection: Selection = .all) throws -> [String] {
    guard dtype == .string else {
      throw place.error("holds \(dtype), not strings")
    }
    return try selected(selection) { count, memory, space in
      try readStrings(count, memory, space)
    }.value
  }

  /// The selected numbers as they are stored.
  func block(_ selection: Selection) throws -> Block {
    guard dtype != .string else { throw place.error("holds strings, not numbers") }
    let (memory, shape) = try selected(selection) { count, memorySpace, space in
      let buffer = try place.matching { try Memory(count: count * dtype.bytes) }
      if count > 0 {
        let type = try dtype.type(at: place)
        try place.call("reading") {
          H5Dread(
            id.raw, type.raw, memorySpace, space, rh_default(), buffer.buffer.baseAddress)
        }
      }
      if dtype == .bool, buffer.buffer.contains(where: { $0 > 1 }) {
        throw place.error("a truth value is neither 0 nor 1")
      }
      return buffer
    }
    return Block(elementType: dtype, shape: shape, source: memory)
  }

  /// Overwrites the selected elements of a file that is being written.
  func overwrite(_ selection: Selection, with bytes: UnsafeRawBufferPointer) throws {
    _ = try selected(selection, isRead: false) { count, memorySpace, space in
      require(
        bytes.count == count * dtype.bytes, "\(bytes.count) bytes for \(count) of \(dtype)")
      guard count > 0 else { return }
      let type = try dtype.type(at: place)
      try place.call("writing") {
        H5Dwrite(id.raw, type.raw, memorySpace, space, rh_default(), bytes.baseAddress)
      }
    }
  }

  /// Resolves a selection and calls `body` with the number of elements and the two dataspaces.
  private func selected<Result>(
    _ selection: Selection, isRead: Bool = true, _ body: (Int, hid_t, hid_t) throws -> Result
  ) throws -> (value: Result, shape: [Int]) {
    try Library.locked {
      let slab = try place.matching { try selection.resolved(shape) }
      let counts = slab.count.map(Int.init)
      let count = counts.reduce(1, *)
      if isRead { try refuseUnfounded(count) }
      guard !selection.ranges.isEmpty, count > 0 else {
        return (try body(count, rh_all(), rh_all()), counts)
      }
      let space = try place.identifier("selecting") { H5Dget_space(id.raw) }
      try place.call("selecting") {
        H5Sselect_hyperslab(
          space.raw, H5S_SELECT_SET, slab.start, slab.stride, slab.count, nil)
      }
      let memory = try place.identifier("selecting") {
        H5Screate_simple(Int32(counts.count), slab.count, nil)
      }
      return (try body(count, memory.raw, space.raw), counts)
    }
  }

  /// Refuses sizes that nothing in the file stands for, before memory is asked for: no filter
  /// shrinks by more than deflate's 1032.
  private func refuseUnfounded(_ count: Int) throws {
    let wanted = count.multipliedReportingOverflow(by: max(dtype.bytes, 1))
    let stored = Int(clamping: H5Dget_storage_size(id.raw))
    guard !wanted.overflow,
      wanted.partialValue <= 64 << 20 || wanted.partialValue / 1032 <= stored
    else {
      throw place.error("shape \(shape) is declared, but only \(stored) bytes are stored")
    }
  }

  static func shape(of space: Identifier, _ place: Place) throws -> [Int] {
    if H5Sget_simple_extent_type(space.raw) == H5S_NULL { return [0] }
    let rank = try Int(place.call("reading the shape") { H5Sget_simple_extent_ndims(space.raw) })
    var sizes = [hsize_t](repeating: 0, count: rank)
    try place.call("reading the shape") { H5Sget_simple_extent_dims(space.raw, &sizes, nil) }
    return try sizes.map {
      guard let size = Int(exactly: $0) else { throw place.error("a dimension of \($0)") }
      return size
    }
  }
}

extension Dataset {
  private func readStrings(_ count: Int, _ memorySpace: hid_t, _ space: hid_t) throws -> [String] {
    let type = try place.identifier("reading the type") { H5Dget_type(id.raw) }
    let buffer =
      try memorySpace == rh_all()
      ? place.identifier("reading the shape") { H5Dget_space(id.raw) }
      : place.identifier("selecting") { H5Scopy(memorySpace) }
    return try Strings.read(count, type: type, space: buffer, at: place) { start in
      try place.call("reading") {
        H5Dread(id.raw, type.raw, memorySpace, space, rh_default(), start)
      }
    }
  }
}
