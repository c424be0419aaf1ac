import Foundation

/// Little-endian numbers and bytes of a mapped file; what lies outside is an error.
struct ByteReader {
  let mapping: Mapping
  let url: URL
  let object: String

  var count: Int { mapping.bytes.count }

  func refusal(_ reason: String) -> StoreError { StoreError(url, object, reason) }

  func bytes(_ start: Int, _ length: Int) throws -> UnsafeRawBufferPointer {
    guard start >= 0, length >= 0, start <= count, length <= count - start else {
      throw refusal("\(length) bytes at \(start) lie outside of the file's \(count)")
    }
    return UnsafeRawBufferPointer(rebasing: mapping.bytes[start..<start + length])
  }

  /// An unsigned number of `width` bytes.
  func integer(_ start: Int, _ width: Int) throws -> Int {
    let value = try bytes(start, width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let integer = Int(exactly: value) else {
      throw refusal("the number \(value) is too large")
    }
    return integer
  }
}
