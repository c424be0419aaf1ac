import Foundation
import func Tensors.require

/// A colour of the palette, or a shade of a colour map.
public struct Colour: Codable, Hashable, Sendable {
  /// Red, green and blue as `#rrggbb`.
  public let hex: String

  init(_ hex: String) { self.hex = hex }

  // Okabe & Ito, "Color universal design" (2008): told apart by readers with any colour vision.

  /// Blue of Okabe and Ito.
  public static let blue = Colour("#0072b2")
  /// Vermilion of Okabe and Ito.
  public static let vermilion = Colour("#d55e00")
  /// Bluish green of Okabe and Ito.
  public static let green = Colour("#009e73")
  /// Orange of Okabe and Ito.
  public static let orange = Colour("#e69f00")
  /// Reddish purple of Okabe and Ito.
  public static let purple = Colour("#cc79a7")
  /// Sky blue of Okabe and Ito.
  public static let sky = Colour("#56b4e9")
  /// Black.
  public static let black = Colour("#000000")
  /// Yellow of Okabe and Ito; too pale for a thin line, so never chosen on its own.
  public static let yellow = Colour("#f0e442")
  /// A middle grey, for what should stay in the background.
  public static let grey = Colour("#7f7f7f")

  /// What series get in turn when they ask for no colour.
  public static let palette = [blue, vermilion, green, orange, purple, sky, black]

  /// The shade at `position` (0 to 1) of the sequential colour map, for series that are ordered.
  public static func shade(_ position: Double) -> Colour {
    require((0...1).contains(position), "shade(\(position)) is not between 0 and 1")
    let stops = ColourMap.sequential.stops
    let scaled = position * Double(stops.count - 1)
    let lower = min(Int(scaled), stops.count - 2)
    let mixed = zip(stops[lower].components, stops[lower + 1].components).map { low, high in
      Int((low + (high - low) * (scaled - Double(lower))).rounded())
    }
    return Colour(String(format: "#%02x%02x%02x", mixed[0], mixed[1], mixed[2]))
  }

  private var components: [Double] {
    let bits = Int(hex.dropFirst(), radix: 16) ?? 0
    return [bits >> 16, (bits >> 8) & 255, bits & 255].map(Double.init)
  }
}

/// How a heat map turns a number into a colour.
public enum ColourMap: String, Codable, Sendable {
  /// Dark to light (viridis), for numbers that go from little to much.
  case sequential
  /// Blue over white to red, for numbers on both sides of a middle, such as correlations.
  case diverging

  var stops: [Colour] {
    switch self {
    case .sequential:
      return [
        "#440154", "#482878", "#3e4a89", "#31688e", "#26838e", "#1f9e89", "#35b779", "#6dcd59",
        "#b4de2c", "#fde725",
      ].map(Colour.init)
    case .diverging:
      return ["#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b"]
        .map(Colour.init)
    }
  }

  /// Whether white text is easier to read than dark text on the colour at `position` (0 to 1).
  func wantsWhiteText(at position: Double) -> Bool {
    switch self {
    case .sequential: return position < 0.55
    case .diverging: return abs(position - 0.5) > 0.38
    }
  }
}

/// The sign that stands for a point.
public enum Marker: String, Codable, CaseIterable, Sendable {
  /// A sign filled with the series' colour.
  case circle, square, triangle, diamond, downTriangle
  /// An outline.
  case openCircle, openSquare, openTriangle, openDiamond, openDownTriangle

  /// gnuplot's number for it, the same in the svg and the cairo terminals.
  var pointType: Int {
    switch self {
    case .circle: return 7
    case .square: return 5
    case .triangle: return 9
    case .diamond: return 13
    case .downTriangle: return 11
    case .openCircle: return 6
    case .openSquare: return 4
    case .openTriangle: return 8
    case .openDiamond: return 12
    case .openDownTriangle: return 10
    }
  }
}

/// How a line is broken.
public enum Dash: String, Codable, CaseIterable, Sendable {
  /// The pattern of the line.
  case solid, dashed, dotted, dashDotted, longDashed

  var dashType: String {
    switch self {
    case .solid: return "solid"
    case .dashed: return "(7,4)"
    case .dotted: return "(2,3)"
    case .dashDotted: return "(9,3,2,3)"
    case .longDashed: return "(14,4)"
    }
  }
}
