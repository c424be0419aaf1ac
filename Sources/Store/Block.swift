import Foundation
import func Tensors.require

/// Bytes in memory that someone owns.
protocol ByteSource {
  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result
}

/// What is wrong with a value, before it is known in which file.
struct Mismatch: Error {
  let reason: String
}

/// Uninitialised memory with an owner, aligned for every element type.
final class Memory: ByteSource {
  let buffer: UnsafeMutableRawBufferPointer

  init(count: Int) throws {
    var start: UnsafeMutableRawPointer?
    guard count >= 0, posix_memalign(&start, 64, max(count, 1)) == 0 else {
      throw Mismatch(reason: "\(count) bytes do not fit into memory")
    }
    buffer = UnsafeMutableRawBufferPointer(start: start, count: count)
  }

  deinit { free(buffer.baseAddress) }

  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(buffer)) }
  }
}

/// A part of somebody's bytes.
struct Slice: ByteSource {
  let whole: any ByteSource
  let range: Range<Int>

  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try whole.withBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}

extension Array: ByteSource where Element: Scalar {
  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withUnsafeBytes(body)
  }
}

extension Data: ByteSource {
  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withUnsafeBytes(body)
  }
}

/// A rectangular array of numbers or truth values, in row-major order.
struct Block {
  let elementType: ElementType
  let shape: [Int]
  let source: any ByteSource

  var count: Int { shape.reduce(1, *) }
  var byteCount: Int { count * elementType.bytes }

  /// For messages: `float32[2, 3]`.
  var signature: String { "\(elementType)\(shape)" }

  func reshaped(_ shape: [Int]) -> Block {
    Block(elementType: elementType, shape: shape, source: source)
  }

  /// The part at one index of the first dimension.
  func row(_ index: Int) -> Block {
    let rest = Array(shape.dropFirst())
    let size = rest.reduce(elementType.bytes, *)
    let range = index * size..<(index + 1) * size
    let part =
      (source as? Slice).map {
        Slice(
          whole: $0.whole,
          range: $0.range.lowerBound + range.lowerBound..<$0.range.lowerBound + range.upperBound)
      } ?? Slice(whole: source, range: range)
    return Block(elementType: elementType, shape: rest, source: part)
  }

  /// The elements as `Element`; throws where one is not exactly representable.
  func elements<Element: Scalar>(_ type: Element.Type) throws -> [Element] {
    try source.withBytes { bytes in
      require(bytes.count == byteCount, "\(bytes.count) bytes for \(signature)")
      if elementType == Element.elementType, elementType != .bool {
        return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
          UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
          filled = count
        }
      }
      switch elementType {
      case .int8: return try converted(bytes) { Element.exactly($0 as Int8) }
      case .int16: return try converted(bytes) { Element.exactly($0 as Int16) }
      case .int32: return try converted(bytes) { Element.exactly($0 as Int32) }
      case .int64: return try converted(bytes) { Element.exactly($0 as Int64) }
      case .uint8, .bool: return try converted(bytes) { Element.exactly($0 as UInt8) }
      case .uint16: return try converted(bytes) { Element.exactly($0 as UInt16) }
      case .uint32: return try converted(bytes) { Element.exactly($0 as UInt32) }
      case .uint64: return try converted(bytes) { Element.exactly($0 as UInt64) }
      case .float16: return try converted(bytes) { Element.exactly(Double($0 as Float16)) }
      case .bfloat16:
        return try converted(bytes) {
          Element.exactly(Double(Float(bitPattern: UInt32($0 as UInt16) << 16)))
        }
      case .float32: return try converted(bytes) { Element.exactly(Double($0 as Float)) }
      case .float64: return try converted(bytes) { Element.exactly($0 as Double) }
      case .string: throw Mismatch(reason: "strings are no numbers")
      }
    }
  }

  private func converted<Stored: BitwiseCopyable, Element: Scalar>(
    _ bytes: UnsafeRawBufferPointer, _ convert: (Stored) -> Element?
  ) throws -> [Element] {
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<Stored>.size) {
      let stored = bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self)
      guard let element = convert(stored) else {
        throw Mismatch(reason: "\(elementType) \(stored) is no \(Element.elementType)")
      }
      elements.append(element)
    }
    return elements
  }
}
