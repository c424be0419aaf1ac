import Foundation
import Plot
import Testing

@Suite struct FigureTests {
  private func sample() -> Figure {
    Figure("Sample") { figure in
      figure.x("layer").y("μ", 0...1)
      for model in ["one", "two", "three"] {
        figure.panel(model) {
          $0.lines("fra", [0, 1, 2], [0.1, 0.8, 0.3]).lines("deu", [0, 1, 2], [0.2, .nan, 0.4])
            .points("all", [0.5, 1.5], [0.5, 0.6], labels: ["a", "b"])
        }
      }
    }
  }

  @Test func sameFigureSameBytes() throws {
    let provenance = ["commit": "abc", "parameters": "n = 3"]
    let first = try Drawing(
      sample(), formats: Set(Format.allCases), provenance: provenance)
    let second = try Drawing(
      sample(), formats: Set(Format.allCases), provenance: provenance)
    for suffix in ["svg", "gp", "dat", "pdf", "png"] {
      #expect(try first.data(suffix) == second.data(suffix), "\(suffix)")
    }
  }

  @Test func filesAreWhatTheirNamesSay() throws {
    let drawing = try Drawing(sample(), name: "fig-1.a", formats: Set(Format.allCases))
    #expect(
      drawing.files.map(\.lastPathComponent)
        == ["fig-1.a.svg", "fig-1.a.pdf", "fig-1.a.png", "fig-1.a.gp", "fig-1.a.dat"])
    #expect(try drawing.data("pdf").starts(with: Data("%PDF-1.".utf8)))
    #expect(try drawing.data("png").starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    let left = try FileManager.default.contentsOfDirectory(atPath: drawing.folder.path)
    #expect(Set(left) == Set(drawing.files.map(\.lastPathComponent)))
  }

  @Test func theScriptRedrawsTheFigure() throws {
    let drawing = try Drawing(sample(), formats: [.svg])
    let svg = drawing.files[0]
    let published = try String(contentsOf: svg, encoding: .utf8)
    try FileManager.default.removeItem(at: svg)
    let gnuplot = Process()
    gnuplot.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gnuplot.arguments = ["gnuplot", "figure.gp"]
    gnuplot.currentDirectoryURL = drawing.folder
    try gnuplot.run()
    gnuplot.waitUntilExit()
    #expect(gnuplot.terminationStatus == 0)
    let again = try Picture(Data(contentsOf: svg))
    #expect(again.texts == (try Picture(Data(published.utf8))).texts)
    #expect(again.texts.count > 10)
  }

  @Test func aFigureSurvivesJSON() throws {
    let figure = sample()
    let back = try JSONDecoder().decode(Figure.self, from: JSONEncoder().encode(figure))
    #expect(back == figure)
    #expect(try Drawing(back).data("svg") == Drawing(figure).data("svg"))
  }

  /// What was stored before a panel or an axis had a field is read with the field's default.
  @Test func aFigureStoredEarlierIsRead() throws {
    let figure = Figure {
      $0.x("a", .log, 1...9).y("b").lines("", [1, 2], [3, 4])
    }
    let stored = try JSONSerialization.jsonObject(with: JSONEncoder().encode(figure))
    /// Every object that lacks one key of a panel or an axis.
    func without(_ value: Any, _ path: [String]) -> [Any] {
      guard let object = value as? [String: Any] else { return [] }
      return object.keys.flatMap { key -> [Any] in
        var less = object
        less[key] = nil
        let inner = path == ["x"] || path == ["y"] ? [] : [key].filter { ["x", "y"].contains($0) }
        return [less]
          + inner.flatMap { name in
            without(object[name] ?? [], [name]).map { part in
              var other = object
              other[name] = part
              return other
            }
          }
      }
    }
    let root = try #require(stored as? [String: Any])
    let panel = try #require((root["panels"] as? [Any])?.first)
    let panels = without(panel, [])
    #expect(panels.count >= 6 + 2 * 3)
    for panel in panels {
      var less = root
      less["panels"] = [panel]
      let data = try JSONSerialization.data(withJSONObject: less)
      #expect(throws: Never.self) { try JSONDecoder().decode(Figure.self, from: data) }
    }
  }

  @Test func panelsInheritAxesAndShareOneLegend() throws {
    let svg = try Drawing(sample()).svg()
    for title in ["one", "two", "three", "Sample"] {
      #expect(svg.texts.filter { $0 == title }.count == 1)
    }
    #expect(svg.texts.filter { $0 == "layer" }.count == 3)
    #expect(svg.texts.filter { $0 == "fra" }.count == 1)
  }

  @Test func aLegendGoesWhereItIsTold() throws {
    func key(_ legend: Legend) throws -> String {
      let script = try Drawing(
        Figure { $0.legend(legend).lines("name", [0, 1], [0, 1]) }
      ).text("gp")
      return try #require(
        script.split(separator: "\n").map(String.init).first {
          $0.contains("key ") || $0 == "unset key"
        }
      )
    }
    func place(_ legend: Legend) throws -> [Double] {
      try key(legend).matches(of: /screen ([0-9.]+)/).compactMap { Double($0.1) }
    }
    #expect(try key(.none) == "unset key")
    let (left, right) = (try place(.bottomLeft), try place(.topRight))
    #expect(left[0] < right[0] && left[1] < right[1])
    #expect(try place(.outside)[0] > right[0])
    // The line runs from bottom left to top right, so the legend must not.
    let free = try [place(.bottomRight), place(.topLeft)]
    #expect(try free.contains(place(.automatic)))
  }

  @Test func aLegendWithoutFreeCornerStandsOutside() throws {
    let dense = (0...40).map { Double($0) / 40 }
    let full = try Drawing(
      Figure { canvas in
        for height in dense { canvas.lines("", dense, dense.map { _ in height }, colour: .grey) }
        canvas.lines("name", [0, 1], [0, 1])
      }
    ).text("svg")
    let empty = try Drawing(Figure { $0.lines("name", [0, 1], [0, 1]) }).text("svg")
    func width(_ svg: String) throws -> Double {
      let match = try #require(svg.firstMatch(of: /width="([0-9]+)"/))
      return try #require(Double(match.1))
    }
    #expect(try width(full) > width(empty))
  }

  @Test func severalFiguresCanShareAPage() throws {
    let one = try Drawing(sample(), name: "one").svg()
    let two = try Drawing(sample(), name: "two").svg()
    #expect(Set(one.identifiers).isDisjoint(with: two.identifiers))
    #expect(one.identifiers.count == Set(one.identifiers).count)
    #expect(!one.references.isEmpty)
    for reference in one.references {
      #expect(one.identifiers.contains(String(reference.dropFirst())), "\(reference)")
    }
  }

  @Test func theSVGStandsAlone() throws {
    let drawing = try Drawing(sample())
    #expect(try drawing.svg().elements["script"] == nil)
    #expect(try drawing.svg().references.allSatisfy { $0.hasPrefix("#") })
    #expect(try drawing.text("svg").contains("<title>Sample</title>"))
  }

  @Test func provenanceIsInEveryText() throws {
    let drawing = try Drawing(
      sample(), provenance: ["commit": "1a2b", "note <&>\"": "a < b & \"c\"\nd"])
    #expect(
      try drawing.svg().metadata == ["commit": "1a2b", "note <&>\"": "a < b & \"c\" d"])
    for suffix in ["gp", "dat"] {
      #expect(try drawing.text(suffix).contains("\n# commit: 1a2b\n"))
    }
  }

  @Test func normalisedFiguresDifferOnlyByData() throws {
    let one = try Drawing(sample(), provenance: ["commit": "1"]).text("svg")
    let two = try Drawing(sample(), provenance: ["commit": "2"]).text("svg")
    #expect(one != two && normalisedSVG(one) == normalisedSVG(two))
    let newer = two.replacingOccurrences(
      of: "GNUPLOT [0-9.]+ patchlevel [0-9]+", with: "GNUPLOT 9.9 patchlevel 9",
      options: .regularExpression)
    #expect(newer != two && normalisedSVG(newer) == normalisedSVG(one))
    let other = try Drawing(Figure("Sample") { $0.lines("", [0, 1], [0, 1]) }).text("svg")
    #expect(normalisedSVG(other) != normalisedSVG(one))
  }

  @Test(arguments: [
    (0.0, 1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]), (-1, 1, ["−1.0", "0.0", "1.0"]),
    (0, 1e7, ["0", "2×10⁶", "10×10⁶"]), (0, 4e-5, ["0", "10×10⁻⁶", "40×10⁻⁶"]),
    (3e6, 4e6, ["3.0×10⁶", "3.2×10⁶"]), (99_000, 100_000, ["99000", "99200"]),
  ])
  func linearTicksAreRound(low: Double, high: Double, labels: [String]) throws {
    let texts = try Drawing(
      Figure { $0.y("", low...high).lines("", [0, 1], [low, high]) }
    ).svg().texts
    for label in labels {
      #expect(texts.contains(label), "\(label) in \(texts)")
    }
  }

  @Test func logTicksArePowersOrSteps() throws {
    let wide = try Drawing(Figure { $0.y("", .log).lines("", [0, 1], [1e-9, 1]) }).svg().texts
    #expect(wide.contains("10⁻⁸") && wide.contains("10⁰"))
    let narrow = try Drawing(Figure { $0.x("", .log).lines("", [5, 100], [1, 2]) }).svg().texts
    for label in ["5", "10", "20", "50", "100"] { #expect(narrow.contains(label)) }
    let chosen = try Drawing(
      Figure { $0.x("", .log, ticks: [3, 30]).lines("", [3, 30], [0.5, 0.5]) }
    ).svg().texts
    #expect(chosen.contains("3") && chosen.contains("30") && !chosen.contains("10"))
  }

  @Test func logAxesKeepTheirNames() throws {
    let svg = try Drawing(
      Figure {
        $0.x("tokens", .log).y("loss", .log)
        $0.panel("left") { $0.lines("", [1, 1e4], [3, 0.1]) }
        $0.panel("right") { $0.x("words", .log, 1...100).points("", [1, 100], [3, 1]) }
      }
    ).svg()
    #expect(svg.texts.count { $0 == "tokens" } == 1 && svg.texts.count { $0 == "words" } == 1)
    #expect(svg.texts.count { $0 == "loss" } == 2)
  }

  @Test func constantDataGetAnAxis() throws {
    for value in [0.0, 5, -2] {
      let svg = try Drawing(
        Figure { $0.lines("", [1, 1], [value, value]).points("", [1], [value]) }
      )
      .svg()
      #expect(svg.elements["use", default: 0] > 0)
    }
  }
}
