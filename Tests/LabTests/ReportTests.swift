import Foundation
import Lab
import Testing

@Suite struct ReportTests {
  @Test func theReportShowsEverything() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self, "--count", "5") == 0)
    let folder = try #require(
      FileManager.default.contentsOfDirectory(
        atPath: desk.place.results.appending(path: "trial").path
      ).first { $0.hasPrefix("default-") })
    let html = try desk.read("data/results/trial/\(folder)/report.html")
    #expect(html.contains("<title>trial · Things &lt; Stuff &amp; Co</title>"))
    #expect(html.contains("Counts <em>things</em> &amp; compares <code>a &lt; b</code>."))
    #expect(html.contains("There are <strong>5</strong> things; 1 &lt; 2 &amp; 3."))
    #expect(html.contains("<h3>text &lt;b&gt;</h3>"))
    #expect(html.contains("<td class=\"number\"><strong>23.0</strong></td>"))
    #expect(html.contains("<code>5</code> <small>preset 4</small>"))
    #expect(html.contains("<td>How many things there are.</td>"))
    #expect(
      html.contains(
        "<span class=\"k\">let</span> base = book.cell(<span class=\"s\">&quot;base&quot;</span>) { p "
          + "<span class=\"k\">in</span> p.scale * <span class=\"n\">10</span> }"))
    #expect(html.contains("From <a href=\"#cell-items\">items</a>"))
    #expect(html.contains("<li class=\"claim held\">"))
    #expect(html.contains("<svg"))
    #expect(!html.contains("<?xml"))
    let markdown = try desk.read("data/results/trial/\(folder)/report.md")
    #expect(markdown.contains("![growth](figures/growth.svg)"))
    #expect(markdown.contains("| count | 5 (changed) | 4 |  |"))
    #expect(markdown.contains("```swift\nlet base = book.cell"))
  }

  @Test func theHTMLIsWellFormed() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    let html = try desk.read("data/results/trial/default/report.html")
    // Every element that must be closed is closed, in order.
    let empty: Set = ["meta", "br", "hr", "img", "link", "!doctype"]
    let text = html.replacing(#/<!--.*?-->/#.dotMatchesNewlines(), with: "")
      .replacing(#/<(script|style)[^>]*>.*?</(script|style)>/#.dotMatchesNewlines(), with: "")
    var open: [String] = []
    for tag in text.matches(of: #/<(/?)([a-zA-Z!][a-zA-Z0-9]*)[^>]*?(/?)>/#) {
      let name = String(tag.output.2).lowercased()
      if tag.output.1 == "/" {
        #expect(open.popLast() == name)
      } else if tag.output.3 != "/", !empty.contains(name) {
        open.append(name)
      }
    }
    #expect(open == [])
  }

  /// Nothing but the run record beside it is loaded, and a stored run's page holds even that.
  @Test func theHTMLNeedsNothingElse() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    let html = try desk.read("data/results/trial/default/report.html")
    #expect(loads(html) == ["run.js"])
    let run = try StoredRun(desk.root.appending(path: "data/results/trial/default"))
    let page = try run.page
    #expect(loads(page) == [])
    #expect(page.contains("window.run = {"))
    #expect(try page.contains(#require(run.record).host))
    // A page may be published: what is not committed stays at home.
    #expect(!page.contains("\"difference\"") && page.contains("\"isClean\":true"))
    #expect(run.summary.tables.map(\.name) == ["lengths", "text <b>"])
    #expect(run.provenance.versions.keys.sorted() == ["gnuplot", "libhdf5", "libtorch"])
    #expect(run.provenance.versions["libhdf5"]?.wholeMatch(of: #/[0-9]+\.[0-9]+\.[0-9]+/#) != nil)
  }

  @Test func cellsStandBeforeWhatIsMadeOfThem() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    let markdown = try desk.read("data/results/trial/default/report.md")
    let headings = markdown.split(separator: "\n").filter { $0.hasPrefix("### ") }
      .map { String($0.dropFirst(4)) }
    // The note reads `other`, the table `items`, which is declared after `base`; `text` comes last.
    #expect(headings == ["base", "other", "items", "lengths", "text", "text <b>", "growth"])
    #expect(markdown.contains("[run.md](run.md)"))
    let run = try desk.read("data/results/trial/default/run.md")
    #expect(run.contains("| items | run | 3 | "))
    #expect(run.contains(" | never stored |"))
  }

  @Test func durationsOfKeptCellsAreRemembered() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    let folder = desk.root.appending(path: "data/results/trial/default")
    let first = try #require(StoredRun(folder).record)
    #expect(desk.run(Trial.self) == 0)
    let second = try #require(StoredRun(folder).record)
    #expect(second.cells.allSatisfy { $0.cause == nil })
    for step in first.cells {
      let kept = second.cells.first { $0.cell == step.cell && $0.item == step.item }
      #expect(kept?.seconds != nil && kept?.seconds == step.seconds, "\(step.cell)")
    }
    #expect(second.computing > second.seconds)
  }

  @Test func aNotesTextAfterItsHeadingIsKept() throws {
    struct Noted: Experiment {
      struct Parameters: ParameterSet { var count = 1 }
      static let paper = Paper("Noted")
      static let smoke = Edit<Parameters> { $0.count = 1 }
      func body(_ book: Notebook<Parameters>) throws {
        try book.note("## Why & how\nBecause *so*.\n- one\n- two\n```\na < b\n\nc\n```\nEnd.")
      }
    }
    let desk = try Desk()
    #expect(desk.run(Noted.self) == 0)
    let html = try desk.read("data/results/trial/default/report.html")
    #expect(
      html.contains(
        """
        <h2 id="note-why-how">Why &amp; how</h2>
        <p>Because <em>so</em>.</p>
        <ul><li>one</li><li>two</li></ul>
        <pre><code>a &lt; b

        c</code></pre>
        <p>End.</p>
        """))
    #expect(html.contains("<a href=\"#note-why-how\">Why &amp; how</a>"))
  }

  @Test func picturesKeepTheirColoursAndLongTablesAreFolded() throws {
    struct Album: Experiment {
      struct Parameters: ParameterSet { var count = 1 }
      static let paper = Paper("Album")
      static let smoke = Edit<Parameters> { $0.count = 1 }
      func body(_ book: Notebook<Parameters>) throws {
        try book.table("long", columns: ["n"], isAppendix: true, rows: (0..<50).map { [$0] })
        try book.table("short", columns: ["n"], rows: [[1]])
        try book.figure("drawn") { $0.lines("", [0, 1], [0, 1]) }
        try book.figure("taken") { $0.image(Array(repeating: 99, count: 12), height: 2, width: 2) }
        try book.claim("far from zero", Estimate(7, low: 6.9, high: 7.1), above: 0.5)
        try book.claim("near zero", Estimate(0.3, low: 0.2, high: 0.4), above: 0)
      }
    }
    let desk = try Desk()
    #expect(desk.run(Album.self) == 0, "\(desk.errors)")
    let html = try desk.read("data/results/trial/default/report.html")
    #expect(
      html.contains("<section id=\"table-long\"><h3>long</h3>\n<details><summary>50 rows</summary>")
    )
    #expect(html.contains("<section id=\"table-short\"><h3>short</h3>\n<div class=\"wide\">"))
    #expect(html.contains("<section id=\"figure-drawn\"><h3>drawn</h3>\n<figure style="))
    #expect(
      html.contains("<section id=\"figure-taken\"><h3>taken</h3>\n<figure class=\"pictures\" "))
    // A number is drawn where there is something to see it against.
    let claims = html.components(separatedBy: "<li class=\"claim ").dropFirst()
    #expect(claims.map { $0.contains("<svg class=\"strip\"") } == [false, true])
    #expect(html.contains("the dot is ours"))
    let gallery = try Gallery(root: desk.root, results: desk.place.results)
    let index = try gallery.write(to: desk.root.appending(path: "site"))
    #expect(try String(contentsOf: index, encoding: .utf8).contains("<div class=\"picture\"><img"))
  }

  @Test func theRunRecordHoldsWhatDiffersBetweenRuns() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    struct Record: Decodable {
      struct Step: Decodable {
        let cell: String
        let item: String?
        let cause: String?
      }
      let arguments: [String]
      let host: String
      let cells: [Step]
    }
    let record = try JSONDecoder().decode(
      Record.self, from: Data(try desk.read("data/results/trial/default/run.json").utf8))
    #expect(record.arguments == [])
    #expect(!record.host.isEmpty)
    #expect(record.cells.first { $0.cell == "base" }?.cause == "never stored")
    #expect(record.cells.filter { $0.cell == "items" }.map(\.item) == ["a", "bb", "ccc"])
    #expect(try desk.read("data/results/trial/default/run.js").hasPrefix("window.run = {"))
    let report = try desk.read("data/results/trial/default/report.html")
    #expect(!report.contains(record.host))
  }

  @Test func figuresOfTheUnchangedDefaultGoToTheGallery() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self, "--preset", "smoke") == 0)
    #expect(desk.run(Trial.self, "--count", "9") == 0)
    #expect(!FileManager.default.fileExists(atPath: desk.root.path + "/figures"))
    #expect(desk.run(Trial.self) == 0)
    let gallery = try desk.files("figures/trial")
    #expect(Array(gallery.keys) == ["growth.svg"])
    #expect(
      gallery["growth.svg"] == (try desk.files("data/results/trial/default/figures")["growth.svg"]))
  }

  @Test func theEndOfARunNamesTablesClaimsAndPlaces() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    #expect(desk.output.contains("lengths\n\nname  length\n----  ------\na       21.0\n"))
    #expect(desk.output.contains("  HELD: lengths grow\n"))
    #expect(desk.output.contains("report   \(desk.place.results.path)/trial/default/report.html\n"))
  }

  @Test func aFolderThatCannotBeWrittenIsOneLine() throws {
    let desk = try Desk()
    try Data("in the way".utf8).write(to: desk.root.appending(path: "results"))
    #expect(desk.run(Trial.self, "--quiet", "--results", desk.root.path + "/results") == 2)
    #expect(desk.errors.hasPrefix("trial: "))
    #expect(desk.errors.contains(desk.root.path + "/results"))
    #expect(desk.errors.count { $0 == "\n" } == 1)
  }

  /// What the page makes a browser load: sources, style sheets, imports, frames.
  private func loads(_ html: String) -> [String] {
    html.matches(of: #/(?:\ssrc\s*=\s*|<link[^>]*href\s*=\s*|@import\s*|url\()["']?([^"'>\s)]*)/#)
      .map { String($0.output.1) }.filter { !$0.hasPrefix("#") && !$0.hasPrefix("data:") }
  }
}
