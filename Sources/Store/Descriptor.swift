import Foundation

/// An open file of the system, closed with its last reference.
final class Descriptor: Sendable {
  let number: Int32
  let url: URL

  init(_ url: URL, flags: Int32, mode: mode_t = 0o666) throws {
    self.url = url
    number = open(url.path, flags | O_CLOEXEC, mode)
    if number < 0 { throw StoreError(url, failedTo: "opening") }
  }

  convenience init(reading url: URL) throws {
    try self.init(url, flags: O_RDONLY)
    let mode = try status().st_mode & S_IFMT
    if mode != S_IFREG {
      throw StoreError(url, "file", mode == S_IFDIR ? "is a folder, not a file" : "is not a file")
    }
  }

  deinit { close(number) }

  func status() throws -> stat {
    var status = stat()
    if fstat(number, &status) != 0 { throw StoreError(url, failedTo: "asking for its size") }
    return status
  }

  /// Reads up to the buffer's size and returns how many bytes came; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw StoreError(url, failedTo: "reading") }
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(
        number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw StoreError(url, failedTo: "writing")
      }
    }
  }

  /// Waits until the content is on the disk.
  func synchronize() throws {
    if fsync(number) != 0 { throw StoreError(url, failedTo: "flushing to disk") }
  }
}
