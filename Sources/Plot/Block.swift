/// A field of the data file.
enum Cell {
  case number(Double?)
  case text(String)
}

/// One way in which gnuplot draws a block of data; lower layers are drawn first.
struct Clause {
  enum Layer: Int {
    case cells, band, bars, reference, lines, points, text
  }
  let layer: Layer
  /// What follows the file's name and the block's index.
  let text: String
}

/// What a series leaves in the data file, and how it is drawn.
struct Block {
  var header: [String]
  var rows: [[Cell]]
  var clauses: [Clause]
}

extension Arrangement {
  /// The data and the drawing of a series in a frame; `labels` says where its points' labels go.
  func block(_ index: Int, in frame: Frame, labels places: [(x: Double, y: Double)?]) -> Block {
    let series = panel.series[index]
    let style = styles[index]
    let line = "lc rgb '\(style.colour.hex)' lw \(series.weight.plain) dt \(style.dash.dashType)"
    let point =
      "pt \(style.marker.pointType) ps \(series.weight.plain) lc rgb '\(style.colour.hex)' lw 1.2"

    switch series.shape {
    case .lines(let x, let y):
      let drawing =
        series.marker == nil
        ? "with lines \(line)" : "with linespoints \(line) pt \(style.marker.pointType) ps 0.6"
      return Block(
        header: ["x", "y"], rows: zip(x, y).map { [.number($0), .number($1)] },
        clauses: [Clause(layer: .lines, text: "using 1:2 \(drawing)")])

    case .points(let x, let y, let low, let high, let labels):
      var block = Block(
        header: ["x", "y"], rows: zip(x, y).map { [.number($0), .number($1)] },
        clauses: [Clause(layer: .points, text: "using 1:2 with points \(point)")])
      if !low.isEmpty {
        block.header += ["low", "high"]
        for row in low.indices { block.rows[row] += [.number(low[row]), .number(high[row])] }
        block.clauses = [Clause(layer: .points, text: "using 1:2:3:4 with yerrorbars \(point)")]
      }
      if !labels.isEmpty {
        let first = block.header.count + 1
        block.header += ["label", "label_x", "label_y"]
        for row in labels.indices {
          block.rows[row] += [
            .text(labels[row]), .number(places[row]?.x.rounded(to: 9)),
            .number(places[row]?.y.rounded(to: 9)),
          ]
        }
        if places.contains(where: { $0 != nil }) {
          block.clauses.append(
            Clause(
              layer: .text,
              text: "using \(first + 1):\(first + 2):\(first) with labels "
                + "font ',\(Lettering.small.plain)' tc rgb '\(Script.ink)'"))
        }
      }
      return block

    case .band(let x, let low, let high):
      return Block(
        header: ["x", "low", "high"],
        rows: x.indices.map { [.number(x[$0]), .number(low[$0]), .number(high[$0])] },
        clauses: [
          Clause(
            layer: .band,
            text: "using 1:2:3 with filledcurves fs transparent solid 0.22 noborder "
              + "fc rgb '\(style.colour.hex)'")
        ])

    case .bars(let categories, let values, let low, let high):
      return bars(categories, values, low, high, index, frame)

    case .forest(let rows, let values, let low, let high):
      return Block(
        header: ["value", "low", "high", "row", "label"],
        rows: rows.indices.map {
          [
            .number(values[$0]), .number(low[$0]), .number(high[$0]),
            .number(self.places.row(rows[$0], groups[index]).rounded(to: 6)), .text(rows[$0]),
          ]
        },
        clauses: [Clause(layer: .points, text: "using 1:4:2:3 with xerrorbars \(point)")])

    case .heatMap(let map):
      return heatMap(map)

    case .image(let picture):
      return Block(
        header: ["x", "y", "red", "green", "blue"],
        rows: (0..<picture.height * picture.width).map { pixel in
          ([pixel % picture.width, pixel / picture.width]
            + picture.bytes[3 * pixel..<3 * pixel + 3].map(Int.init)).map { .number(Double($0)) }
        },
        clauses: [Clause(layer: .cells, text: "using 1:2:3:4:5 with rgbimage")])
    case .tiles(let tiles):
      // A tile without a number is left out: gnuplot would paint it in the first colour.
      let shown = tiles.values.indices.filter { tiles.values[$0] != nil }
      let (across, up) = ((tiles.width / 2).plain, (tiles.height / 2).plain)
      return Block(
        header: ["x", "y", "value"],
        rows: shown.map {
          [.number(tiles.x[$0]), .number(tiles.y[$0]), .number(tiles.values[$0])]
        },
        clauses: [
          Clause(
            layer: .cells,
            text: "using 1:2:($1-\(across)):($1+\(across)):($2-\(up)):($2+\(up)):3 "
              + "with boxxyerror lc palette fs solid noborder")
        ])

    case .horizontal(let height):
      return reference([(frame.x.low, height), (frame.x.high, height)], line)
    case .vertical(let place):
      return reference([(place, frame.y.low), (place, frame.y.high)], line)
    case .diagonal(let slope, let intercept):
      return reference(frame.course(slope: slope, intercept: intercept), line)
    }
  }

  private func reference(_ points: [(x: Double, y: Double)], _ line: String) -> Block {
    Block(
      header: ["x", "y"], rows: points.map { [.number($0.x), .number($0.y)] },
      clauses: [Clause(layer: .reference, text: "using 1:2 with lines \(line)")])
  }

  private func bars(
    _ categories: [String], _ values: Column, _ low: Column, _ high: Column, _ index: Int,
    _ frame: Frame
  ) -> Block {
    var block = Block(
      header: ["category", "value", "left", "right", "foot"], rows: [], clauses: [])
    for (category, value) in zip(categories, values) {
      let span = places.bar(category, groups[index])
      block.rows.append([
        .text(category), .number(value), .number(span.left.rounded(to: 6)),
        .number(span.right.rounded(to: 6)), .number(frame.foot),
      ])
    }
    block.clauses.append(
      Clause(
        layer: .bars,
        text: "using (($3+$4)/2):2:3:4:5:2 with boxxyerror fs solid "
          + "border lc rgb '#ffffff' fc rgb '\(styles[index].colour.hex)'"))
    if !low.isEmpty {
      block.header += ["low", "high"]
      for row in low.indices { block.rows[row] += [.number(low[row]), .number(high[row])] }
      block.clauses.append(
        Clause(
          layer: .points,
          text: "using (($3+$4)/2):2:6:7 with yerrorbars pt 0 lc rgb '\(Script.ink)' "
            + "lw \(panel.series[index].weight.plain)"))
    }
    return block
  }

  private func heatMap(_ map: HeatMap) -> Block {
    var block = Block(header: ["column", "row", "value"], rows: [], clauses: [])
    let hasLabels = map.decimals != nil
    for (row, values) in map.values.enumerated() {
      for (column, value) in values.enumerated() {
        // A cell without a number is left out: gnuplot would paint it in the first colour.
        guard let value else { continue }
        var cells: [Cell] = [.number(Double(column)), .number(Double(row)), .number(value)]
        if let decimals = map.decimals, let colours {
          let share = min(max(colours.fraction(value) ?? 0, 0), 1)
          let isWhite = map.colours.wantsWhiteText(at: share)
          cells += [.text(value.fixed(decimals)), .number(isWhite ? 0xffffff : 0x262626)]
        }
        block.rows.append(cells)
      }
    }
    let (x, y) = ("($1-0.5):($1+0.5)", "($2-0.5):($2+0.5)")
    block.clauses.append(
      Clause(
        layer: .cells, text: "using 1:2:\(x):\(y):3 with boxxyerror lc palette fs solid noborder"))
    if hasLabels {
      block.header += ["label", "ink"]
      block.clauses.append(
        Clause(
          layer: .text,
          text: "using 1:2:4:5 with labels font ',\(Lettering.small.plain)' tc rgb variable"))
    }
    return block
  }
}
