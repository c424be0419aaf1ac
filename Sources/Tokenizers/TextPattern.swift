/// A literal text or a regular expression.
enum TextPattern {
  case literal(Literal)
  case expression(Pattern)

  /// Bytes that match themselves; none match nothing.
  struct Literal {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reports the matches from left to right.
    func forEachMatch(in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
      guard let first = bytes.first else { return }
      var position = 0
      while position + bytes.count <= text.count {
        if text[position] == first, matches(text, position) {
          body(position..<position + bytes.count)
          position += bytes.count
        } else {
          position += 1
        }
      }
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
      for offset in bytes.indices where text[position + offset] != bytes[offset] { return false }
      return true
    }

    /// The text with every match replaced.
    func replacing(in text: [UInt8], with content: [UInt8]) -> [UInt8] {
      TextPattern.replacing(in: text, with: content, find: forEachMatch)
    }
  }

  /// Reports the matches from left to right.
  func forEachMatch(in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) throws {
    switch self {
    case .expression(let pattern): try pattern.forEachMatch(in: text, body)
    case .literal(let literal): literal.forEachMatch(in: text, body)
    }
  }

  /// The text with every match replaced.
  func replacing(in text: [UInt8], with content: [UInt8]) throws -> [UInt8] {
    try Self.replacing(in: text, with: content, find: forEachMatch)
  }

  private static func replacing(
    in text: [UInt8], with content: [UInt8],
    find: (UnsafeBufferPointer<UInt8>, (Range<Int>) -> Void) throws -> Void
  ) rethrows -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var end = 0
    try text.withUnsafeBufferPointer { buffer in
      try find(buffer) { match in
        result.append(contentsOf: buffer[end..<match.lowerBound])
        result.append(contentsOf: content)
        end = match.upperBound
      }
    }
    result.append(contentsOf: text[end...])
    return result
  }
}
