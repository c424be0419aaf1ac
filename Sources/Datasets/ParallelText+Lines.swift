import Foundation

/// The lines of a UTF-8 file one by one, read in blocks.
struct LineReader {
  private let url: URL
  private let handle: FileHandle
  private var buffer = Data()
  private var line = 0

  private static let block = 1 << 16
  private static let longestLine = 1 << 20

  init(_ url: URL) throws {
    self.url = url
    do {
      handle = try FileHandle(forReadingFrom: url)
    } catch {
      throw DatasetError("\(url.path): cannot be read: \(error.localizedDescription)")
    }
  }

  /// The next line without its end, or nil after the last.
  mutating func next() throws -> String? {
    var searched = 0
    while true {
      if let end = buffer.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) {
        let bytes = buffer[buffer.startIndex..<end]
        buffer = buffer[(end + 1)...]
        return try text(bytes)
      }
      searched = buffer.count
      guard searched <= Self.longestLine else {
        throw DatasetError(
          "\(url.path): line \(line + 1) is longer than \(Self.longestLine) bytes")
      }
      let block: Data?
      do {
        block = try handle.read(upToCount: Self.block)
      } catch {
        throw DatasetError("\(url.path): cannot be read: \(error.localizedDescription)")
      }
      guard let block, !block.isEmpty else {
        defer { buffer = Data() }
        return buffer.isEmpty ? nil : try text(buffer)
      }
      buffer = buffer + block
    }
  }

  private mutating func text(_ bytes: Data) throws -> String {
    line += 1
    let content = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    guard let text = String(validating: content, as: UTF8.self) else {
      throw DatasetError("\(url.path): line \(line) is not valid UTF-8")
    }
    guard !content.contains(UInt8(ascii: "\r")) else {
      throw DatasetError("\(url.path): line \(line) has a carriage return inside")
    }
    return text
  }
}
