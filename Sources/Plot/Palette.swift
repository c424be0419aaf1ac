/// How a series looks.
struct Style {
  let colour: Colour
  let marker: Marker
  let dash: Dash
}

/// Gives each name of a figure its colour, marker and dash, the same in all panels.
struct Palette {
  private let names: [String]
  private let chosen: [String: [Series]]

  init(_ panels: [Panel]) {
    let series = panels.flatMap(\.series).filter { !$0.isReference }
    names = series.map(\.name).filter { !$0.isEmpty }.unique
    chosen = Dictionary(grouping: series.filter { !$0.name.isEmpty }, by: \.name)
  }

  /// The series' own choice, else that of its namesakes, else the next free of the palette.
  ///
  /// Five dashes and seven colours have no common divisor, so that 35 lines look different. Where a
  /// colour was chosen, it alone tells the line unless a dash was chosen too.
  func style(of series: Series, unnamed: Int) -> Style {
    let namesakes = [series] + (series.isReference ? [] : chosen[series.name] ?? [])
    let slot = names.firstIndex(of: series.name) ?? names.count + unnamed
    let colour = namesakes.lazy.compactMap(\.colour).first
    let dash = colour == nil ? Dash.allCases[slot % Dash.allCases.count] : .solid
    return Style(
      colour: colour ?? Colour.palette[slot % Colour.palette.count],
      marker: namesakes.lazy.compactMap(\.marker).first
        ?? Marker.allCases[slot % Marker.allCases.count],
      dash: namesakes.lazy.compactMap(\.dash).first ?? dash)
  }
}
