import Foundation

/// SentencePiece's precompiled character map: rules "these bytes become those", in a double-array
/// trie (the layout of darts-clone) followed by the NUL-terminated replacements.
struct CharacterMap {
  private let units: [UInt32]
  private let replacements: [UInt8]

  /// - Parameter place: the file and key, for messages.
  init(_ blob: [UInt8], place: String) throws {
    func word(_ offset: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(blob[offset + $1]) << UInt32(8 * $1) }
    }
    guard blob.count > 4 else {
      throw TokenizerError("\(place): \(blob.count) bytes are no character map")
    }
    let size = Int(word(0))
    guard size >= 4, size.isMultiple(of: 4), 4 + size < blob.count, blob.last == 0 else {
      throw TokenizerError(
        "\(place): a character map of \(blob.count) bytes with a trie of \(size)")
    }
    units = stride(from: 4, to: 4 + size, by: 4).map(word)
    replacements = Array(blob[(4 + size)...])
  }

  /// The replacements of all rules that begin at `start`, with the lengths of what they replace,
  /// shortest first.
  func forEachPrefix(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int,
    _ body: (_ length: Int, _ replacement: ArraySlice<UInt8>) -> Void
  ) {
    var node = Self.offset(units[0])
    for position in start..<text.count {
      let byte = text[position]
      node ^= Int(byte)
      // A label holds the byte, and bit 31 only where the unit is a leaf.
      guard byte != 0, node < units.count, units[node] & 0x8000_00FF == UInt32(byte) else { return }
      let unit = units[node]
      node ^= Self.offset(unit)
      if unit >> 8 & 1 == 1, node < units.count {
        let value = Int(units[node] & 0x7FFF_FFFF)
        guard value < replacements.count else { return }
        body(position + 1 - start, replacements[value...].prefix { $0 != 0 })
      }
    }
  }

  private static func offset(_ unit: UInt32) -> Int {
    Int(unit >> 10) << Int((unit & 1 << 9) >> 6)
  }
}

/// The character map as tokenizer.json applies it: to whole graphemes of at most five bytes by the
/// shortest rule that begins them, otherwise character by character.
struct GraphemeMap: TextNormalizer {
  let map: CharacterMap

  func normalize(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    for grapheme in String(decoding: text, as: UTF8.self) {
      let bytes = Array(String(grapheme).utf8)
      if bytes.count < 6, let replacement = shortest(bytes) {
        result.append(contentsOf: replacement)
        continue
      }
      bytes.withUnsafeBufferPointer { buffer in
        for (_, range) in Scalars(buffer) {
          let scalar = Array(buffer[range])
          result.append(contentsOf: shortest(scalar) ?? scalar[...])
        }
      }
    }
    // The map is data from outside; later stages rely on valid UTF-8.
    return Array(String(decoding: result, as: UTF8.self).utf8)
  }

  private func shortest(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var found: ArraySlice<UInt8>?
    bytes.withUnsafeBufferPointer { buffer in
      map.forEachPrefix(buffer, from: 0) { if found == nil { found = $1 } }
    }
    return found
  }
}

/// Base64 as tokenizer.json uses it.
enum Base64 {
  static func decoded(_ text: [UInt8]) -> [UInt8]? {
    Data(base64Encoded: Data(text)).map(Array.init)
  }
}
