import Foundation
import Lab
import Testing

@Suite struct DriftTests {
  /// Scores that move with an inert parameter, so that a preset's results can drift.
  struct Moving: Experiment {
    struct Parameters: ParameterSet {
      var shift = 0.0
      var swap = false
    }
    static let paper = Paper("Moving", reported: "reported.csv")
    static let smoke = Edit<Parameters> { $0.shift = 0 }
    static var inert: [PartialKeyPath<Parameters>] { [\.shift, \.swap] }

    func body(_ book: Notebook<Parameters>) throws {
      let (shift, swap) = (book.parameters.shift, book.parameters.swap)
      let scores = swap ? [1.5, 2.5, 0.5] : [2.5, 1.5, 0.5]
      try book.table(
        "scores", columns: ["name", "score"],
        rows: [
          ["first", .number(scores[0] + shift, reported: "t/first") as Table.Entry],
          ["second", scores[1] + shift], ["third", scores[2] + shift],
        ])
      try book.figure("line") { $0.lines("line", [1, 2], [1, 2 + shift]) }
      try book.claim("small", shift < 0.1)
    }
  }

  private func desk(tolerances: String? = nil) throws -> Desk {
    let desk = try Desk(reported: "id,value,source,note\nt/first,2.6,Table 1,\n")
    #expect(desk.run(Moving.self, "--baseline", "--quiet") == 0)
    if let tolerances {
      try Data(tolerances.utf8).write(
        to: desk.place.folder.appending(path: "baseline/tolerances.json"))
    }
    return desk
  }

  @Test func theSameRunHasNoDrift() throws {
    let desk = try desk()
    #expect(desk.run(Moving.self, "--diff", "--quiet") == 0)
    #expect(desk.output == "")
    #expect(
      try desk.read("data/results/trial/default/diff.md") == "No difference from the baseline.\n")
  }

  @Test func driftIsListedBesideThePapersPrint() throws {
    let desk = try desk()
    #expect(desk.run(Moving.self, "--diff", "--quiet", "--shift", "0.25") == 1)
    let lines = desk.output.split(separator: "\n")
    #expect(
      lines.contains(
        "| table/scores/first/score | 2.6 | 2.5 | 2.75 | +0.25 | ±1e-09 or ±0.0001 % |"
      ))
    #expect(lines.contains("| claim/small/verdict |  | held | not held | changed |  |"))
    #expect(lines.contains { $0.hasPrefix("| figure/line/") && $0.contains("| 2.0 | 2.25 |") })
    #expect(!desk.output.contains("figure/line/panels/0/x/label"))
  }

  @Test func tolerancesAllowDrift() throws {
    let absolute = try desk(
      tolerances: #"{"*": {"absolute": 0.3}, "claim/*": {"absolute": 0}}"#)
    #expect(absolute.run(Moving.self, "--diff", "--shift", "0.05") == 0)
    #expect(absolute.run(Moving.self, "--diff", "--shift", "0.4") == 1)

    let relative = try desk(tolerances: #"{"*": {"relative": 0.2}}"#)
    #expect(relative.run(Moving.self, "--diff", "--shift", "0.09") == 0)
    #expect(relative.run(Moving.self, "--diff", "--quiet", "--shift", "0.2") == 1)
    #expect(!relative.output.contains("table/scores/first"))
    #expect(relative.output.contains("table/scores/third/score"))
  }

  @Test func ranksMayBeAllThatCounts() throws {
    let desk = try desk(
      tolerances: #"{"*": {"absolute": 9}, "table/scores/*/score": {"rank": 0}}"#)
    #expect(desk.run(Moving.self, "--diff", "--shift", "0.05") == 0)
    #expect(desk.run(Moving.self, "--diff", "--quiet", "--swap") == 1)
    #expect(
      desk.output.contains("| table/scores/first/score | 2.6 | place 1 | place 2 | 1 | ±0 places |")
    )
    #expect(!desk.output.contains("third"))
  }

  @Test func mistakesAreNamed() throws {
    let bare = try Desk(reported: "id,value,source,note\nt/first,2.6,Table 1,\n")
    #expect(bare.run(Moving.self, "--diff") == 2)
    #expect(bare.errors.contains("baseline/default.json; make one with --baseline"))
    let other = try Desk()
    #expect(other.run(Trial.self, "--baseline", "--count", "5") == 2)
    #expect(other.errors.hasSuffix("--baseline stores a preset as it is; leave out --count\n"))
    let desk = try desk(tolerances: #"{"*": 3}"#)
    #expect(desk.run(Moving.self, "--diff") == 2)
    #expect(desk.errors.contains("tolerances.json: not allowances by address"))
  }

  /// A curve of many points, a table whose name holds a slash, and parameters that count.
  struct Wavy: Experiment {
    struct Parameters: ParameterSet {
      var lift = 0.0
      var points = 20
      var colour = "blue"
      var isPlain = true
    }
    static let paper = Paper("Wavy")
    static let smoke = Edit<Parameters> { $0.points = 3 }
    static var inert: [PartialKeyPath<Parameters>] { [\.colour] }

    func body(_ book: Notebook<Parameters>) throws {
      let (lift, points) = (book.parameters.lift, book.parameters.points)
      let steps = (0..<points).map(Double.init)
      try book.table(
        "a/b", columns: ["name", "score"], rows: steps.map { ["row \($0)", $0 * (1 + lift)] })
      try book.figure("wave") { $0.lines("wave", steps, steps.map { $0 * $0 + lift }) }
      try book.figure("flat") { $0.lines("flat", steps, steps) }
      if book.parameters.isPlain { try book.claim("plain", lift, below: 0.1) }
    }
  }

  @Test func twoRunsAreCompared() throws {
    let desk = try Desk()
    #expect(desk.run(Wavy.self) == 0)
    #expect(desk.run(Wavy.self, "--lift", "0.5", "--no-is-plain") == 0)
    let results = desk.place.results.appending(path: "trial")
    let names = try FileManager.default.contentsOfDirectory(atPath: results.path)
    let first = results.appending(path: "default")
    let second = results.appending(path: try #require(names.first { $0.hasPrefix("default-") }))

    let same = try Comparison(first, first)
    #expect(same.count == 0)
    #expect(same.markdown.hasPrefix("No difference from "))

    let drift = try Comparison(first, second)
    #expect(drift.count > 40)
    let text = drift.markdown
    #expect(text.contains("| parameter lift | 0 | 0.5 |"))
    #expect(text.contains("| parameter isPlain | true | false |"))
    #expect(text.contains("| table/a/b/row 1.0/score |  | 1.0 | 1.5 | +0.5 |"))
    #expect(text.contains("| claim/plain/verdict |  | held |  | gone |  |"))
    // Twenty points of one curve are one line.
    #expect(text.contains("| figure/wave/panels/0/series/0 (20 values) |"))
    #expect(text.split(separator: "\n").count { $0.contains("figure/wave/") } == 1)
    #expect(!text.contains("figure/flat/"))

    let tolerances = desk.root.appending(path: "tolerances.json")
    try Data(#"{"*": {"absolute": 9}, "table/a/b/*/score": {"rank": 0}}"#.utf8).write(
      to: tolerances)
    let lenient = try Comparison(first, second, tolerances: tolerances)
    #expect(lenient.count == 2, "\(lenient.markdown)")
    #expect(!lenient.markdown.contains("table/") && lenient.markdown.contains("claim/plain/ours"))
  }

  @Test func aPageShowsBothFiguresAndTheirDifference() throws {
    let desk = try Desk()
    #expect(desk.run(Wavy.self, "--baseline") == 0)
    #expect(desk.run(Wavy.self, "--diff", "--quiet") == 0)
    #expect(try !desk.read("data/results/trial/default/diff.html").contains("<img"))
    let summary = "Experiments/trial/baseline/default.json"
    let moved = try desk.read(summary).replacing("361", with: "300")
    try Data(moved.utf8).write(to: desk.root.appending(path: summary))
    #expect(desk.run(Wavy.self, "--diff", "--quiet") == 1)
    let html = try desk.read("data/results/trial/default/diff.html")
    #expect(html.contains("<section id=\"figure-wave\">"))
    #expect(!html.contains("figure-flat"))
    // Two sides, and both again on top of each other; all inside the page.
    let images = html.matches(of: #/(?:src|href)="data:image\/svg\+xml;base64,([^"]+)"/#)
      .map { String($0.output.1) }
    #expect(images.count == 4)
    #expect(images[0] != images[1] && Array(images[2...]) == Array(images[..<2]))
    let drawing = try desk.read("data/results/trial/default/figures/wave.svg")
    #expect(Data(base64Encoded: images[1]) == Data(drawing.utf8))
    #expect(html.contains("the largest move is 61"))
    #expect(html.matches(of: #/src="(?!data:)/#).isEmpty)
  }

  @Test func rowsAreNamedByTheTextsThatTellThemApart() throws {
    struct Grid: Experiment {
      struct Parameters: ParameterSet { var shift = 0.0 }
      static let paper = Paper("Grid")
      static let smoke = Edit<Parameters> { $0.shift = 0 }
      static var inert: [PartialKeyPath<Parameters>] { [\.shift] }
      func body(_ book: Notebook<Parameters>) throws {
        let shift = book.parameters.shift
        try book.table(
          "grid", columns: ["task", "arm", "score"],
          rows: [
            ["sort", "ours", 1 / 3.0], ["sort", "theirs", 1 / 3.0 + shift], ["copy", "ours", 2],
          ])
        try book.table(
          "sizes", columns: ["task", "size", "score"],
          rows: [["sort", 8, 1], ["sort", 4, 1 + shift], ["copy", 8, 2]])
      }
    }
    let desk = try Desk()
    #expect(desk.run(Grid.self, "--baseline", "--quiet") == 0)
    #expect(desk.run(Grid.self, "--diff", "--quiet", "--shift", "0.25") == 1)
    #expect(
      desk.output.contains("| table/grid/sort, theirs/score |  | 0.333333 | 0.583333 | +0.25 |"),
      "\(desk.output)")
    #expect(desk.output.contains("| table/sizes/sort#2/score |  | 1.0 | 1.25 | +0.25 |"))
    // What would look the same is shown in full.
    #expect(desk.run(Grid.self, "--diff", "--quiet", "--shift", "-5e-7") == 1)
    #expect(desk.output.contains("| 0.3333333333333333 | 0.3333328333333333 | -5e-07 |"))
  }

  @Test func aFigureOfEqualDataMayNotLookDifferent() throws {
    let desk = try Desk()
    #expect(desk.run(Wavy.self, "--baseline") == 0)
    let drawing = "figures/trial/wave.svg"
    let svg = try desk.read(drawing)
    let other = svg.replacing("stroke-width='2.00'", with: "stroke-width='9.00'")
      .replacing("<svg", with: "<svg class=\"old\"")
    try Data(other.utf8).write(to: desk.root.appending(path: drawing))
    #expect(desk.run(Wavy.self, "--diff", "--quiet") == 1)
    #expect(
      desk.output.contains("| figure/wave/drawing |  |  |  | equal data, drawn differently |"))
    // Another gnuplot draws differently; that is no drift.
    let older = other.replacing(#/GNUPLOT [0-9.]+/#, with: "GNUPLOT 1.0")
    try Data(older.utf8).write(to: desk.root.appending(path: drawing))
    #expect(desk.run(Wavy.self, "--diff", "--quiet") == 0)
  }

  @Test func aRunForgetsAnEarlierComparison() throws {
    let desk = try Desk()
    #expect(desk.run(Wavy.self, "--baseline") == 0)
    #expect(desk.run(Wavy.self, "--diff", "--quiet") == 0)
    #expect(desk.run(Wavy.self, "--quiet") == 0)
    let files = try desk.files("data/results/trial/default")
    #expect(files["diff.md"] == nil && files["diff.html"] == nil)
  }

  @Test func aFolderWithoutResultsIsNamed() throws {
    let desk = try Desk()
    #expect(desk.run(Wavy.self) == 0)
    let nowhere = desk.root.appending(path: "nowhere")
    do {
      _ = try Comparison(desk.place.results.appending(path: "trial/default"), nowhere)
      Issue.record("a folder without results was compared")
    } catch {
      #expect("\(error)".contains("nowhere/summary.json"))
    }
  }
}
