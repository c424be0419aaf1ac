import Foundation
import Lab
import Testing

/// The report as a Jupyter notebook.
@Suite struct NotebookFileTests {
  /// What nbformat 4.5 demands of a file, as far as decoding can.
  struct File: Decodable {
    struct Kernel: Decodable {
      let name: String
      let display_name: String
      let language: String
    }
    struct Language: Decodable { let name: String }
    struct Metadata: Decodable {
      let kernelspec: Kernel
      let language_info: Language
    }
    struct Output: Decodable {
      let output_type: String
      let data: [String: [String]]
      let metadata: [String: String]
      let execution_count: Int?
    }
    struct Cell: Decodable {
      let id: String
      let cell_type: String
      let metadata: [String: String]
      let source: [String]
      let execution_count: Int?
      let outputs: [Output]?

      var text: String { source.joined() }
    }
    let nbformat: Int
    let nbformat_minor: Int
    let metadata: Metadata
    let cells: [Cell]
  }

  private let path = "data/results/trial/default/report.ipynb"

  private func file(_ desk: Desk) throws -> File {
    try JSONDecoder().decode(File.self, from: Data(try desk.read(path).utf8))
  }

  @Test func itIsAnExecutedSwiftNotebook() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    let file = try file(desk)
    #expect(file.nbformat == 4 && file.nbformat_minor == 5)
    #expect(file.metadata.kernelspec.language == "swift")
    #expect(file.metadata.language_info.name == "swift")
    #expect(Set(file.cells.map(\.id)).count == file.cells.count)
    for cell in file.cells {
      #expect(cell.id.wholeMatch(of: #/[a-zA-Z0-9-_]{1,64}/#) != nil)
      #expect(cell.source.dropLast().allSatisfy { $0.hasSuffix("\n") })
      switch cell.cell_type {
      case "code": #expect(cell.execution_count != nil && cell.outputs != nil)
      case "markdown": #expect(cell.execution_count == nil && cell.outputs == nil)
      default: Issue.record("a cell of type \(cell.cell_type)")
      }
      for output in cell.outputs ?? [] {
        #expect(["display_data", "execute_result"].contains(output.output_type))
        #expect((output.output_type == "execute_result") == (output.execution_count != nil))
        #expect(output.data["text/plain"] != nil)
      }
    }
    let counts = file.cells.compactMap(\.execution_count)
    #expect(counts == Array(1...counts.count))
  }

  @Test func itHoldsProseSourceTablesFiguresAndClaims() throws {
    let desk = try Desk(
      source: Desk.source.replacing(
        "    try book.table(\"numbers\"",
        with: """
              try book.figure("growth") { $0.x("name") }
              try book.table("lengths", columns: []) // shown
              try book.claim("the base is high", try base(), above: 5)
              try book.table("numbers"
          """))
    #expect(desk.run(Trial.self) == 0)
    let cells = try file(desk).cells
    let head = try #require(cells.first)
    #expect(head.text.contains("# Things < Stuff & Co"))
    #expect(head.text.contains("Counts *things* & compares `a < b`."))
    #expect(cells.contains { $0.cell_type == "markdown" && $0.text.contains("**4** things") })

    let base = try #require(cells.first { $0.text.contains("book.cell(\"base\")") })
    #expect(base.text == "let base = book.cell(\"base\") { p in p.scale * 10 }")
    #expect(base.outputs?.first?.data["text/plain"]?.joined().hasPrefix("base: sha256 ") == true)

    let table = try #require(cells.first { $0.text.contains("book.table(\"lengths\"") })
    let data = try #require(table.outputs?.first?.data)
    #expect(data["text/html"]?.joined().contains("<td style=\"text-align: left\">ccc<") == true)
    #expect(data["text/html"]?.joined().contains("<td class=\"number\">") == true)
    #expect(data["text/plain"]?.joined().contains("ccc     23.0") == true)

    let figure = try #require(cells.first { $0.text.contains("book.figure(\"growth\")") })
    let drawing = try #require(figure.outputs?.first?.data["image/svg+xml"]?.joined())
    #expect(drawing.hasPrefix("<svg") && drawing.contains("</svg>"))
    #expect(cells.contains { $0.text == "*growth.* How it grows." })

    let claims = try #require(cells.first { $0.text.contains("book.claim(\"the base is high\"") })
    #expect(claims.outputs?.first?.data["text/html"]?.joined().contains("held") == true)
    #expect(cells.last?.text.contains("- libhdf5: `") == true)
  }

  @Test func nbformatValidatesIt() throws {
    let folder = FileManager.default.temporaryDirectory
    // The first on the PATH, and Debian's own.
    let pythons = [Program.find("python3"), Program(url: URL(filePath: "/usr/bin/python3"))]
    let python = pythons.compactMap { $0 }.first {
      (try? $0.run(["-c", "import nbformat"], in: folder).status) == 0
    }
    guard let python else { return print("skipped: no python3 here has nbformat") }
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    let script = """
      import nbformat, sys
      book = nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT)
      nbformat.validate(book)
      assert (book.nbformat, book.nbformat_minor) == (4, 5)
      print(len(book.cells))
      """
    let outcome = try python.run(
      ["-W", "error", "-c", script, desk.root.appending(path: path).path], in: folder)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(try outcome.output == "\(file(desk).cells.count)\n")
  }
}
