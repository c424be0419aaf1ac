import Foundation

extension Format {
  /// Makes what gnuplot drew reproducible and traceable.
  func finish(_ file: URL, name: String, title: String, provenance: [String: String]) throws {
    switch self {
    case .svg:
      let drawn = try String(contentsOf: file, encoding: .utf8)
      let finished = drawn.withOwnIdentifiers(name).withTitle(title).withSharpImages
        .withMetadata(provenance)
      try Data(finished.utf8).write(to: file)
    case .pdf:
      try Data(contentsOf: file).withoutDate.write(to: file)
    case .png:
      break
    }
  }
}

/// The SVG without what changes between versions of gnuplot and commits: its description, its
/// metadata and the space at line ends. For comparison only.
public func normalisedSVG(_ text: String) -> String {
  var text = text
  for element in ["desc", "metadata"] {
    while let start = text.range(of: "<\(element)>"),
      let end = text.range(of: "</\(element)>", range: start.upperBound..<text.endIndex)
    {
      text.removeSubrange(start.lowerBound..<end.upperBound)
    }
  }
  return text.split(separator: "\n").map { line in
    var line = line
    while let last = line.last, last.isWhitespace { line.removeLast() }
    return line
  }.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
}

extension String {
  /// The SVG with the figure's name before each identifier, so that several can share a page.
  fileprivate func withOwnIdentifiers(_ name: String) -> String {
    let prefix = "\(name)-"
    // Only tags are touched: gnuplot escapes the angle bracket that would open one within a text.
    return split(separator: "<", omittingEmptySubsequences: false).enumerated().map { index, part in
      guard index > 0, let end = part.firstIndex(of: ">") else { return String(part) }
      var tag = String(part[..<end])
      for quote in ["'", "\""] {
        tag = tag.replacingOccurrences(of: " id=\(quote)", with: " id=\(quote)\(prefix)")
        tag = tag.replacingOccurrences(of: "href=\(quote)#", with: "href=\(quote)#\(prefix)")
      }
      tag = tag.replacingOccurrences(of: "url(#", with: "url(#\(prefix)")
      // gnuplot leaves ">" in a text, which XML allows but for "]]>".
      let text = part[part.index(after: end)...].replacingOccurrences(of: ">", with: "&gt;")
      return "\(tag)>\(text)"
    }.joined(separator: "<")
  }

  /// The SVG under the figure's title; gnuplot gives it its own, and a number to each series, which
  /// browsers show as a tip over the drawing.
  fileprivate func withTitle(_ title: String) -> String {
    replacingOccurrences(
      of: "<title>gnuplot_[^<]*</title>", with: "", options: .regularExpression
    ).replacingOccurrences(of: "<title>Gnuplot</title>", with: "<title>\(title.escapedXML)</title>")
  }

  /// The SVG with images whose pixels stay squares when they are enlarged.
  fileprivate var withSharpImages: String {
    replacingOccurrences(of: "<image ", with: "<image style='image-rendering:pixelated' ")
  }

  /// The SVG with the pairs, sorted by key, after its description.
  fileprivate func withMetadata(_ pairs: [String: String]) -> String {
    guard !pairs.isEmpty, let end = range(of: "</desc>") else { return self }
    let entries = pairs.sorted { $0.key < $1.key }.map {
      "<entry key=\"\($0.key.escapedXML)\">\($0.value.escapedXML)</entry>"
    }
    let metadata = """

      <metadata><provenance xmlns="urn:reprise:provenance">
      \(entries.joined(separator: "\n"))
      </provenance></metadata>
      """
    return replacingCharacters(in: end.upperBound..<end.upperBound, with: metadata)
  }

  private var escapedXML: String {
    singleLine.replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "<", with: "&lt;").replacingOccurrences(of: ">", with: "&gt;")
      .replacingOccurrences(of: "\"", with: "&quot;")
  }
}

extension Data {
  /// The PDF with a fixed creation date of the same length, since a PDF counts its bytes.
  fileprivate var withoutDate: Data {
    var data = self
    guard let start = data.range(of: Data("/CreationDate (D:".utf8)) else { return data }
    var digits = Array("20000101000000".utf8).makeIterator()
    for index in start.upperBound..<data.endIndex {
      if data[index] == UInt8(ascii: ")") { break }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(data[index]) else { continue }
      data[index] = digits.next() ?? UInt8(ascii: "0")
    }
    return data
  }
}
