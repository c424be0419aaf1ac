import Foundation

/// The source files of an experiment, or of a module that it computes with, as they stand now.
///
/// An experiment's say which stored results are still the work of this code: comments, spacing and edits of
/// tables, figures, claims and notes change nothing; an edit inside a cell concerns that cell; any
/// other edit concerns all cells.
struct Sources {
  let folder: URL
  private let files: [(name: String, text: SourceText)]

  /// Whether there is a source file at all; without, stored cells cannot be checked against code.
  var isKnown: Bool { !files.isEmpty }

  init(folder: URL) throws {
    self.folder = folder
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    files = try (names ?? []).filter(Self.isSource).sorted().map { name in
      let data = try Data(contentsOf: folder.appending(path: name))
      return (name, SourceText(String(decoding: data, as: UTF8.self)))
    }
  }

  /// Each file's tokens.
  var tokens: [[String]] { files.map { $0.text.tokens.map(\.text) } }

  /// Where the files are.
  var urls: [URL] { files.map { folder.appending(path: $0.name) } }

  /// The modules that the files import.
  var imports: Set<String> {
    let kinds: Set = ["class", "enum", "func", "let", "protocol", "struct", "typealias", "var"]
    return Set(
      tokens.flatMap { tokens in
        tokens.indices.dropLast(2).filter { tokens[$0] == "import" }.map {
          tokens[kinds.contains(tokens[$0 + 1]) ? $0 + 2 : $0 + 1]
        }
      })
  }

  /// The digest of all code, comments and spacing aside; nil when no source is there.
  var digest: String? {
    isKnown ? Key.digest(of: files.flatMap { [$0.name] + $0.text.tokens.map(\.text) }) : nil
  }

  /// The digest of the code that the cell called `name` depends on; nil when no source is there.
  func digest(of name: String) -> String? {
    guard isKnown else { return nil }
    return Key.digest(of: files.flatMap { [$0.name] + $0.text.tokens(for: name) })
  }

  /// Swift's, and those of what the modules wrap; an editor's own files are hidden.
  private static func isSource(_ path: String) -> Bool {
    let name = (path as NSString).lastPathComponent
    return !name.hasPrefix(".") && [".swift", ".cpp", ".h"].contains { name.hasSuffix($0) }
  }

  /// The source of the cell or resource called `name`.
  func excerpt(of name: String) -> String? {
    files.lazy.compactMap { $0.text.excerpt(of: name) }.first
  }

  /// The source of the call that shows the table, figure or claim called `name`; nil when the call
  /// makes up its name.
  func excerpt(ofShown name: String, by method: String) -> String? {
    files.lazy.compactMap { $0.text.excerpt(of: name, methods: [method]) }.first
  }

  /// The doc comment above the type that conforms to `Experiment`: the report's introduction.
  func introduction(of type: String) -> String? {
    comment(above: "struct \(type)")
  }

  /// What the sources say about a parameter: the doc comment above it, or the comment beside it.
  func comment(onParameter name: String) -> String? {
    for line in lines where line.contains("var \(name) ") || line.contains("var \(name):") {
      if let mark = line.range(of: " // ") { return String(line[mark.upperBound...]) }
    }
    return comment(above: "var \(name) ") ?? comment(above: "var \(name):")
  }

  private var lines: [Substring] {
    files.flatMap {
      String(decoding: $0.text.bytes, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false)
    }
  }

  private func comment(above declaration: String) -> String? {
    let lines = lines
    guard
      var index = lines.firstIndex(where: { $0.drop { $0 == " " }.hasPrefix(declaration) })
    else { return nil }
    var comment: [Substring] = []
    while index > 0 {
      index -= 1
      let line = lines[index].drop { $0 == " " }
      if line.hasPrefix("///") {
        comment.insert(line.dropFirst(3).drop { $0 == " " }, at: 0)
      } else if !line.hasPrefix("@") {
        break
      }
    }
    return comment.isEmpty ? nil : comment.joined(separator: "\n")
  }
}
