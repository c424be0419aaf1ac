import CHDF5
import Foundation

/// Strings as the C library keeps them: of one fixed length side by side, or of any length behind
/// pointers. Both are read; only the first is written, for its bytes are covered by checksums.
enum Strings {
  /// `count` strings of `type`, which `read` puts into a buffer; `space` is the buffer's dataspace.
  static func read(
    _ count: Int, type: Identifier, space: Identifier, at place: Place,
    _ read: (UnsafeMutableRawPointer) throws -> Void
  ) throws -> [String] {
    guard count > 0 else { return [] }
    let isVariable = try place.call("reading the type") { H5Tis_variable_str(type.raw) } > 0
    let size = isVariable ? MemoryLayout<UnsafePointer<CChar>?>.stride : H5Tget_size(type.raw)
    let (total, overflow) = count.multipliedReportingOverflow(by: size)
    if overflow { throw place.error("\(count) strings of \(size) bytes") }
    let memory = try place.matching { try Memory(count: total) }
    return try withExtendedLifetime(memory) {
      guard let start = memory.buffer.baseAddress else { return [] }
      memory.buffer.initializeMemory(as: UInt8.self, repeating: 0)
      defer { if isVariable { H5Dvlen_reclaim(type.raw, space.raw, rh_default(), start) } }
      try read(start)
      let padding: UInt8? =
        switch H5Tget_strpad(type.raw) {
        case H5T_STR_NULLPAD: 0
        case H5T_STR_SPACEPAD: 32
        default: nil
        }
      return try (0..<count).map { index in
        let bytes: UnsafeRawBufferPointer
        if isVariable {
          let pointer = start.load(
            fromByteOffset: index * size, as: UnsafePointer<CChar>?.self)
          bytes = UnsafeRawBufferPointer(start: pointer, count: pointer.map { strlen($0) } ?? 0)
        } else {
          let whole = UnsafeRawBufferPointer(
            rebasing: memory.buffer[index * size..<(index + 1) * size])
          let end =
            padding.map { pad in (whole.lastIndex { $0 != pad } ?? -1) + 1 }
            ?? whole.firstIndex(of: 0) ?? size
          bytes = UnsafeRawBufferPointer(rebasing: whole[..<end])
        }
        guard let string = String(validating: bytes, as: UTF8.self) else {
          throw place.error("string \(index) is not UTF-8")
        }
        return string
      }
    }
  }

  /// Whether strings can stand side by side: none holds a zero byte, and the longest does not blow
  /// up all the others.
  static func fit(_ strings: [String]) -> Bool {
    var (longest, total) = (0, 0)
    for string in strings {
      if string.utf8.contains(0) { return false }
      longest = max(longest, string.utf8.count)
      total += string.utf8.count
    }
    return longest * strings.count <= 4 * total + 64 << 10
  }

  /// The bytes of strings side by side, and their type.
  static func packed(_ strings: [String], at place: Place) throws -> (bytes: [UInt8], Identifier) {
    let size = max(1, strings.lazy.map(\.utf8.count).max() ?? 1)
    let type = try place.identifier("making the string type") { H5Tcopy(rh_c_string()) }
    try place.call("making the string type") { H5Tset_size(type.raw, size) }
    try place.call("making the string type") { H5Tset_cset(type.raw, H5T_CSET_UTF8) }
    try place.call("making the string type") { H5Tset_strpad(type.raw, H5T_STR_NULLPAD) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size * strings.count)
    for string in strings {
      bytes.append(contentsOf: string.utf8)
      bytes.append(contentsOf: repeatElement(0, count: size - string.utf8.count))
    }
    return (bytes, type)
  }
}
