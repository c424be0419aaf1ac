import func Tensors.require

extension Canvas {
  /// Joins points by a line, which breaks where a number is missing.
  ///
  /// With a marker the points show as well.
  @discardableResult
  public func lines(
    _ name: String, _ x: [some Coordinate], _ y: [some Coordinate], colour: Colour? = nil,
    marker: Marker? = nil, dash: Dash? = nil, width: Double = 2
  ) -> Canvas {
    check("lines", name, [x.count, y.count])
    return add(
      Series(
        name: name, shape: .lines(x: x.column, y: y.column), colour: colour, marker: marker,
        dash: dash, weight: width))
  }

  /// Draws points, each from `low` to `high` when an interval is given and with its label beside it.
  @discardableResult
  public func points(
    _ name: String, _ x: [some Coordinate], _ y: [some Coordinate], low: [Double] = [],
    high: [Double] = [], labels: [String] = [], colour: Colour? = nil, marker: Marker? = nil,
    size: Double = 0.7
  ) -> Canvas {
    check("points", name, [x.count, y.count], [low.count, high.count], [labels.count])
    let shape = Shape.points(
      x: x.column, y: y.column, low: low.column, high: high.column, labels: labels)
    return add(
      Series(name: name, shape: shape, colour: colour, marker: marker, dash: nil, weight: size))
  }

  /// Draws labelled points whose colour and marker tell their group.
  @discardableResult
  public func scatter(
    _ x: [some Coordinate], _ y: [some Coordinate], groups: [String], labels: [String] = [],
    size: Double = 0.7
  ) -> Canvas {
    check("scatter", "", [x.count, y.count, groups.count], [labels.count])
    for group in groups.unique {
      let members = groups.indices.filter { groups[$0] == group }
      points(
        group, members.map { x[$0] }, members.map { y[$0] },
        labels: labels.isEmpty ? [] : members.map { labels[$0] }, size: size)
    }
    return self
  }

  /// Fills the room between two curves, such as an interval around the line of the same name.
  @discardableResult
  public func band(
    _ name: String, _ x: [some Coordinate], low: [some Coordinate], high: [some Coordinate],
    colour: Colour? = nil
  ) -> Canvas {
    check("band", name, [x.count, low.count, high.count])
    let shape = Shape.band(x: x.column, low: low.column, high: high.column)
    return add(
      Series(name: name, shape: shape, colour: colour, marker: nil, dash: nil, weight: 0))
  }

  /// Draws a bar a category; further calls stand beside it, category by category.
  @discardableResult
  public func bars(
    _ name: String, _ categories: [String], _ values: [some Coordinate], low: [Double] = [],
    high: [Double] = [], colour: Colour? = nil
  ) -> Canvas {
    check("bars", name, [categories.count, values.count], [low.count, high.count])
    require(categories.unique == categories, "bars \"\(name)\": a category stands twice")
    let shape = Shape.bars(
      categories: categories, values: values.column, low: low.column, high: high.column)
    return add(
      Series(name: name, shape: shape, colour: colour, marker: nil, dash: nil, weight: 1.2))
  }

  /// Draws a labelled row a value, with its interval, from top to bottom; further calls share rows.
  @discardableResult
  public func forest(
    _ name: String, _ rows: [String], _ values: [some Coordinate], low: [Double], high: [Double],
    colour: Colour? = nil, marker: Marker? = nil
  ) -> Canvas {
    check("forest", name, [rows.count, values.count, low.count, high.count])
    require(rows.unique == rows, "forest \"\(name)\": a row stands twice")
    let shape = Shape.forest(
      rows: rows, values: values.column, low: low.column, high: high.column)
    return add(
      Series(name: name, shape: shape, colour: colour, marker: marker, dash: nil, weight: 0.8))
  }

  /// Draws a matrix as colours, its first row on top; missing numbers stay blank.
  ///
  /// `label` names the colour bar, `range` fixes its ends, `decimals` prints each number so.
  @discardableResult
  public func heatMap(
    _ values: [[some Coordinate]], rows: [String] = [], columns: [String] = [],
    label: String = "", range: ClosedRange<Double>? = nil, colours: ColourMap = .sequential,
    decimals: Int? = nil
  ) -> Canvas {
    let widths = values.map(\.count)
    require(
      Set(widths).count == 1 && widths.allSatisfy { $0 > 0 },
      "heat map: rows of \(widths) numbers are no matrix")
    require(
      rows.unique == rows && columns.unique == columns, "heat map: a row or column stands twice")
    check("heat map: rows of", label, [values.count], [rows.count])
    check("heat map: columns of", label, [values[0].count], [columns.count])
    require(
      panel.colourKey == nil && !panel.series.contains { $0.picture != nil },
      "a panel holds one image, one heat map or one set of tiles")
    let map = HeatMap(
      values: values.map(\.column), rows: rows, columns: columns, label: label, range: range,
      colours: colours, decimals: decimals)
    return add(
      Series(name: "", shape: .heatMap(map), colour: nil, marker: nil, dash: nil, weight: 0))
  }

  /// Draws an image with square pixels, without axes; other series may lie on it, in pixels counted
  /// from the centre of the first one, to the right and down.
  ///
  /// - Parameter bytes: red, green and blue of each pixel, row by row from the top.
  @discardableResult
  public func image(_ bytes: [UInt8], height: Int, width: Int) -> Canvas {
    require(
      height > 0 && width > 0 && bytes.count == 3 * height * width,
      "image: \(bytes.count) bytes are no \(height) rows of \(width) pixels")
    require(
      panel.colourKey == nil && !panel.series.contains { $0.picture != nil },
      "a panel holds one image or heat map")
    let picture = Picture(height: height, width: width, bytes: bytes)
    return add(
      Series(name: "", shape: .image(picture), colour: nil, marker: nil, dash: nil, weight: 0))
  }

  /// Draws a reference line across the panel at a height, such as the level of chance.
  @discardableResult
  public func horizontal(
    _ height: Double, _ name: String = "", colour: Colour = .grey, dash: Dash = .dashed
  ) -> Canvas {
    reference(name, .horizontal(height), colour, dash)
  }

  /// Draws a reference line from bottom to top at a place on the horizontal axis.
  @discardableResult
  public func vertical(
    _ place: Double, _ name: String = "", colour: Colour = .grey, dash: Dash = .dashed
  ) -> Canvas {
    reference(name, .vertical(place), colour, dash)
  }

  /// Draws the line y = slope · x + intercept; without arguments, the diagonal.
  @discardableResult
  public func diagonal(
    slope: Double = 1, intercept: Double = 0, _ name: String = "", colour: Colour = .grey,
    dash: Dash = .dashed
  ) -> Canvas {
    reference(name, .diagonal(slope: slope, intercept: intercept), colour, dash)
  }

  private func reference(
    _ name: String, _ shape: Shape, _ colour: Colour, _ dash: Dash
  ) -> Canvas {
    add(Series(name: name, shape: shape, colour: colour, marker: nil, dash: dash, weight: 1.5))
  }

  /// The columns that must be there are equally long; those of `optional` are so, or all empty.
  private func check(_ kind: String, _ name: String, _ columns: [Int], _ optional: [Int]...) {
    require(
      Set(columns).count == 1, "\(kind) \"\(name)\": columns of unequal lengths \(columns)")
    for group in optional where group.contains(where: { $0 > 0 }) {
      require(
        group.allSatisfy { $0 == columns[0] },
        "\(kind) \"\(name)\": columns of unequal lengths \(columns + group)")
    }
  }
}

extension Array where Element: Coordinate {
  var column: Column { map(\.coordinate) }
}
