import Foundation
import func Tensors.require

extension Canvas {
  /// Draws equal rectangles around places on the axes, each coloured by its number; missing numbers
  /// stay blank. A panel holds one set of tiles.
  ///
  /// `label` names the colour bar, `range` fixes its ends.
  @discardableResult
  public func tiles(
    _ x: [some Coordinate], _ y: [some Coordinate], _ values: [some Coordinate], width: Double,
    height: Double, label: String = "", range: ClosedRange<Double>? = nil,
    colours: ColourMap = .sequential
  ) -> Canvas {
    require(
      x.count == y.count && x.count == values.count,
      "tiles: columns of unequal lengths \([x.count, y.count, values.count])")
    require(width > 0 && height > 0, "tiles of \(width) by \(height)")
    require(panel.colourKey == nil, "a panel holds one heat map or one set of tiles")
    let tiles = Tiles(
      x: x.column, y: y.column, width: width, height: height, values: values.column, label: label,
      range: range, colours: colours)
    return add(
      Series(name: "", shape: .tiles(tiles), colour: nil, marker: nil, dash: nil, weight: 0))
  }

  /// Draws how many points fall into each part of the plane, as tiles; empty parts stay blank.
  ///
  /// The spans of the points are cut into `bins` parts each way.
  @discardableResult
  public func density(
    _ x: [Double], _ y: [Double], bins: Int = 40, label: String = "points"
  ) -> Canvas {
    require(x.count == y.count, "density: \(x.count) places across, \(y.count) up")
    require(bins > 0, "density: \(bins) bins")
    let points = zip(x, y).filter { $0.0.isFinite && $0.1.isFinite }
    func cut(_ values: [Double]) -> (low: Double, width: Double) {
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      return (low, high > low ? (high - low) / Double(bins) : 1)
    }
    let (across, up) = (cut(points.map(\.0)), cut(points.map(\.1)))
    var counts: [Int: Int] = [:]
    for (x, y) in points {
      let column = min(bins - 1, Int((x - across.low) / across.width))
      let row = min(bins - 1, Int((y - up.low) / up.width))
      counts[row * bins + column, default: 0] += 1
    }
    let filled = counts.sorted { $0.key < $1.key }
    return tiles(
      filled.map { across.low + (Double($0.key % bins) + 0.5) * across.width },
      filled.map { up.low + (Double($0.key / bins) + 0.5) * up.width }, filled.map(\.value),
      width: across.width, height: up.width, label: label)
  }

  /// Draws numbers over the triangle of all shares of three parts, as tiles; it has no axes.
  ///
  /// - Parameters:
  ///   - shares: three for each number, on the grid i/steps, j/steps, k/steps; they sum to 1.
  ///   - corners: what has the whole share at the left, the right and the upper corner.
  @discardableResult
  public func ternary(
    _ shares: [[Double]], _ values: [some Coordinate], steps: Int, corners: [String],
    label: String = "", range: ClosedRange<Double>? = nil, colours: ColourMap = .sequential
  ) -> Canvas {
    require(
      shares.count == values.count && shares.allSatisfy { $0.count == 3 } && corners.count == 3,
      "ternary: \(shares.count) triples of shares, \(values.count) values, \(corners.count) corners"
    )
    require(steps > 0, "ternary: a grid of \(steps) steps")
    let height = 3.0.squareRoot() / 2
    panel.hasAxes = false
    x("", -0.12...1.12).y("", -0.1...1.0)
    tiles(
      shares.map { $0[1] + $0[2] / 2 }, shares.map { $0[2] * height }, values,
      width: 1 / Double(steps), height: height / Double(steps), label: label, range: range,
      colours: colours)
    lines("", [0, 1, 0.5, 0], [0, 0, height, 0], colour: .black, width: 1)
    return points(
      "", [0, 1, 0.5], [0, 0, height], labels: corners, colour: .black, marker: .circle, size: 0.3)
  }

  /// Draws the points of a two-dimensional normal distribution at a number of standard deviations
  /// from its mean.
  ///
  /// - Parameter covariance: two rows of two numbers, symmetric and positive semidefinite.
  @discardableResult
  public func ellipse(
    _ name: String, mean: [Double], covariance: [[Double]], deviations: Double = 1,
    colour: Colour? = nil, dash: Dash? = nil, width: Double = 2
  ) -> Canvas {
    require(
      mean.count == 2 && covariance.count == 2 && covariance.allSatisfy { $0.count == 2 },
      "ellipse \"\(name)\": needs two dimensions")
    // Cholesky's factor turns the circle into the ellipse.
    let a = max(0, covariance[0][0]).squareRoot()
    let b = a > 0 ? covariance[1][0] / a : 0
    let c = max(0, covariance[1][1] - b * b).squareRoot()
    let pieces = 72
    let circle = (0...pieces).map { piece -> (Double, Double) in
      let angle = 2 * Double.pi * Double(piece) / Double(pieces)
      return (deviations * cos(angle), deviations * sin(angle))
    }
    return lines(
      name, circle.map { mean[0] + a * $0.0 }, circle.map { mean[1] + b * $0.0 + c * $0.1 },
      colour: colour, dash: dash, width: width)
  }
}
