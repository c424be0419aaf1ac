/// The area of a panel with its axes: turns numbers into places and back.
struct Frame {
  let area: Box
  let x: Ruler
  let y: Ruler

  /// Where a point stands; nil where a scale has no place for it.
  func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double)? {
    guard let across = x.fraction(point.x), let up = y.fraction(point.y) else { return nil }
    return (area.x + across * area.width, area.y + (1 - up) * area.height)
  }

  /// The numbers at a place.
  func numbers(at place: (x: Double, y: Double)) -> (x: Double, y: Double) {
    (
      x.value(at: (place.x - area.x) / area.width),
      y.value(at: 1 - (place.y - area.y) / area.height)
    )
  }

  /// Where bars stand: on 0, or on the panel's edge when 0 is out of sight.
  var foot: Double { y.scale == .log ? y.low : min(max(0, y.low), y.high) }

  /// The ends of a straight reference line, or its course where a scale bends it.
  func course(slope: Double, intercept: Double) -> [(x: Double, y: Double)] {
    let pieces = x.scale == .linear && y.scale == .linear ? 1 : 64
    return (0...pieces).map { piece in
      let x = x.value(at: Double(piece) / Double(pieces))
      return (x, slope * x + intercept)
    }
  }
}

extension Arrangement {
  /// Places that text should not cover, dense along lines and within bars.
  func obstacles(in frame: Frame) -> [(x: Double, y: Double)] {
    panel.series.indices.flatMap { obstacles(of: $0, in: frame) }
  }

  /// Those of one series.
  func obstacles(of index: Int, in frame: Frame) -> [(x: Double, y: Double)] {
    let points = visible(index).map { point in
      point.x.flatMap { x in point.y.flatMap { y in frame.place((x, y)) } }
    }
    switch panel.series[index].shape {
    case .lines: return Arrangement.dense(points)
    case .band(let x, _, _):
      let (lows, highs) = (Array(points.prefix(x.count)), Array(points.suffix(x.count)))
      return Arrangement.dense(lows) + Arrangement.dense(highs)
        + zip(lows, highs).flatMap { Arrangement.dense([$0, $1]) }
    case .points(let x, _, _, _, _):
      return Arrangement.whiskers(points, x.count)
    case .bars(let categories, let values, let low, let high):
      return [values, low, high].flatMap { zip(categories, $0) }.flatMap { category, end in
        let span = places.bar(category, groups[index])
        return [span.left, (span.left + span.right) / 2, span.right].flatMap { x in
          Arrangement.dense([
            frame.place((x, frame.foot)), end.flatMap { frame.place((x, $0)) },
          ])
        }
      }
    case .forest(let rows, _, _, _):
      return Arrangement.whiskers(points, rows.count)
    case .tiles: return points.compactMap { $0 }
    case .heatMap, .image:
      let (columns, rows) = (16, 12)
      return (0...columns).flatMap { column in
        (0...rows).map { row in
          (
            frame.area.x + frame.area.width * Double(column) / Double(columns),
            frame.area.y + frame.area.height * Double(row) / Double(rows)
          )
        }
      }
    case .horizontal(let height):
      return Arrangement.dense([
        frame.place((frame.x.low, height)), frame.place((frame.x.high, height)),
      ])
    case .vertical(let place):
      return Arrangement.dense([
        frame.place((place, frame.y.low)), frame.place((place, frame.y.high)),
      ])
    case .diagonal(let slope, let intercept):
      return Arrangement.dense(
        frame.course(slope: slope, intercept: intercept).map { frame.place($0) })
    }
  }

  /// Points followed by as many low and as many high ends, or by none.
  private static func whiskers(_ points: [(x: Double, y: Double)?], _ count: Int)
    -> [(x: Double, y: Double)]
  {
    let ends = points.dropFirst(count)
    return points.prefix(count).compactMap { $0 }
      + zip(ends.prefix(count), ends.dropFirst(count)).flatMap { dense([$0, $1]) }
  }

  /// The places and, between neighbours, further ones at most 8 units apart.
  private static func dense(_ places: [(x: Double, y: Double)?]) -> [(x: Double, y: Double)] {
    var all = places.compactMap { $0 }
    for (start, end) in zip(places, places.dropFirst()) {
      guard let start, let end else { continue }
      let (across, down) = (end.x - start.x, end.y - start.y)
      let length = (across * across + down * down).squareRoot()
      // A line that leaves the panel may be endless; what lies outside is no obstacle.
      let pieces = length.isFinite ? Int(min(length / 8, 1000)) : 0
      for piece in 0..<pieces {
        let share = Double(piece + 1) / Double(pieces + 1)
        all.append((start.x + share * across, start.y + share * down))
      }
    }
    return all
  }
}
