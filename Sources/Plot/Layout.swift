/// A rectangle in the figure's units, `y` counted from the top.
struct Box {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  func contains(_ point: (x: Double, y: Double), margin: Double = 0) -> Bool {
    x - margin <= point.x && point.x <= x + width + margin && y - margin <= point.y
      && point.y <= y + height + margin
  }

  /// The largest part in the middle with an image's proportions; all of it without an image.
  func fitted(to picture: Picture?) -> Box {
    guard let picture else { return self }
    let scale = min(width / Double(picture.width), height / Double(picture.height))
    let (across, down) = (scale * Double(picture.width), scale * Double(picture.height))
    return Box(
      x: x + (width - across) / 2, y: y + (height - down) / 2, width: across, height: down)
  }

  func overlap(_ other: Box) -> Double {
    let across = min(x + width, other.x + other.width) - max(x, other.x)
    let down = min(y + height, other.y + other.height) - max(y, other.y)
    return across > 0 && down > 0 ? across * down : 0
  }
}

/// The lettering, and how much room text takes: an estimate that asks no installed font, so that
/// the same figure is laid out alike everywhere.
enum Lettering {
  static let font = 13.0
  static let small = 11.0
  static let title = 14.0
  static let heading = 16.0
  static let line = 19.5

  static func width(_ text: String, _ size: Double = font) -> Double {
    text.unicodeScalars.reduce(0) { sum, scalar in
      let isWide =
        (0x1100...0x115f).contains(scalar.value) || (0x2e80...0xffdc).contains(scalar.value)
      return sum
        + (isWide ? 1.0 : "iljtfrI.,:;'|()[] ".unicodeScalars.contains(scalar) ? 0.38 : 0.62)
    } * size
  }
}

/// Where a list of names stands.
struct LegendBox {
  var names: [String]
  var box: Box
  var rows: Int
}

/// Where everything in a figure stands.
struct Layout {
  private(set) var width: Double
  private(set) var height: Double
  /// The area of each panel inside its axes.
  let areas: [Box]
  /// The legend that each panel draws, which for the first one may be the whole figure's.
  private(set) var legends: [LegendBox?]
  /// The room left of an area and below it, which holds the marks and at its edge the axis' label.
  let left: Double
  let bottom: Double
  /// Whether category labels under each panel are slanted.
  let slanted: Bool

  init(_ figure: Figure, _ panels: [Arrangement]) {
    let columns = min(figure.columns, panels.count)
    let rows = (panels.count + columns - 1) / columns

    let left = panels.map(Layout.left).max() ?? 0
    self.left = left
    let right = panels.map(Layout.right).max() ?? 0
    let top = panels.contains { !$0.panel.title.isEmpty } ? 34.0 : 14
    let least = panels.map(Layout.leastArea)
    let inner = max(figure.size.width - left - right, least.map(\.width).max() ?? 0)

    slanted = panels.contains { panel in
      guard panel.x.isCategorical else { return false }
      let widest = panel.x.labels.map { Lettering.width($0) }.max() ?? 0
      return widest + 8 > inner / Double(panel.places.columns.count)
    }
    let isSlanted = slanted
    let bottom = panels.map { Layout.bottom($0, slanted: isSlanted) }.max() ?? 0
    self.bottom = bottom
    let depth = max(figure.size.height - top - bottom, least.map(\.height).max() ?? 0)
    let heading = figure.title.isEmpty ? 0.0 : 32

    areas = panels.indices.map { index in
      Box(
        x: Double(index % columns) * (left + inner + right) + left,
        y: heading + Double(index / columns) * (top + depth + bottom) + top, width: inner,
        height: depth)
    }
    width = Double(columns) * (left + inner + right)
    height = heading + Double(rows) * (top + depth + bottom)
    legends = panels.map { _ in nil }
    placeLegends(panels, top: heading + top)
    (width, height) = (width.rounded(.up), height.rounded(.up))
  }

  // MARK: margins

  private static func left(_ panel: Arrangement) -> Double {
    let widest = panel.y.labels.map { Lettering.width($0) }.max() ?? 0
    let overhang =
      panel.x.isCategorical ? (panel.x.labels.first.map { Lettering.width($0) * 0.4 } ?? 0) : 0
    return max(widest + 20 + (panel.panel.y.label.isEmpty ? 0 : 22), min(overhang, 60))
  }

  private static func right(_ panel: Arrangement) -> Double {
    guard let colours = panel.colours else { return 22 }
    let widest = colours.labels.map { Lettering.width($0) }.max() ?? 0
    let label = panel.panel.colourKey?.label ?? ""
    return Layout.barGap + Layout.barWidth + widest + 20 + (label.isEmpty ? 0 : 24)
  }

  private static func bottom(_ panel: Arrangement, slanted: Bool) -> Double {
    let widest = panel.x.labels.map { Lettering.width($0) }.max() ?? 0
    let marks = slanted && panel.x.isCategorical ? widest * 0.72 + 18 : 26
    return marks + (panel.panel.x.label.isEmpty ? 2 : 24)
  }

  /// Categories need a line each, cells of a matrix some room.
  private static func leastArea(_ panel: Arrangement) -> (width: Double, height: Double) {
    let decimals = panel.panel.series.compactMap(\.heatMap?.decimals).max()
    let cell = decimals.map { Double($0) * 8 + 24 } ?? 0
    let map = panel.panel.series.compactMap(\.heatMap).first
    let columns = map?.values[0].count ?? panel.places.columns.count
    let rows = map?.values.count ?? panel.places.rows.count
    let across = max(panel.places.columns.isEmpty ? 0 : 16, cell)
    let down = panel.places.rows.isEmpty && cell == 0 ? 0.0 : 18
    return (max(160, Double(columns) * across), max(120, Double(rows) * down))
  }

  /// The room between a heat map and its colour bar, and the bar's width.
  static let barGap = 12.0
  static let barWidth = 14.0

  // MARK: legends

  static let sample = 40.0

  /// Corners first; what finds no free corner goes to one list beside all panels.
  private mutating func placeLegends(_ panels: [Arrangement], top: Double) {
    var covered: Set<String> = []
    var left: [String] = []
    for (index, panel) in panels.enumerated() {
      let names = panel.panel.names
      let isShown = names.allSatisfy(covered.contains)
      switch panel.panel.legend {
      case .none: continue
      case .automatic:
        if isShown { continue }
        guard let free = Layout.freeCorner(of: panel, names, areas[index]) else {
          left += names
          continue
        }
        legends[index] = free
        covered.formUnion(names)
      case .outside: left += names
      case .topRight, .topLeft, .bottomRight, .bottomLeft:
        if names.isEmpty { continue }
        legends[index] = Layout.legend(names, areas[index], panel.panel.legend)
        covered.formUnion(names)
      }
    }
    let outside = left.unique.filter { !covered.contains($0) }
    if !outside.isEmpty { placeOutside(outside, top: top) }
  }

  private static func freeCorner(of panel: Arrangement, _ names: [String], _ area: Box)
    -> LegendBox?
  {
    let obstacles = panel.obstacles(in: Frame(area: area, x: panel.x, y: panel.y))
    return corners.map { legend(names, area, $0) }.first { legend in
      legend.box.width <= area.width * 0.6 && legend.box.height <= area.height * 0.6
        && !obstacles.contains { legend.box.contains($0, margin: 6) }
    }
  }

  private mutating func placeOutside(_ names: [String], top: Double) {
    let rows = max(1, Int((height - top - 30) / Lettering.line))
    let columns = (names.count + rows - 1) / rows
    let box = Layout.box(names, columns: columns, rows: min(rows, names.count))
    let legend = LegendBox(
      names: names, box: Box(x: width - 8, y: top, width: box.width, height: box.height),
      rows: rows)
    // gnuplot draws a list of names with a plot: the first panel without one takes it.
    let host = legends.firstIndex { $0 == nil } ?? 0
    legends[host] = legend
    width += box.width
  }

  private static let corners: [Legend] = [.topRight, .bottomRight, .topLeft, .bottomLeft]

  private static func box(_ names: [String], columns: Int, rows: Int) -> (
    width: Double, height: Double
  ) {
    let widest = names.map { Lettering.width($0) }.max() ?? 0
    return (Double(columns) * (widest + sample + 10), Double(rows) * Lettering.line + 6)
  }

  private static func legend(_ names: [String], _ area: Box, _ corner: Legend) -> LegendBox {
    let (width, height) = box(names, columns: 1, rows: names.count)
    let isRight = corner == .topRight || corner == .bottomRight
    let isTop = corner == .topRight || corner == .topLeft
    return LegendBox(
      names: names,
      box: Box(
        x: isRight ? area.x + area.width - width - 6 : area.x + 8,
        y: isTop ? area.y + 6 : area.y + area.height - height - 6, width: width, height: height),
      rows: names.count)
  }
}
