/// A cursor over the Unicode scalars of UTF-8 bytes; a byte that begins none counts as U+FFFD.
struct Scalars: Sequence, IteratorProtocol {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    position = 0
  }

  /// The next scalar and the bytes it takes.
  mutating func next() -> (scalar: Unicode.Scalar, bytes: Range<Int>)? {
    guard position < bytes.count else { return nil }
    let start = position
    let lead = bytes[start]
    if lead < 0x80 {
      position += 1
      return (Unicode.Scalar(lead), start..<position)
    }
    let length = Self.length(lead)
    guard length > 1, start + length <= bytes.count else { return replacement(start) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = bytes[start + offset]
      guard byte & 0xC0 == 0x80 else { return replacement(start) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard let scalar = Unicode.Scalar(value) else { return replacement(start) }
    position += length
    return (scalar, start..<position)
  }

  private mutating func replacement(_ start: Int) -> (scalar: Unicode.Scalar, bytes: Range<Int>) {
    position = start + 1
    return ("\u{FFFD}", start..<position)
  }

  /// How many bytes a character takes that begins with this byte, as SentencePiece counts.
  static func length(_ lead: UInt8) -> Int {
    switch lead >> 4 {
    case 12, 13: 2
    case 14: 3
    case 15: 4
    default: 1
    }
  }
}
