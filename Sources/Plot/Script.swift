import Foundation

/// A figure as gnuplot reads it: the script, and the blocks of its data file.
///
/// All text stands in single quotes, where gnuplot substitutes nothing, and the terminals are told
/// to take it as it is (`noenhanced`), so a label may hold any sign.
struct Script {
  static let ink = "#262626"
  private static let frameColour = "#4d4d4d"
  private static let gridColour = "#e4e4e4"

  private(set) var lines: [String] = []
  /// The data, a block a series, each with its title.
  private(set) var blocks: [(title: String, block: Block)] = []
  private let name: String
  private let layout: Layout

  /// - Parameters:
  ///   - name: the files' name without extension.
  ///   - provenance: what the script's head says of where the figure comes from.
  init(_ figure: Figure, name: String, provenance: [String: String]) throws {
    let palette = Palette(figure.panels)
    let panels = try figure.panels.enumerated().map { index, panel in
      let called = panel.title.isEmpty ? "panel \(index + 1)" : "panel \"\(panel.title)\""
      return try Arrangement(
        panel, palette: palette, size: figure.size, name: "figure \"\(name)\", \(called)")
    }
    self.name = name
    layout = Layout(figure, panels)

    head(figure, provenance)
    if !figure.title.isEmpty {
      let centre = layout.areas.map { $0.x + $0.width / 2 }
      let middle = ((centre.min() ?? 0) + (centre.max() ?? 0)) / 2
      lines.append(label(figure.title, x: middle, y: 20, size: Lettering.heading))
    }
    let entries = Script.entries(panels)
    for (index, panel) in panels.enumerated() {
      add(panel, index, entries)
      lines += ["unset label", ""]
    }
    lines += ["unset multiplot", "unset output"]
  }

  /// The text in single quotes, on one line.
  static func quoted(_ text: String) -> String {
    "'\(text.singleLine.replacingOccurrences(of: "'", with: "''"))'"
  }

  private mutating func head(_ figure: Figure, _ provenance: [String: String]) {
    let (width, height) = (layout.width, layout.height)
    let shared = "noenhanced background '#ffffff'"
    lines = ["# \(figure.title.isEmpty ? name : "\(name): \(figure.title.singleLine)")"]
    lines += provenance.comments
    lines += [
      "# To draw again: gnuplot \(name).gp",
      "# As PDF or PNG: gnuplot -e \"format = 'pdf'\" \(name).gp",
      "",
      "set encoding utf8",
      "if (!exists('format')) format = 'svg'",
      "if (format eq 'svg') set terminal svg size \(width.plain),\(height.plain) fixed "
        + "font 'sans-serif,\(Lettering.font.plain)' \(shared)",
      // 96 units to the inch; the factors make letters, lines and signs as large as in the SVG.
      "if (format eq 'pdf') set terminal pdfcairo size \((width / 96).fixed(4))in,"
        + "\((height / 96).fixed(4))in font 'sans-serif,\(Lettering.font.plain)' "
        + "fontscale 0.5625 linewidth 1.5 pointscale 1.2 \(shared)",
      "if (format eq 'png') set terminal pngcairo size \((2 * width).plain),\((2 * height).plain) "
        + "font 'sans-serif,\(Lettering.font.plain)' fontscale 1.5 linewidth 2 pointscale 2.3 "
        + shared,
      "set output '\(name).'.format",
      "set border 3 lc rgb '\(Script.frameColour)' lw 1",
      "set style fill solid",
      // gnuplot would clear a disc around the middle of each interval; 0 restores its default.
      "set pointintervalbox 0.01",
      "unset colorbox",
      "set multiplot",
      "",
    ]
  }

  // MARK: a panel

  private mutating func add(_ panel: Arrangement, _ index: Int, _ entries: [String: String]) {
    let area = layout.areas[index].fitted(to: panel.picture)
    let frame = Frame(area: area, x: panel.x, y: panel.y)
    let legend = layout.legends[index]
    let title = panel.panel.title
    lines.append("# panel \(index + 1)\(title.isEmpty ? "" : ": \(title.singleLine)")")
    lines += margins(area)
    lines += labels(panel.panel, area)
    lines += axis("x", panel.x, slanted: layout.slanted && panel.x.isCategorical)
    lines += axis("y", panel.y, slanted: false)
    lines += grid(panel)
    if let key = panel.panel.colourKey, let colours = panel.colours {
      lines += colourBar(key, colours, area)
    }
    lines.append(key(legend))

    var taken = legend.map { [$0.box] } ?? []
    var clauses: [(layer: Int, text: String)] = []
    for index in panel.panel.series.indices {
      let labels = panel.labelPlaces(index, in: frame, taken: &taken)
      let block = panel.block(index, in: frame, labels: labels)
      let source = "'\(name).dat' index \(blocks.count)"
      clauses += block.clauses.map { ($0.layer.rawValue, "\(source) \($0.text) notitle") }
      let series = panel.panel.series[index]
      let words = [title, series.name, series.kind].filter { !$0.isEmpty }
      blocks.append((words.joined(separator: ", ").singleLine, block))
    }
    let layered = clauses.enumerated().sorted {
      ($0.element.layer, $0.offset) < ($1.element.layer, $1.offset)
    }
    let legendLines = (legend?.names ?? []).map { name in
      "keyentry \(entries[name] ?? "with lines") title \(Script.quoted(name))"
    }
    lines.append(
      "plot \((layered.map(\.element.text) + legendLines).joined(separator: ", \\\n  "))")
  }

  /// The title and the axes' names at fixed places: where gnuplot puts its own depends on how wide
  /// it takes the marks to be.
  private func labels(_ panel: Panel, _ area: Box) -> [String] {
    let (centre, middle) = (area.x + area.width / 2, area.y + area.height / 2)
    let texts = [
      (panel.title, label(panel.title, x: centre, y: area.y - 15, size: Lettering.title)),
      (
        panel.x.label,
        label(panel.x.label, x: centre, y: area.y + area.height + layout.bottom - 11)
      ),
      (panel.y.label, label(panel.y.label, x: area.x - layout.left + 13, y: middle) + " rotate"),
    ]
    return texts.filter { !$0.0.isEmpty }.map(\.1)
  }

  private func label(_ text: String, x: Double, y: Double, size: Double = Lettering.font) -> String
  {
    "set label \(Script.quoted(text)) at \(screen(x: x, y: y)) center "
      + "font ',\(size.plain)' tc rgb '\(Script.ink)'"
  }

  private func margins(_ area: Box) -> [String] {
    [
      "set lmargin at screen \((area.x / layout.width).fixed(5))",
      "set rmargin at screen \(((area.x + area.width) / layout.width).fixed(5))",
      "set tmargin at screen \((1 - area.y / layout.height).fixed(5))",
      "set bmargin at screen \((1 - (area.y + area.height) / layout.height).fixed(5))",
    ]
  }

  private func axis(_ letter: String, _ ruler: Ruler, slanted: Bool) -> [String] {
    let (first, last) =
      ruler.isReversed ? (ruler.high, ruler.low) : (ruler.low, ruler.high)
    let marks = ruler.ticks.map { tick in
      guard let label = tick.label else { return "'' \(tick.value.plain) 1" }
      // gnuplot takes a per cent sign in a mark's label for a format.
      let text = label.replacingOccurrences(of: "%", with: "%%")
      return "\(Script.quoted(text)) \(tick.value.plain)"
    }.joined(separator: ", ")
    let style =
      "nomirror out scale \(ruler.isCategorical ? "0" : "0.5,0.25") "
      + (slanted ? "rotate by 45 right" : letter == "x" ? "norotate offset 0,0.3" : "norotate")
    return [
      ruler.scale == .log ? "set logscale \(letter)" : "unset logscale \(letter)",
      "set \(letter)range [\(first.plain):\(last.plain)]",
      marks.isEmpty
        ? "unset \(letter)tics"
        : "set \(letter)tics \(style) tc rgb '\(Script.ink)' (\(marks))",
    ]
  }

  private func grid(_ panel: Arrangement) -> [String] {
    let isFilled = panel.panel.series.contains { $0.heatMap != nil || $0.picture != nil }
    if !panel.panel.hasAxes || isFilled { return ["unset grid", "set border 0"] }
    let (x, y) = (
      panel.x.isCategorical ? "noxtics" : "xtics", panel.y.isCategorical ? "noytics" : "ytics"
    )
    return [
      "set border 3",
      "set grid \(x) \(y) back lt 1 lc rgb '\(Script.gridColour)' lw 1",
    ]
  }

  private func colourBar(_ map: ColourKey, _ colours: Ruler, _ area: Box) -> [String] {
    let stops = map.colours.stops.enumerated().map { "\($0) '\($1.hex)'" }
    let marks = colours.ticks.map {
      "\(Script.quoted($0.label ?? "")) \($0.value.plain)"
    }
    let corner = screen(x: area.x + area.width + Layout.barGap, y: area.y + area.height)
    // gnuplot's own place for the label depends on how wide it takes the marks to be.
    let widest = colours.labels.map { Lettering.width($0) }.max() ?? 0
    let place = area.x + area.width + Layout.barGap + Layout.barWidth + widest + 24
    let text = label(map.label, x: place, y: area.y + area.height / 2) + " rotate"
    return (map.label.isEmpty ? [] : [text]) + [
      "set palette defined (\(stops.joined(separator: ", ")))",
      "set cbrange [\(colours.low.plain):\(colours.high.plain)]",
      "set cbtics out scale 0.5 tc rgb '\(Script.ink)' (\(marks.joined(separator: ", ")))",
      "set colorbox user origin \(corner) size "
        + "screen \((Layout.barWidth / layout.width).fixed(5)),"
        + "screen \((area.height / layout.height).fixed(5)) noborder",
    ]
  }

  // MARK: the legend

  private func key(_ legend: LegendBox?) -> String {
    guard let legend else { return "unset key" }
    return "set key at \(screen(x: legend.box.x, y: legend.box.y)) left top Left reverse vertical "
      + "maxrows \(legend.rows) samplen 2 spacing 1 width 0 tc rgb '\(Script.ink)'"
  }

  /// How each name of the figure is shown in a legend: points on a line show both, and only what
  /// has neither shows its area.
  private static func entries(_ panels: [Arrangement]) -> [String: String] {
    var lines: [String: String] = [:]
    var signs: [String: String] = [:]
    var areas: [String: String] = [:]
    var colours: [String: String] = [:]
    for panel in panels {
      for (series, style) in zip(panel.panel.series, panel.styles) {
        let name = series.name
        let sign = "pt \(style.marker.pointType) ps"
        colours[name] = colours[name] ?? "lc rgb '\(style.colour.hex)'"
        switch series.shape {
        case .lines, .horizontal, .vertical, .diagonal:
          lines[name] = lines[name] ?? "lw \(series.weight.plain) dt \(style.dash.dashType)"
          if series.marker != nil { signs[name] = signs[name] ?? "\(sign) 0.6" }
        case .points, .forest: signs[name] = signs[name] ?? "\(sign) \(series.weight.plain)"
        case .bars: areas[name] = areas[name] ?? "fs solid noborder"
        case .band, .heatMap, .image, .tiles: areas[name] = areas[name] ?? "fs solid 0.22 noborder"
        }
      }
    }
    return Dictionary(
      uniqueKeysWithValues: colours.map { name, colour in
        let parts = [lines[name], signs[name]].compactMap { $0 }
        let kind =
          parts.count == 2 ? "linespoints" : lines[name] != nil ? "lines" : "points"
        let entry =
          parts.isEmpty
          ? "with boxes \(areas[name] ?? "") \(colour)"
          : "with \(kind) \(colour) \(parts.joined(separator: " "))"
        return (name, entry)
      })
  }

  private func screen(x: Double, y: Double) -> String {
    "screen \((x / layout.width).fixed(5)),screen \((1 - y / layout.height).fixed(5))"
  }
}

extension [String: String] {
  /// The pairs as comment lines, sorted by key.
  var comments: [String] {
    sorted { $0.key < $1.key }.map { "# \($0.key.singleLine): \($0.value.singleLine)" }
  }
}
