/// GPT-2's alphabet: every byte has a visible character, so that pieces of bytes can be written as
/// text. Visible bytes of Latin-1 stand for themselves, the others for U+0100 onwards.
enum ByteAlphabet {
  private static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0...255).map { (byte: UInt32) in
      switch byte {
      case 33...126, 161...172, 174...255: return Unicode.Scalar(UInt8(byte))
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? "?"
      }
    }
  }()

  /// The byte of each scalar below U+0144, -1 where it stands for none.
  private static let bytes: [Int16] = {
    var table = [Int16](repeating: -1, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { table[Int(scalar.value)] = Int16(byte) }
    return table
  }()

  /// Writes a byte's character.
  static func append(_ byte: UInt8, to text: inout [UInt8]) {
    // Below U+0800: one or two bytes of UTF-8.
    let value = scalars[Int(byte)].value
    if value < 0x80 {
      text.append(UInt8(value))
    } else {
      text.append(0xC0 | UInt8(value >> 6))
      text.append(0x80 | UInt8(value & 0x3F))
    }
  }

  /// The bytes that a piece's characters stand for; nil if one of them stands for none.
  static func bytes(of piece: [UInt8]) -> [UInt8]? {
    piece.withUnsafeBufferPointer { buffer in
      var result: [UInt8] = []
      for (scalar, _) in Scalars(buffer) {
        guard scalar.value < 0x144, bytes[Int(scalar.value)] >= 0 else { return nil }
        result.append(UInt8(bytes[Int(scalar.value)]))
      }
      return result
    }
  }
}
