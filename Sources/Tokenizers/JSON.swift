/// A JSON value whose strings are bytes and whose objects keep their order.
///
/// Foundation's reader yields `String` keys, which fall together under canonical equivalence, so a
/// vocabulary cannot be read with it.
indirect enum JSON {
  case null
  case bool(Bool)
  case number(Double)
  case string([UInt8])
  case array([JSON])
  case object([(name: [UInt8], value: JSON)])

  /// Reads one document; a fault is named with its line.
  init(_ bytes: [UInt8], file: String) throws {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw TokenizerError("\(file): not valid UTF-8")
    }
    self = try bytes.withUnsafeBufferPointer { buffer in
      var parser = Parser(bytes: buffer, file: file)
      return try parser.document()
    }
  }

  private struct Parser {
    let bytes: UnsafeBufferPointer<UInt8>
    let file: String
    var position = 0

    /// Documents nested deeper than this are refused.
    static let deepest = 64

    mutating func document() throws -> JSON {
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
      let value = try value(depth: 0)
      skipSpace()
      guard position == bytes.count else { throw fault("something follows the document") }
      return value
    }

    func fault(_ what: String) -> TokenizerError {
      let line = bytes.prefix(position).count { $0 == UInt8(ascii: "\n") } + 1
      return TokenizerError("\(file): line \(line), byte \(position): \(what)")
    }

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
      while position < bytes.count {
        switch bytes[position] {
        case 0x20, 0x09, 0x0A, 0x0D: position += 1
        default: return
        }
      }
    }

    mutating func value(depth: Int) throws -> JSON {
      guard depth < Self.deepest else { throw fault("nested deeper than \(Self.deepest)") }
      skipSpace()
      switch current {
      case UInt8(ascii: "{"): return try object(depth: depth)
      case UInt8(ascii: "["): return try array(depth: depth)
      case UInt8(ascii: "\""): return .string(try string())
      case UInt8(ascii: "t"): return try word("true", .bool(true))
      case UInt8(ascii: "f"): return try word("false", .bool(false))
      case UInt8(ascii: "n"): return try word("null", .null)
      case nil: throw fault("the file ends where a value should be")
      default: return try number()
      }
    }

    mutating func word(_ text: StaticString, _ value: JSON) throws -> JSON {
      let name = text.description
      guard bytes[position...].starts(with: name.utf8) else { throw fault("no JSON value") }
      position += name.utf8.count
      return value
    }

    mutating func number() throws -> JSON {
      let start = position
      while let byte = current, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      guard let value = Double(text), value.isFinite, text.first != "+", text.first != "." else {
        position = start
        throw fault("no JSON value")
      }
      return .number(value)
    }

    mutating func array(depth: Int) throws -> JSON {
      position += 1
      var elements: [JSON] = []
      skipSpace()
      if current == UInt8(ascii: "]") {
        position += 1
        return .array([])
      }
      while true {
        elements.append(try value(depth: depth + 1))
        if try closes(with: UInt8(ascii: "]")) { return .array(elements) }
      }
    }

    mutating func object(depth: Int) throws -> JSON {
      position += 1
      var members: [(name: [UInt8], value: JSON)] = []
      skipSpace()
      if current == UInt8(ascii: "}") {
        position += 1
        return .object([])
      }
      while true {
        skipSpace()
        guard current == UInt8(ascii: "\"") else { throw fault("a member's name should be here") }
        let name = try string()
        skipSpace()
        guard current == UInt8(ascii: ":") else { throw fault("':' should be here") }
        position += 1
        members.append((name, try value(depth: depth + 1)))
        if try closes(with: UInt8(ascii: "}")) { return .object(members) }
      }
    }

    /// Passes a comma (false) or the closing bracket (true).
    mutating func closes(with bracket: UInt8) throws -> Bool {
      skipSpace()
      guard current == bracket || current == UInt8(ascii: ",") else {
        throw fault("',' or '\(Unicode.Scalar(bracket))' should be here")
      }
      position += 1
      return bytes[position - 1] == bracket
    }

    mutating func string() throws -> [UInt8] {
      position += 1
      var text: [UInt8] = []
      var run = position
      while let byte = current {
        switch byte {
        case UInt8(ascii: "\""):
          text.append(contentsOf: bytes[run..<position])
          position += 1
          return text
        case UInt8(ascii: "\\"):
          text.append(contentsOf: bytes[run..<position])
          position += 1
          text.append(contentsOf: try escape().utf8)
          run = position
        case 0..<0x20: throw fault("a control character in a string")
        default: position += 1
        }
      }
      throw fault("the file ends inside a string")
    }

    mutating func escape() throws -> String {
      guard let byte = current else { throw fault("the file ends inside a string") }
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return "\""
      case UInt8(ascii: "\\"): return "\\"
      case UInt8(ascii: "/"): return "/"
      case UInt8(ascii: "b"): return "\u{8}"
      case UInt8(ascii: "f"): return "\u{C}"
      case UInt8(ascii: "n"): return "\n"
      case UInt8(ascii: "r"): return "\r"
      case UInt8(ascii: "t"): return "\t"
      case UInt8(ascii: "u"):
        var value = try hexadecimal()
        if 0xD800..<0xDC00 ~= value, bytes[position...].starts(with: #"\u"#.utf8) {
          position += 2
          let low = try hexadecimal()
          guard 0xDC00..<0xE000 ~= low else { throw fault("half a surrogate pair") }
          value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw fault("half a surrogate pair") }
        return String(Character(scalar))
      default: throw fault("no such escape in a string")
      }
    }

    mutating func hexadecimal() throws -> UInt32 {
      let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
      guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit),
        let value = UInt32(digits, radix: 16)
      else { throw fault("no four hexadecimal digits after \\u") }
      position += 4
      return value
    }
  }
}
