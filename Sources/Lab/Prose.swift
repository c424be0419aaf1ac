/// The little Markdown that notes and doc comments use, as HTML: headings, paragraphs, lists, fenced
/// code, `code`, **bold**, *emphasis*, links.
enum Prose {
  /// The text as HTML; everything that is no such markup is shown as it stands.
  static func html(_ text: String) -> String {
    blocks(text).map { lines in
      if let heading = heading(lines[0]) {
        let level = lines[0].hasPrefix("###") ? 3 : 2
        let id = "note-\(FileName.of(heading))"
        return "<h\(level) id=\"\(id)\">\(inline(heading))</h\(level)>"
      }
      if lines[0].hasPrefix("```") {
        let code = lines.dropFirst().prefix { !$0.hasPrefix("```") }
        return "<pre><code>\(escaped(code.joined(separator: "\n")))</code></pre>"
      }
      guard lines[0].hasPrefix("- ") else {
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

  /// The text's headings, without their signs.
  static func headings(in text: String) -> [String] { blocks(text).compactMap { heading($0[0]) } }

  private static func heading(_ line: Substring) -> String? {
    line.hasPrefix("#") ? String(line.drop { $0 == "#" || $0 == " " }) : nil
  }

  /// Lines that belong together: an empty line ends a block, so does a list's first item; a heading is
  /// one by itself, and code reaches to its closing fence.
  private static func blocks(_ text: String) -> [[Substring]] {
    var blocks: [[Substring]] = [[]]
    var isCode = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        if !isCode { blocks.append([]) }
        blocks[blocks.count - 1].append(line)
        if isCode { blocks.append([]) }
        isCode.toggle()
      } else if isCode {
        blocks[blocks.count - 1].append(line)
      } else if line.allSatisfy(\.isWhitespace) {
        blocks.append([])
      } else if heading(line) != nil {
        blocks += [[line], []]
      } else if line.hasPrefix("- "), blocks.last?.first?.hasPrefix("- ") == false {
        blocks.append([line])
      } else {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks.filter { !$0.isEmpty }
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

  /// The markup within a line or paragraph as HTML.
  static func inline(_ text: String) -> String {
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
