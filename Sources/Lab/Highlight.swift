/// Swift source as HTML, lightly coloured.
enum Highlight {
  private static let keywords: Set = [
    "as", "await", "break", "case", "catch", "continue", "default", "defer", "do", "else", "enum",
    "extension", "false", "for", "func", "guard", "if", "in", "init", "inout", "is", "let", "nil",
    "private", "repeat", "return", "self", "Self", "some", "static", "struct", "super", "switch",
    "throw", "throws", "true", "try", "var", "where", "while",
  ]

  /// The source with comments (`c`), strings (`s`), numbers (`n`), keywords (`k`) and types (`t`) in
  /// spans of these classes.
  static func html(_ source: String) -> String {
    let text = SourceText(source)
    var html = ""
    var end = 0
    func piece(_ range: Range<Int>) -> String { String(decoding: text.bytes[range], as: UTF8.self) }
    func addGap(to next: Int) {
      // What lies between tokens is space and comments.
      let gap = piece(end..<next)
      let comment = gap.drop(while: \.isWhitespace)
      let space = gap.prefix(gap.count - comment.count)
      guard let last = comment.lastIndex(where: { !$0.isWhitespace }) else { return html += gap }
      html += "\(space)\(span("c", String(comment[...last])))\(comment[last...].dropFirst())"
    }
    for token in text.tokens {
      addGap(to: token.range.lowerBound)
      let shown = piece(token.range)
      html += kind(of: shown).map { span($0, shown) } ?? Prose.escaped(shown)
      end = token.range.upperBound
    }
    addGap(to: text.bytes.count)
    return html
  }

  private static func kind(of token: String) -> String? {
    guard let first = token.first else { return nil }
    if first == "\"" || token.hasPrefix("#\"") || token.hasPrefix("##\"") { return "s" }
    if first.isASCII, first.isNumber { return "n" }
    if keywords.contains(token) { return "k" }
    return first.isUppercase ? "t" : nil
  }

  private static func span(_ kind: String, _ text: String) -> String {
    "<span class=\"\(kind)\">\(Prose.escaped(text))</span>"
  }
}
