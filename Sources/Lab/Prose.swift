/// The little Markdown that notes and doc comments use, as HTML: paragraphs, lists, `code`,
/// **bold**, *emphasis*, links.
enum Prose {
  /// The text as HTML; everything that is no such markup is shown as it stands.
  static func html(_ text: String) -> String {
    var blocks: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) {
        blocks.append([])
      } else {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks.filter { !$0.isEmpty }.map { lines in
      if let first = lines.first, first.hasPrefix("#") {
        return "<h3>\(inline(String(first.drop { $0 == "#" || $0 == " " })))</h3>"
      }
      guard lines.first?.hasPrefix("- ") == true else {
        return "<p>\(inline(lines.joined(separator: "\n")))</p>"
      }
      var items: [String] = []
      for line in lines {
        if line.hasPrefix("- ") {
          items.append(String(line.dropFirst(2)))
        } else {
          items[items.count - 1] += "\n" + line
        }
      }
      return "<ul>" + items.map { "<li>\(inline($0))</li>" }.joined() + "</ul>"
    }.joined(separator: "\n")
  }

  /// The text with HTML's special characters written out.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }

  private static func inline(_ text: String) -> String {
    // Code is cut out first, so that nothing in it is taken for other markup.
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
      let part = escaped(part)
      guard index.isMultiple(of: 2) else { return "<code>\(part)</code>" }
      return
        part
        .replacing(#/\[([^\]]+)\]\((https?://[^)\s]+)\)/#) {
          "<a href=\"\($0.output.2)\">\($0.output.1)</a>"
        }
        .replacing(#/\*\*([^*]+)\*\*/#) { "<strong>\($0.output.1)</strong>" }
        .replacing(#/\*([^*\s][^*]*)\*/#) { "<em>\($0.output.1)</em>" }
    }.joined()
  }
}
