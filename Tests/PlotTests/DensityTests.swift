import Plot
import Testing

@Suite struct DensityTests {
  @Test func tilesStandWhereTheyAreTold() throws {
    let drawing = try Drawing(
      Figure {
        $0.x("length").y("weight").tiles(
          [1, 2, 3], [10, 20, 30], [0.5, nil, 2], width: 1, height: 10, label: "share")
      })
    #expect(try drawing.blocks() == [["1 10 0.5", "3 30 2"]])
    let texts = try drawing.svg().texts
    for text in ["length", "weight", "share"] { #expect(texts.contains(text)) }
    #expect(texts.contains("2.0") || texts.contains("2"))
  }

  @Test func wrongTilesStopTheProgramWithTheReason() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Figure { $0.tiles([1, 2], [1], [1, 2], width: 1, height: 1) } }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("tiles: columns of unequal lengths [2, 1, 2]"), "\(text)")
  }

  @Test func densitiesCountPoints() throws {
    let drawing = try Drawing(
      Figure { $0.density([0, 0.1, 4, .nan], [0, 0.2, 8, 1], bins: 4) })
    // Parts of 1 by 2: two points in the first, one in the last; the upper edge belongs to it.
    #expect(try drawing.blocks() == [["0.5 1 2", "3.5 7 1"]])
  }

  @Test func ternariesShowThreeCornersAndNoAxes() throws {
    let shares: [[Double]] = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0]]
    let drawing = try Drawing(
      Figure { $0.ternary(shares, [1, 2, 3, 4], steps: 2, corners: ["red", "green", "blue"]) })
    let blocks = try drawing.blocks()
    #expect(blocks[0][0] == "0 0 1" && blocks[0][1] == "1 0 2" && blocks[0][3] == "0.5 0 4")
    #expect(blocks[0][2].hasPrefix("0.5 0.866"))
    let texts = try drawing.svg().texts
    for corner in ["red", "green", "blue"] { #expect(texts.contains(corner)) }
    let script = try drawing.text("gp")
    #expect(script.contains("unset xtics") && script.contains("set border 0"))
  }

  @Test func ellipsesAreTheDeviations() throws {
    let drawing = try Drawing(
      Figure {
        $0.ellipse("one", mean: [1, 2], covariance: [[4, 0], [0, 9]], deviations: 2)
          .ellipse("two", mean: [0, 0], covariance: [[1, 0.5], [0.5, 1]])
      })
    let points = try drawing.blocks().map { block in
      block.map { $0.split(separator: " ").compactMap { Double($0) } }
    }
    let (x, y) = (points[0].map { $0[0] }, points[0].map { $0[1] })
    let (right, left, top) = (x.max() ?? 0, x.min() ?? 0, y.max() ?? 0)
    #expect(abs(right - 5) < 1e-9)
    #expect(abs(left + 3) < 1e-9)
    #expect(abs(top - 8) < 1e-9)
    // xᵀ Σ⁻¹ x = 1 on the second.
    for point in points[1] {
      let (a, b) = (point[0], point[1])
      let square = (a * a - a * b + b * b) / 0.75
      #expect(abs(square - 1) < 1e-9)
    }
  }
}
