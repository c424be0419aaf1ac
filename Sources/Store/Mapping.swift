import Foundation

/// A file's content as memory: pages come in when touched, and writing to them changes private
/// copies, never the file.
final class Mapping: ByteSource, @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer
  private let file: Descriptor

  init(_ url: URL) throws {
    file = try Descriptor(reading: url)
    let count = try Int(file.status().st_size)
    guard count > 0 else { throw StoreError(url, "file", "is empty") }
    let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.number, 0)
    guard let start, start != MAP_FAILED else { throw StoreError(url, failedTo: "mapping") }
    bytes = UnsafeMutableRawBufferPointer(start: start, count: count)
  }

  deinit { munmap(bytes.baseAddress, bytes.count) }

  /// The digest of a part, which is then ready for use.
  ///
  /// Reads instead of touching the pages: the kernel reads ahead further for those who read.
  func digest(_ range: Range<Int>) throws -> String {
    // Its own position, so that several threads each read straight on; the same file, even if
    // another has taken its name.
    let reader = try Descriptor(
      URL(fileURLWithPath: "/proc/self/fd/\(file.number)"), flags: O_RDONLY)
    posix_fadvise(reader.number, 0, 0, POSIX_FADV_SEQUENTIAL)
    lseek(reader.number, range.lowerBound, SEEK_SET)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    var digest = Digest()
    var left = range.count
    while left > 0 {
      let count = try reader.read(into: .init(rebasing: buffer[..<min(left, buffer.count)]))
      guard count > 0 else { throw StoreError(file.url, "file", "was cut while it was read") }
      digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      left -= count
    }
    advise(.now, range)
    return digest.finalized()
  }

  /// What is about to happen to a part.
  enum Use {
    /// It will be read soon: the disk may begin.
    case soon
    /// It is read now: its pages come into memory, many at once.
    case now
    /// It is not needed for a while: its pages leave this process; changes made to them are lost.
    case over
  }

  func advise(_ use: Use, _ range: Range<Int>) {
    guard let base = bytes.baseAddress, !range.isEmpty else { return }
    let start = range.lowerBound & ~4095
    let advice: Int32 =
      switch use {
      case .soon: MADV_WILLNEED
      case .now: Self.populateRead
      case .over: MADV_DONTNEED
      }
    madvise(base + start, range.upperBound - start, advice)
  }

  /// MADV_POPULATE_READ of Linux 5.14: maps many pages at once; older kernels refuse it harmlessly.
  private static let populateRead: Int32 = 22

  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(bytes)) }
  }
}
