/// Where categories lie on the axes, and where each of several series stands within them.
struct Places {
  private let across: [String: Double]
  private let down: [String: Double]
  private let bars: Int
  private let forests: Int
  let columns: [String]
  let rows: [String]

  init(_ series: [Series]) {
    var (columns, rows) = ([String](), [String]())
    for case .bars(let categories, _, _, _) in series.map(\.shape) { columns += categories }
    for case .forest(let labels, _, _, _) in series.map(\.shape) { rows += labels }
    for case .heatMap(let map) in series.map(\.shape) {
      columns += map.columns
      rows += map.rows
    }
    self.columns = columns.unique
    self.rows = rows.unique
    across = Dictionary(
      uniqueKeysWithValues: self.columns.enumerated().map { ($0.element, Double($0.offset)) })
    down = Dictionary(
      uniqueKeysWithValues: self.rows.enumerated().map { ($0.element, Double($0.offset)) })
    bars = series.count { $0.isBars }
    forests = series.count { $0.isForest }
  }

  /// The left and right edge of a bar; the bars of one category fill four fifths of its room.
  func bar(_ category: String, _ group: Int) -> (left: Double, right: Double) {
    let width = 0.8 / Double(bars)
    let left = (across[category] ?? 0) - 0.4 + Double(group) * width
    return (left, left + width)
  }

  /// The height of a row of a forest plot.
  func row(_ label: String, _ group: Int) -> Double {
    (down[label] ?? 0) + (Double(group) - Double(forests - 1) / 2)
      * min(0.25, 0.7 / Double(forests))
  }
}

extension Series {
  var isBars: Bool { if case .bars = shape { true } else { false } }
  var isForest: Bool { if case .forest = shape { true } else { false } }

  /// What the data file calls the series' shape.
  var kind: String {
    switch shape {
    case .lines: return "lines"
    case .points: return "points"
    case .band: return "band"
    case .bars: return "bars"
    case .forest: return "forest"
    case .heatMap: return "heat map"
    case .image: return "image"
    case .tiles: return "tiles"
    case .horizontal, .vertical, .diagonal: return "reference line"
    }
  }

  /// What must be seen of the series, in the axes' numbers; nil stands for "anywhere".
  func visible(_ places: Places, group: Int) -> [(x: Double?, y: Double?)] {
    switch shape {
    case .lines(let x, let y):
      return Array(zip(x, y))
    case .points(let x, let y, let low, let high, _):
      return Array(zip(x, y)) + Array(zip(x, low)) + Array(zip(x, high))
    case .band(let x, let low, let high):
      return Array(zip(x, low)) + Array(zip(x, high))
    case .bars(let categories, let values, let low, let high):
      let spans = categories.map { places.bar($0, group) }
      let tops = [values, low, high].flatMap { zip(spans, $0).map { ($0.right, $1) } }
      return tops + spans.map { ($0.left, 0) }
    case .forest(let rows, let values, let low, let high):
      let heights = rows.map { places.row($0, group) }
      return [values, low, high].flatMap { Array(zip($0, heights)) }
    case .heatMap(let map):
      guard map.values.joined().contains(where: { $0 != nil }) else { return [] }
      return [(0, 0), (Double(map.values[0].count - 1), Double(map.values.count - 1))]
    case .image(let picture):
      return [(0, 0), (Double(picture.width - 1), Double(picture.height - 1))]
    case .tiles(let tiles):
      let (across, up) = (tiles.width / 2, tiles.height / 2)
      return zip(zip(tiles.x, tiles.y), tiles.values).flatMap { place, value in
        guard value != nil, let x = place.0, let y = place.1 else { return [(Double?, Double?)]() }
        return [(x - across, y - up), (x + across, y + up)]
      }
    case .horizontal(let height):
      return [(nil, height)]
    case .vertical(let place):
      return [(place, nil)]
    case .diagonal:
      return []
    }
  }

  /// Refuses what would leave no trace in the figure.
  func check(_ points: [(x: Double?, y: Double?)], _ panel: Panel, name: String) throws {
    func drawable(_ value: Double?, _ axis: Axis) -> Bool {
      value.map { $0.isFinite && (axis.scale == .linear || $0 > 0) } ?? false
    }
    switch shape {
    case .horizontal(let height):
      guard drawable(height, panel.y) else {
        throw PlotError("\(name): a reference line at \(height) cannot be drawn")
      }
    case .vertical(let place):
      guard drawable(place, panel.x) else {
        throw PlotError("\(name): a reference line at \(place) cannot be drawn")
      }
    case .diagonal(let slope, let intercept):
      guard slope.isFinite, intercept.isFinite else {
        throw PlotError("\(name): the line \(slope) x + \(intercept) cannot be drawn")
      }
    case .bars(_, let values, _, _):
      guard values.contains(where: { drawable($0, panel.y) }) else {
        throw PlotError("\(name): no value can be drawn")
      }
    case .heatMap:
      guard !points.isEmpty else { throw PlotError("\(name): no value can be drawn") }
    default:
      guard points.contains(where: { drawable($0.x, panel.x) && drawable($0.y, panel.y) }) else {
        throw PlotError("\(name): no point can be drawn")
      }
    }
  }
}
