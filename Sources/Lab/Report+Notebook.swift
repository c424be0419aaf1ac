import Foundation

extension Report {
  /// The report as an executed Jupyter notebook (nbformat 4.5): prose as Markdown, each cell with
  /// its Swift source, tables and figures as the outputs of the calls that show them.
  func notebook() throws -> Data {
    var cells = [
      NotebookFile.Cell(
        "head",
        markdown: ["# \(paper.title)", paper.citation, introduction].joined(
          separator: "\n\n")),
      NotebookFile.Cell("parameters", markdown: "## Parameters\n\n\(parameterTable.markdown)"),
    ]
    var count = 0
    func add(_ address: String, _ source: String?, _ type: String, _ data: [String: String]) {
      count += 1
      cells.append(
        NotebookFile.Cell(
          address, code: source ?? "// \(address)",
          output: data.isEmpty ? nil : NotebookFile.Output(type: type, data: data, count: count),
          count: count))
    }
    for (index, passage) in passages.enumerated() {
      switch passage {
      case .step(let step):
        let digest = step.digest.map { ["text/plain": "\(step.name): sha256 \($0)"] }
        add("step/\(step.name)", step.source, "execute_result", digest ?? [:])
      case .piece(.note(let text), _):
        cells.append(NotebookFile.Cell("note/\(index)", markdown: text))
      case .piece(.table(let table, _), let source):
        add("table/\(table.name)", source, "display_data", table.display)
      case .piece(.figure(let name, let caption, _, _), let source):
        add(
          "figure/\(name)", source, "display_data",
          [
            "image/svg+xml": Self.inline(drawings[name] ?? ""),
            "text/plain": caption.isEmpty ? name : "\(name): \(caption)",
          ])
        if !caption.isEmpty {
          cells.append(NotebookFile.Cell("caption/\(name)", markdown: "*\(name).* \(caption)"))
        }
      case .claims(let claims, let source):
        add("claims/\(index)", source, "display_data", Self.table(of: claims).display)
      case .piece(.claim, _): break
      }
    }
    cells.append(
      NotebookFile.Cell(
        "provenance",
        markdown: "## Provenance\n\n"
          + origins.map { "- \($0.name): `\($0.value)`" }.joined(separator: "\n")))
    return try JSON.pretty(NotebookFile(cells: cells))
  }
}

extension Table {
  /// The table in the forms that a notebook's reader chooses from.
  fileprivate var display: [String: String] {
    // Jupyter's own style sets all columns flush right.
    let html = html.replacing(#/<(td|th)( class="short")?>/#) {
      "<\($0.output.1) style=\"text-align: left\">"
    }
    return ["text/html": html, "text/plain": plain, "text/markdown": markdown, "text/latex": latex]
  }
}

/// A file of nbformat 4.5.
private struct NotebookFile: Encodable {
  private static let metadata = [
    "kernelspec": ["display_name": "Swift", "language": "swift", "name": "swift"],
    "language_info": [
      "name": "swift", "file_extension": ".swift", "mimetype": "text/x-swift",
      "pygments_lexer": "swift",
    ],
  ]

  struct Output: Encodable {
    let type: String
    let data: [String: String]
    let count: Int

    enum Keys: String, CodingKey {
      case type = "output_type"
      case count = "execution_count"
      case data, metadata
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(type, forKey: .type)
      try container.encode(data.mapValues(\.linesWithEnds), forKey: .data)
      try container.encode([String: String](), forKey: .metadata)
      if type == "execute_result" { try container.encode(count, forKey: .count) }
    }
  }

  struct Cell: Encodable {
    private let id: String
    private let source: String
    private let code: (output: Output?, count: Int)?

    /// The identifier follows from the address, so that it is the same in every run.
    init(_ address: String, markdown: String) {
      id = String(Key.digest(of: [address]).prefix(16))
      source = markdown
      code = nil
    }

    init(_ address: String, code source: String, output: Output?, count: Int) {
      id = String(Key.digest(of: [address]).prefix(16))
      self.source = source
      code = (output, count)
    }

    enum Keys: String, CodingKey {
      case type = "cell_type"
      case count = "execution_count"
      case id, metadata, source, outputs
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(code == nil ? "markdown" : "code", forKey: .type)
      try container.encode(id, forKey: .id)
      try container.encode([String: String](), forKey: .metadata)
      try container.encode(source.linesWithEnds, forKey: .source)
      guard let code else { return }
      try container.encode(code.output.map { [$0] } ?? [], forKey: .outputs)
      try container.encode(code.count, forKey: .count)
    }
  }

  let cells: [Cell]

  enum Keys: String, CodingKey {
    case major = "nbformat"
    case minor = "nbformat_minor"
    case cells, metadata
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(4, forKey: .major)
    try container.encode(5, forKey: .minor)
    try container.encode(Self.metadata, forKey: .metadata)
    try container.encode(cells, forKey: .cells)
  }
}

extension String {
  /// The lines, each with its end, as nbformat stores texts.
  fileprivate var linesWithEnds: [String] {
    let lines = split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().map { $0 < lines.count - 1 ? "\($1)\n" : "\($1)" }
      .filter { !$0.isEmpty }
  }
}
