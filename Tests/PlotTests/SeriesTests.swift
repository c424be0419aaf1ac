import Foundation
import Plot
import Testing

private let blue = "rgb(0,114,178)"
private let vermilion = "rgb(213,94,0)"

@Suite struct SeriesTests {
  @Test func linesOfBothNamesAreDrawn() throws {
    let drawing = try Drawing(
      Figure {
        $0.x("step", .log).y("accuracy", 0...1)
          .lines("training", [1, 10, 100], [0.1, 0.8, 1.0])
          .lines("held out", [1, 10, 100], [0.1, 0.2, 0.9])
      })
    let svg = try drawing.svg()
    #expect(svg.colours[blue, default: 0] > 0 && svg.colours[vermilion, default: 0] > 0)
    for text in ["training", "held out", "step", "accuracy", "0.4", "1.0"] {
      #expect(svg.texts.contains(text))
    }
    #expect(
      try drawing.blocks() == [["1 0.1", "10 0.8", "100 1"], ["1 0.1", "10 0.2", "100 0.9"]])
  }

  @Test func numbersKeepEveryDigit() throws {
    let numbers = [0.1, 1.0 / 3, 1e-300, 123_456_789.123_456_79, -2e22, 0.1 + 0.2]
    let drawing = try Drawing(Figure { $0.lines("", Array(0..<numbers.count), numbers) })
    let read = try drawing.blocks()[0].map { Double($0.split(separator: " ")[1]) }
    #expect(read == numbers)
    #expect(try drawing.text("dat").contains("\n0 0.1\n"))
  }

  @Test func missingNumbersBreakALine() throws {
    func strokes(_ y: [Double?]) throws -> Int {
      let svg = try Drawing(Figure { $0.y("", 0...9).lines("", [0, 1, 2, 3, 4, 5], y) }).text("svg")
      let path = try #require(
        svg.split(separator: "\n").first { $0.contains("stroke='rgb(  0, 114, 178)'") })
      return path.components(separatedBy: "M").count - 1
    }
    #expect(try strokes([1, 2, 3, 4, 5, 6]) == 1)
    #expect(try strokes([1, 2, nil, 4, 5, 6]) == 2)
    #expect(try strokes([1, 2, .nan, 4, 5, 6]) == 2)
    #expect(try strokes([1, 2, .infinity, 4, 5, 6]) == 2)
  }

  @Test func pointsCarryIntervalsAndLabels() throws {
    let drawing = try Drawing(
      Figure {
        $0.points(
          "ρ", [5, 10], [0.5, 0.6], low: [0.4, 0.5], high: [0.6, 0.9], labels: ["first", "second"])
      })
    #expect(try drawing.svg().texts.filter { ["first", "second", "ρ"].contains($0) }.count == 3)
    let rows = try drawing.blocks()[0]
    #expect(rows[0].hasPrefix("5 0.5 0.4 0.6 \"first\" "))
    #expect(rows[1].hasPrefix("10 0.6 0.5 0.9 \"second\" "))
  }

  @Test func labelsOfNeighboursDoNotCoverEachOther() throws {
    let near = (0..<6).map { 0.5 + 0.01 * Double($0) }
    let drawing = try Drawing(
      Figure {
        $0.x("", 0...1).y("", 0...1).points(
          "", near, near, labels: near.indices.map { "name\($0)" })
      })
    let places = try drawing.blocks()[0].map { row in
      row.split(separator: " ").suffix(2).compactMap { Double($0) }
    }
    for (index, place) in places.enumerated() {
      for other in places[..<index] {
        // A label is about a tenth of the panel wide and a thirtieth high.
        #expect(abs(place[0] - other[0]) > 0.05 || abs(place[1] - other[1]) > 0.03)
      }
    }
  }

  @Test func scatterHasAColourAGroup() throws {
    let drawing = try Drawing(
      Figure {
        $0.scatter([1, 2, 3, 4], [1, 2, 3, 4], groups: ["Latin", "other", "Latin", "other"])
      })
    #expect(try drawing.blocks() == [["1 1", "3 3"], ["2 2", "4 4"]])
    let svg = try drawing.svg()
    #expect(svg.texts.contains("Latin") && svg.texts.contains("other"))
    // Two points and the one in the legend.
    #expect(svg.signs == [blue: 3, vermilion: 3])
  }

  @Test func aBandSharesTheColourOfItsLine() throws {
    let drawing = try Drawing(
      Figure {
        $0.lines("other", [0, 1], [5, 5]).lines("mean", [0, 1], [1, 2])
          .band("mean", [0, 1], low: [0.5, 1.5], high: [1.5, 2.5])
      })
    let svg = try drawing.text("svg")
    #expect(svg.contains("<polygon fill = 'rgb(213,  94,   0)'"))
    #expect(try drawing.svg().texts.filter { $0 == "mean" }.count == 1)
  }

  @Test func barsStandSideBySideOnZero() throws {
    let drawing = try Drawing(
      Figure {
        $0.bars("a", ["x", "y"], [2, 3], low: [1, 2], high: [3, 4]).bars("b", ["y", "z"], [4, 1])
      })
    #expect(
      try drawing.blocks() == [
        ["\"x\" 2 -0.4 0 0 1 3", "\"y\" 3 0.6 1 0 2 4"], ["\"y\" 4 1 1.4 0", "\"z\" 1 2 2.4 0"],
      ])
    let svg = try drawing.svg()
    for category in ["x", "y", "z"] { #expect(svg.texts.contains(category)) }
    #expect(svg.colours[blue, default: 0] >= 2 && svg.colours[vermilion, default: 0] >= 2)
  }

  @Test func heatMapLeavesMissingCellsBlank() throws {
    let drawing = try Drawing(
      Figure {
        $0.heatMap(
          [[0.0, 0.25], [.nan, 1.0]], rows: ["r1", "r2"], columns: ["c1", "c2"], label: "ρ",
          decimals: 2)
      })
    #expect(try drawing.blocks()[0].count == 3)
    let svg = try drawing.svg()
    for text in ["r1", "r2", "c1", "c2", "ρ", "0.00", "0.25", "1.00"] {
      #expect(svg.texts.contains(text))
    }
    // The ends of the map: the darkest and the lightest shade of viridis.
    #expect(svg.colours["rgb(68,1,84)", default: 0] > 0)
    #expect(svg.colours["rgb(253,231,37)", default: 0] > 0)
  }

  @Test func forestRowsRunFromTheTop() throws {
    let drawing = try Drawing(
      Figure {
        $0.forest("ρ", ["first", "second"], [0.5, 0.7], low: [0.3, 0.6], high: [0.6, 0.9])
          .vertical(0)
      })
    #expect(
      try drawing.blocks()[0] == ["0.5 0.3 0.6 0 \"first\"", "0.7 0.6 0.9 1 \"second\""])
    #expect(try drawing.text("gp").contains("set yrange [1.5:-0.5]"))
    #expect(try drawing.svg().texts.filter { $0 == "first" || $0 == "second" }.count == 2)
  }

  @Test func referenceLinesSpanThePanel() throws {
    let drawing = try Drawing(
      Figure {
        $0.x("", 0...2).y("", 0...4).points("", [1], [1]).horizontal(0.25, "chance").vertical(1)
          .diagonal(slope: 0.5, intercept: 1, "fit")
      })
    #expect(
      try drawing.blocks().dropFirst() == [
        ["0 0.25", "2 0.25"], ["1 0", "1 4"], ["0 1", "2 2"],
      ])
    #expect(try drawing.svg().texts.filter { $0 == "chance" || $0 == "fit" }.count == 2)
  }

  @Test func aStraightLineBendsOnALogScale() throws {
    let drawing = try Drawing(
      Figure { $0.x("", .log, 1...100).y("", 0...100).points("", [1], [1]).diagonal() })
    for row in try drawing.blocks()[1] {
      let numbers = row.split(separator: " ").compactMap { Double($0) }
      #expect(numbers[0] == numbers[1])
    }
    #expect(try drawing.blocks()[1].count > 10)
  }

  @Test func chosenLooksAreKept() throws {
    let drawing = try Drawing(
      Figure {
        $0.lines("a", [0, 1], [0, 1], colour: .green, marker: .diamond, dash: .dotted, width: 3)
          .points("b", [0, 1], [1, 0], colour: .shade(0.5), marker: .openSquare)
      })
    let script = try drawing.text("gp")
    #expect(script.contains("with linespoints lc rgb '#009e73' lw 3 dt (2,3) pt 13"))
    #expect(script.contains("with points pt 4 ps 0.7 lc rgb '\(Colour.shade(0.5).hex)'"))
  }

  @Test func thirtyFiveLinesLookDifferent() throws {
    let drawing = try Drawing(
      Figure { canvas in
        for index in 0..<35 { canvas.lines("line \(index)", [0, 1], [0, index]) }
      })
    let looks = try drawing.text("gp").split(separator: "\n").compactMap { line in
      line.range(of: "with lines ").map { line[$0.upperBound...] }
    }.filter { $0.contains("notitle") }
    #expect(looks.count == 35 && Set(looks).count == 35)
  }

  @Test func imagesKeepTheirPixelsAndProportions() throws {
    let bytes: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 40, 50, 60, 70, 80, 90]
    let figure = Figure(size: .square) { $0.image(bytes, height: 2, width: 3) }
    let drawing = try Drawing(figure)
    #expect(
      try drawing.blocks()[0] == [
        "0 0 255 0 0", "1 0 0 255 0", "2 0 0 0 255", "0 1 10 20 30", "1 1 40 50 60",
        "2 1 70 80 90",
      ])
    #expect(try Drawing(figure).data("svg") == drawing.data("svg"))
    let svg = try drawing.text("svg")
    let image = try #require(svg.split(separator: "\n").first { $0.hasPrefix("<image ") })
    func number(_ name: String) throws -> Double {
      let after = try #require(image.range(of: " \(name)='"))
      return try #require(Double(image[after.upperBound...].prefix { $0 != "'" }))
    }
    #expect(try abs(number("width") / number("height") - 1.5) < 0.01)
    #expect(image.contains("image-rendering:pixelated"))
    // No axes: no numbers beside it.
    #expect(try drawing.svg().texts.isEmpty)
  }

  @Test func pointsLieOnAnImageInPixels() throws {
    let drawing = try Drawing(
      Figure {
        $0.image(Array(repeating: 9, count: 60), height: 4, width: 5).points("here", [2], [1])
      })
    #expect(try drawing.blocks()[1] == ["2 1"])
    #expect(try drawing.svg().texts == ["here"])
  }
}
