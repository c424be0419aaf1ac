import Foundation

/// Finds keys that one object of a JSON text gives twice; the usual decoders keep one silently.
enum JSONKeys {
  /// The first repeated key; the text is taken to be well-formed.
  static func repeated(in text: [UInt8]) throws -> String? {
    // One set a level: the keys so far of an object; nil for an array.
    var levels: [Set<String>?] = []
    var position = 0
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "{"): levels.append([])
      case UInt8(ascii: "["): levels.append(nil)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
      case UInt8(ascii: "\""):
        let start = position
        position += 1
        while position < text.count, text[position] != UInt8(ascii: "\"") {
          position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        var next = position + 1
        while next < text.count, text[next] <= 32 { next += 1 }
        if next < text.count, text[next] == UInt8(ascii: ":"), let level = levels.indices.last {
          let key = try JSONDecoder().decode(
            String.self, from: Data(text[start...min(position, text.count - 1)]))
          if levels[level]?.insert(key).inserted == false { return key }
        }
      default: break
      }
      position += 1
    }
    return nil
  }
}
