import Foundation
import FoundationXML
import Plot
import Testing

/// A figure drawn into a folder of its own, which goes with the value.
final class Drawing {
  let folder: URL
  let files: [URL]

  init(
    _ figure: Figure, name: String = "figure", formats: Set<Format> = [.svg],
    provenance: [String: String] = [:], gnuplot: String = "gnuplot"
  ) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("plot-\(UUID().uuidString)")
    do {
      files = try figure.write(
        to: folder, name: name, formats: formats, provenance: provenance, gnuplot: gnuplot)
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func data(_ suffix: String) throws -> Data {
    let file = try #require(files.first { $0.pathExtension == suffix })
    return try Data(contentsOf: file)
  }

  func text(_ suffix: String) throws -> String { String(decoding: try data(suffix), as: UTF8.self) }

  func svg() throws -> Picture { try Picture(data("svg")) }

  /// The blocks of the data file, each a list of lines without comments.
  func blocks() throws -> [[String]] {
    try text("dat").components(separatedBy: "\n\n\n").map {
      $0.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }
  }
}

/// What an SVG holds, read by an XML parser that refuses malformed text.
final class Picture: NSObject, XMLParserDelegate {
  private(set) var texts: [String] = []
  private(set) var identifiers: [String] = []
  private(set) var references: [String] = []
  private(set) var elements: [String: Int] = [:]
  /// Values of `fill`, `stroke` and `color`, which tell the series apart.
  private(set) var colours: [String: Int] = [:]
  /// How many signs of points there are in each colour.
  private(set) var signs: [String: Int] = [:]
  private(set) var metadata: [String: String] = [:]
  private var path: [String] = []
  private var key = ""

  init(_ data: Data) throws {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    path.append(element)
    elements[element, default: 0] += 1
    if element == "text" { texts.append("") }
    if element == "entry" { key = attributes["key"] ?? "" }
    if let id = attributes["id"] { identifiers.append(id) }
    if let reference = attributes["xlink:href"] { references.append(reference) }
    if element == "use", let colour = attributes["color"] {
      signs[colour.filter { $0 != " " }, default: 0] += 1
    }
    for name in ["fill", "stroke", "color"] {
      guard let colour = attributes[name] else { continue }
      colours[colour.filter { $0 != " " }, default: 0] += 1
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if path.last == "text" { texts[texts.count - 1] += string }
    if path.last == "entry" { metadata[key, default: ""] += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
    qualifiedName: String?
  ) { path.removeLast() }
}

/// The message of the error that drawing the figure throws.
func complaint(_ figure: Figure, name: String = "figure", gnuplot: String = "gnuplot") -> String {
  do {
    _ = try Drawing(figure, name: name, gnuplot: gnuplot)
    return "no error"
  } catch { return "\(error)" }
}
