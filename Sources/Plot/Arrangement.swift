/// A panel with its categories, colours and axes settled: all that drawing needs but the room.
struct Arrangement {
  let panel: Panel
  let places: Places
  let styles: [Style]
  /// Each series' place among the bars or the forest rows of the panel.
  let groups: [Int]
  let x: Ruler
  let y: Ruler
  /// The image, when there is one.
  let picture: Picture?
  /// The ends of the colour bar, when there is a heat map.
  let colours: Ruler?

  /// - Parameters:
  ///   - palette: the colours of the whole figure.
  ///   - name: what messages call the panel.
  init(_ panel: Panel, palette: Palette, size: Figure.Size, name: String) throws {
    guard !panel.series.isEmpty else { throw PlotError("\(name): nothing is drawn") }
    self.panel = panel
    places = Places(panel.series)

    var (styles, groups, unnamed, bars, forests) = ([Style](), [Int](), 0, 0, 0)
    for series in panel.series {
      styles.append(palette.style(of: series, unnamed: unnamed))
      if series.name.isEmpty, !series.isReference { unnamed += 1 }
      groups.append(series.isBars ? bars : forests)
      if series.isBars { bars += 1 }
      if series.isForest { forests += 1 }
    }
    (self.styles, self.groups) = (styles, groups)

    var visible: [(x: Double?, y: Double?)] = []
    for (index, series) in panel.series.enumerated() {
      let points = series.visible(places, group: groups[index])
      let called = series.name.isEmpty ? "series \(index + 1)" : "series \"\(series.name)\""
      try series.check(points, panel, name: "\(name), \(called)")
      visible += points
    }

    let map = panel.series.compactMap(\.heatMap).first
    picture = panel.series.compactMap(\.picture).first
    var across = try Arrangement.ruler(
      panel.x, places.columns, cells: map?.values[0].count ?? picture?.width,
      visible.compactMap(\.x), foot: nil, room: Int(size.width / 75), name: "\(name), x axis")
    var down = try Arrangement.ruler(
      panel.y, places.rows, cells: map?.values.count ?? picture?.height,
      visible.compactMap(\.y), foot: bars > 0 ? 0 : nil, room: Int(size.height / 55),
      name: "\(name), y axis")
    down.isReversed = map != nil || picture != nil || forests > 0
    if !panel.hasAxes || picture != nil { (across.ticks, down.ticks) = ([], []) }
    (x, y) = (across, down)
    colours = try panel.colourKey.map { try Ruler(colours: $0, name: "\(name), colours") }
  }

  /// What must be seen of a series, in the axes' numbers; nil stands for "anywhere".
  func visible(_ index: Int) -> [(x: Double?, y: Double?)] {
    panel.series[index].visible(places, group: groups[index])
  }

  private static func ruler(
    _ axis: Axis, _ categories: [String], cells: Int?, _ values: [Double], foot: Double?,
    room: Int, name: String
  ) throws -> Ruler {
    if !categories.isEmpty { return Ruler(categories: categories) }
    guard let cells else {
      return try Ruler(axis, values: values, foot: foot, room: room, name: name)
    }
    var axis = axis
    axis.range = -0.5...(Double(cells) - 0.5)
    var ruler = try Ruler(axis, values: [], foot: nil, room: room, name: name)
    ruler.ticks = ruler.ticks.filter { $0.value == $0.value.rounded() }
      .map { Tick(value: $0.value, label: Ruler.label($0.value)) }
    return ruler
  }
}

extension Ruler {
  /// The colour bar: the map's range, or the span of its values, even on both sides when diverging.
  init(colours map: ColourKey, name: String) throws {
    let values = map.values.compactMap { $0 }
    var axis = Axis(range: map.range)
    if map.range == nil, let least = values.min(), let most = values.max(), least < most {
      let reach = max(abs(least), abs(most))
      axis.range = map.colours == .diverging ? -reach...reach : least...most
    }
    try self.init(axis, values: values, foot: nil, room: 5, name: name)
  }
}

extension Series {
  var heatMap: HeatMap? { if case .heatMap(let map) = shape { map } else { nil } }
  var picture: Picture? { if case .image(let picture) = shape { picture } else { nil } }

  var colourKey: ColourKey? {
    switch shape {
    case .heatMap(let map):
      ColourKey(
        values: map.values.flatMap { $0 }, label: map.label, range: map.range,
        colours: map.colours)
    case .tiles(let tiles):
      ColourKey(
        values: tiles.values, label: tiles.label, range: tiles.range, colours: tiles.colours)
    default: nil
    }
  }
}
