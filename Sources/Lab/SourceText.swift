/// Swift source as tokens without comments and spacing, and the notebook calls found in it.
struct SourceText {
  /// A word, a string literal or a single symbol, and where it stands.
  struct Token: Equatable {
    let text: String
    let range: Range<Int>
  }

  /// A call on the notebook: `book.cell("sums") { … }`.
  struct Call {
    let method: String
    let name: String?
    let tokens: Range<Int>
  }

  /// The calls that make stored or shared values; the others only show them.
  static let makers: Set = ["cell", "cells", "training", "trainings", "resource"]
  private static let showers: Set = ["table", "figure", "claim", "note"]

  let bytes: [UInt8]
  let tokens: [Token]
  let calls: [Call]

  init(_ text: String) {
    bytes = Array(text.utf8)
    tokens = Self.tokens(bytes)
    calls = Self.calls(tokens)
  }

  /// The tokens that can change the result of the maker called `name`: all but the calls of other
  /// makers and of what only shows results.
  func tokens(for name: String?) -> [String] {
    var result: [String] = []
    var index = 0
    for call in calls where call.tokens.lowerBound >= index {
      result += tokens[index..<call.tokens.lowerBound].map(\.text)
      index = call.tokens.upperBound
      if let name, Self.makers.contains(call.method), call.name == name {
        result += tokens[call.tokens].map(\.text)
      }
    }
    return result + tokens[index...].map(\.text)
  }

  /// The source of the call named `name` of one of the methods, from the start of its line, with
  /// common indentation removed.
  func excerpt(of name: String, methods: Set<String> = makers) -> String? {
    guard
      let call = calls.first(where: { methods.contains($0.method) && $0.name == name }),
      let first = tokens[call.tokens].first, let last = tokens[call.tokens].last
    else { return nil }
    let newline = UInt8(ascii: "\n")
    let start = bytes[..<first.range.lowerBound].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let lines = String(decoding: bytes[start..<last.range.upperBound], as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let indent =
      lines.filter { !$0.allSatisfy(\.isWhitespace) }
      .map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.map { $0.dropFirst(indent) }.joined(separator: "\n")
  }

  private static func calls(_ tokens: [Token]) -> [Call] {
    var calls: [Call] = []
    for index in tokens.indices.dropLast(3)
    where tokens[index].text == "book" && tokens[index + 1].text == "."
      && tokens[index + 3].text == "("
    {
      let method = tokens[index + 2].text
      let literal = index + 4 < tokens.count ? tokens[index + 4].text : ""
      let isNamed = literal.first == "\"" && !literal.contains("\\")
      guard isNamed || showers.contains(method),
        makers.contains(method) || showers.contains(method)
      else { continue }
      var end = closing(tokens, from: index + 3)
      while end < tokens.count, tokens[end].text == "{" { end = closing(tokens, from: end) }
      calls.append(
        Call(
          method: method, name: isNamed ? String(literal.dropFirst().dropLast()) : nil,
          tokens: index..<end))
    }
    return calls
  }

  /// The index after the bracket that closes the one at `start`.
  private static func closing(_ tokens: [Token], from start: Int) -> Int {
    var depth = 0
    for index in start..<tokens.count {
      switch tokens[index].text {
      case "(", "{", "[": depth += 1
      case ")", "}", "]":
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
    }
    return tokens.count
  }
}

extension SourceText {
  private static func tokens(_ bytes: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    var index = 0
    while index < bytes.count {
      let end: Int
      if isSpace(bytes[index]) {
        index += 1
        continue
      } else if starts(bytes, at: index, with: "//") {
        index = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        continue
      } else if starts(bytes, at: index, with: "/*") {
        index = endOfComment(bytes, from: index)
        continue
      } else if let literal = endOfString(bytes, from: index) {
        end = literal
      } else if isWord(bytes[index]) {
        end = bytes[index...].firstIndex { !isWord($0) } ?? bytes.count
      } else {
        end = index + 1
      }
      tokens.append(
        Token(text: String(decoding: bytes[index..<end], as: UTF8.self), range: index..<end))
      index = end
    }
    return tokens
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 128...:
      true
    default: false
    }
  }

  private static func starts(_ bytes: [UInt8], at index: Int, with text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard index + count <= bytes.count else { return false }
    return text.withUTF8Buffer { $0.elementsEqual(bytes[index..<index + count]) }
  }

  /// Block comments nest.
  private static func endOfComment(_ bytes: [UInt8], from start: Int) -> Int {
    var depth = 0
    var index = start
    while index < bytes.count {
      if starts(bytes, at: index, with: "/*") {
        depth += 1
        index += 2
      } else if starts(bytes, at: index, with: "*/") {
        depth -= 1
        index += 2
        if depth == 0 { return index }
      } else {
        index += 1
      }
    }
    return index
  }

  /// The end of the string literal at `start`, interpolations included; nil when none starts there.
  private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    while index < bytes.count, bytes[index] == UInt8(ascii: "#") { index += 1 }
    let hashes = index - start
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
    let isLong = starts(bytes, at: index, with: "\"\"\"")
    index += isLong ? 3 : 1
    while index < bytes.count {
      let isMark = bytes[index] == UInt8(ascii: "\"")
      if isLong ? starts(bytes, at: index, with: "\"\"\"") : isMark {
        let end = index + (isLong ? 3 : 1) + hashes
        if end <= bytes.count, bytes[(end - hashes)..<end].allSatisfy({ $0 == UInt8(ascii: "#") }) {
          return end
        }
        index += 1
      } else if bytes[index] == UInt8(ascii: "\\") {
        let after = index + 1 + hashes
        let isEscape =
          after < bytes.count
          && bytes[(index + 1)..<after].allSatisfy { $0 == UInt8(ascii: "#") }
        if isEscape, bytes[after] == UInt8(ascii: "(") {
          index = endOfInterpolation(bytes, from: after)
        } else {
          index = isEscape ? after + 1 : index + 1
        }
      } else if !isLong, bytes[index] == UInt8(ascii: "\n") {
        return index
      } else {
        index += 1
      }
    }
    return index
  }

  private static func endOfInterpolation(_ bytes: [UInt8], from start: Int) -> Int {
    var depth = 0
    var index = start
    while index < bytes.count {
      if let end = endOfString(bytes, from: index) {
        index = end
        continue
      }
      if bytes[index] == UInt8(ascii: "(") { depth += 1 }
      if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
      index += 1
      if depth == 0 { return index }
    }
    return index
  }
}
