import Foundation

/// A file's content as memory: pages come in when touched, and writing to them changes private
/// copies, never the file.
final class Mapping: ByteSource, @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(_ url: URL) throws {
    let file = try Descriptor(reading: url)
    let count = try Int(file.status().st_size)
    guard count > 0 else { throw StoreError(url, "file", "is empty") }
    let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.number, 0)
    guard let start, start != MAP_FAILED else { throw StoreError(url, failedTo: "mapping") }
    bytes = UnsafeMutableRawBufferPointer(start: start, count: count)
  }

  deinit { munmap(bytes.baseAddress, bytes.count) }

  /// Asks for a part to be read ahead.
  func willNeed(_ range: Range<Int>) {
    let start = range.lowerBound & ~4095
    guard let base = bytes.baseAddress else { return }
    madvise(base + start, range.upperBound - start, MADV_WILLNEED)
  }

  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(bytes)) }
  }
}
