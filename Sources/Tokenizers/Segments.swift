/// A text on its way through the pre-tokenizers: bytes, and the pieces cut out of them.
struct Segments {
  var bytes: [UInt8]
  /// The pieces in their order; none is empty.
  var pieces: [Range<Int>]
  /// Whether the first byte is the first of the text that was given to the tokenizer.
  let beginsText: Bool

  init(_ bytes: [UInt8], beginsText: Bool) {
    self.bytes = bytes
    self.beginsText = beginsText
    pieces = bytes.isEmpty ? [] : [0..<bytes.count]
  }

  /// What becomes of the matches when a piece is split at them.
  enum Behavior: String {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"

    init(_ node: Node) throws {
      // Python's side of the format spells the names in snake case.
      let name = try node.text()
      let camel = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
      guard let behavior = Behavior(rawValue: camel.joined()) else {
        throw node.fault("is \"\(name)\", not a known behaviour")
      }
      self = behavior
    }
  }

  /// Splits every piece; `find` reports the matches of one piece, from left to right.
  ///
  /// - Parameter inverted: what lies between the matches is what is split at.
  mutating func split(
    _ behavior: Behavior, inverted: Bool = false,
    find: (UnsafeBufferPointer<UInt8>, (Range<Int>) -> Void) throws -> Void
  ) rethrows {
    var result: [Range<Int>] = []
    result.reserveCapacity(pieces.count * 2)
    try bytes.withUnsafeBufferPointer { all in
      var parts: [(range: Range<Int>, isMatch: Bool)] = []
      for piece in pieces {
        parts.removeAll(keepingCapacity: true)
        var end = piece.lowerBound
        try find(UnsafeBufferPointer(rebasing: all[piece])) { match in
          let start = piece.lowerBound + match.lowerBound
          if end < start { parts.append((end..<start, inverted)) }
          end = piece.lowerBound + match.upperBound
          parts.append((start..<end, !inverted))
        }
        if end < piece.upperBound { parts.append((end..<piece.upperBound, inverted)) }
        Self.join(parts, behavior, into: &result)
      }
    }
    pieces = result
  }

  private static func join(
    _ parts: [(range: Range<Int>, isMatch: Bool)], _ behavior: Behavior,
    into result: inout [Range<Int>]
  ) {
    let first = result.count
    switch behavior {
    case .removed:
      for part in parts where !part.isMatch && !part.range.isEmpty { result.append(part.range) }
      return
    case .isolated:
      for part in parts where !part.range.isEmpty { result.append(part.range) }
      return
    case .contiguous, .mergedWithPrevious:
      var previous = false
      for part in parts {
        let joins = behavior == .contiguous ? part.isMatch == previous : part.isMatch && !previous
        if joins, result.count > first {
          result[result.count - 1] = result[result.count - 1].lowerBound..<part.range.upperBound
        } else {
          result.append(part.range)
        }
        previous = part.isMatch
      }
    case .mergedWithNext:
      var previous = false
      for part in parts.reversed() {
        if part.isMatch, !previous, result.count > first {
          result[result.count - 1] = part.range.lowerBound..<result[result.count - 1].upperBound
        } else {
          result.append(part.range)
        }
        previous = part.isMatch
      }
      result[first...].reverse()
    }
    let kept = result[first...].filter { !$0.isEmpty }
    result.replaceSubrange(first..., with: kept)
  }

  /// Splits every piece at the characters of a kind.
  mutating func split(_ behavior: Behavior, at isDelimiter: (Unicode.Scalar) -> Bool) {
    split(behavior) { text, report in
      for (scalar, range) in Scalars(text) where isDelimiter(scalar) { report(range) }
    }
  }

  /// Writes every piece anew.
  mutating func rewrite(_ write: (UnsafeBufferPointer<UInt8>, Int, inout [UInt8]) -> Void) {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count * 2)
    let old = pieces
    pieces.removeAll(keepingCapacity: true)
    bytes.withUnsafeBufferPointer { all in
      for piece in old {
        let start = result.count
        write(UnsafeBufferPointer(rebasing: all[piece]), piece.lowerBound, &result)
        if start < result.count { pieces.append(start..<result.count) }
      }
    }
    bytes = result
  }
}
