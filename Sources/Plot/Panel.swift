/// Whether equal distances on an axis are equal differences or equal ratios.
public enum Scale: String, Codable, Sendable {
  /// Equal distances are equal differences.
  case linear
  /// Equal distances are equal ratios; numbers that are not positive are missing points.
  case log
}

/// Where the names of the series stand.
public enum Legend: String, Codable, Sendable {
  /// In a corner that no data reaches, outside when there is none; panels do not repeat it.
  case automatic
  /// Nowhere.
  case none
  /// In this corner, whatever is there.
  case topRight, topLeft, bottomRight, bottomLeft
  /// To the right of all panels.
  case outside
}

struct Axis: Codable, Equatable, Sendable {
  var label = ""
  var scale = Scale.linear
  var range: ClosedRange<Double>?
  var ticks: [Double] = []
}

extension Axis {
  init(from decoder: any Decoder) throws {
    let stored = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    try stored.fill(&label, .label)
    try stored.fill(&scale, .scale)
    try stored.fill(&range, .range)
    try stored.fill(&ticks, .ticks)
  }
}

/// Numbers to draw; nil is a missing point.
typealias Column = [Double?]

/// What a series draws.
enum Shape: Codable, Equatable, Sendable {
  case lines(x: Column, y: Column)
  case points(x: Column, y: Column, low: Column, high: Column, labels: [String])
  case band(x: Column, low: Column, high: Column)
  case bars(categories: [String], values: Column, low: Column, high: Column)
  case forest(rows: [String], values: Column, low: Column, high: Column)
  case heatMap(HeatMap)
  case image(Picture)
  case tiles(Tiles)
  case horizontal(Double)
  case vertical(Double)
  case diagonal(slope: Double, intercept: Double)
}

struct HeatMap: Codable, Equatable, Sendable {
  var values: [Column]
  var rows: [String]
  var columns: [String]
  var label: String
  var range: ClosedRange<Double>?
  var colours: ColourMap
  var decimals: Int?
}

/// An image: three bytes a pixel, row by row from the top.
struct Picture: Codable, Equatable, Sendable {
  var height: Int
  var width: Int
  var bytes: [UInt8]
}

/// Equal rectangles anywhere on two number axes, each with a number as its colour.
struct Tiles: Codable, Equatable, Sendable {
  /// The middles.
  var x: Column
  var y: Column
  var width: Double
  var height: Double
  var values: Column
  var label: String
  var range: ClosedRange<Double>?
  var colours: ColourMap
}

/// How the colours of a panel stand for numbers.
struct ColourKey {
  var values: Column
  var label: String
  var range: ClosedRange<Double>?
  var colours: ColourMap
}

struct Series: Codable, Equatable, Sendable {
  var name: String
  var shape: Shape
  var colour: Colour?
  var marker: Marker?
  var dash: Dash?
  /// The line's width or the marker's size.
  var weight: Double

  /// Reference lines stay grey and leave the palette to the data.
  var isReference: Bool {
    switch shape {
    case .horizontal, .vertical, .diagonal: return true
    default: return false
    }
  }
}

struct Panel: Codable, Equatable, Sendable {
  var title = ""
  var x = Axis()
  var y = Axis()
  var legend = Legend.automatic
  /// Whether axes, marks and grid are drawn.
  var hasAxes = true
  var series: [Series] = []

  /// The heat map's or the tiles' colours; a panel has one at most.
  var colourKey: ColourKey? { series.lazy.compactMap(\.colourKey).first }

  /// Names in the order in which they first appear.
  var names: [String] { series.map(\.name).filter { !$0.isEmpty }.unique }
}

extension Panel {
  init(from decoder: any Decoder) throws {
    let stored = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    try stored.fill(&title, .title)
    try stored.fill(&x, .x)
    try stored.fill(&y, .y)
    try stored.fill(&legend, .legend)
    try stored.fill(&hasAxes, .hasAxes)
    try stored.fill(&series, .series)
  }
}

extension KeyedDecodingContainer {
  /// Puts what is stored under a key into its place, which keeps its default where nothing is: the
  /// figure was stored before the field was there.
  fileprivate func fill<Value: Decodable>(_ place: inout Value, _ key: Key) throws {
    if let stored = try decodeIfPresent(Value.self, forKey: key) { place = stored }
  }
}

extension Array where Element: Hashable {
  /// The elements without repetition, in the order of first appearance.
  var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
