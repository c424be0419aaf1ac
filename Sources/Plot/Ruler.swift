import Foundation

/// A place on an axis that is marked; without a label it is a minor one.
struct Tick: Equatable {
  var value: Double
  var label: String?
}

/// An axis with its ends and marks fixed, so that gnuplot decides nothing by itself.
struct Ruler {
  var scale = Scale.linear
  var low: Double
  var high: Double
  var ticks: [Tick]
  var isReversed = false
  var isCategorical = false

  var labels: [String] { ticks.compactMap(\.label) }

  /// Fixes the ends: the given range, or the span of the values that can be drawn plus a margin.
  ///
  /// - Parameters:
  ///   - values: what must be visible.
  ///   - foot: a value at which the axis may end without a margin, as bars stand on 0.
  ///   - room: about how many labelled marks there is room for.
  init(_ axis: Axis, values: [Double], foot: Double?, room: Int, name: String) throws {
    scale = axis.scale
    if let range = axis.range {
      (low, high) = try Ruler.ends(of: range, scale, name: name)
    } else {
      let isLog = axis.scale == .log
      let drawable = values.filter { !isLog || $0 > 0 }
      guard let least = drawable.min(), let most = drawable.max() else {
        throw PlotError("\(name): no number to draw\(isLog ? " on a log scale" : "")")
      }
      (low, high) = Ruler.padded(least, most, scale)
      if scale == .linear, let foot {
        if least == foot { low = foot }
        if most == foot { high = foot }
      }
    }
    guard (high - low).isFinite, (high / low).isFinite || scale == .linear else {
      throw PlotError("\(name): the range \(low)...\(high) is too wide to draw")
    }
    ticks = []
    if axis.ticks.isEmpty {
      ticks = scale == .log ? logTicks(room: room) : linearTicks(room: room)
    } else {
      ticks = axis.ticks.filter { $0.isFinite && low <= $0 && $0 <= high }
        .map { Tick(value: $0, label: Ruler.label($0)) }
    }
  }

  /// An axis of categories, the first at 0.
  init(categories: [String]) {
    low = -0.5
    high = Double(categories.count) - 0.5
    ticks = categories.enumerated().map { Tick(value: Double($0.offset), label: $0.element) }
    isCategorical = true
  }

  static func ends(of range: ClosedRange<Double>, _ scale: Scale, name: String) throws
    -> (Double, Double)
  {
    guard range.lowerBound.isFinite, range.upperBound.isFinite else {
      throw PlotError("\(name): the range \(range) is not finite")
    }
    guard range.lowerBound < range.upperBound else {
      throw PlotError("\(name): the range \(range) is empty")
    }
    guard scale == .linear || range.lowerBound > 0 else {
      throw PlotError("\(name): the range \(range) of a log scale must be above 0")
    }
    return (range.lowerBound, range.upperBound)
  }

  /// Where a value stands between the ends, 0 to 1; nil where the scale has no place for it.
  func fraction(_ value: Double) -> Double? {
    guard scale == .linear || value > 0 else { return nil }
    let share =
      scale == .linear
      ? (value - low) / (high - low) : Foundation.log(value / low) / Foundation.log(high / low)
    return isReversed ? 1 - share : share
  }

  /// The value at a fraction of the way between the ends.
  func value(at fraction: Double) -> Double {
    let share = isReversed ? 1 - fraction : fraction
    return scale == .linear ? low + share * (high - low) : low * pow(high / low, share)
  }

  private static func padded(_ least: Double, _ most: Double, _ scale: Scale) -> (Double, Double) {
    switch scale {
    case .log:
      let factor = least == most ? 2 : pow(most / least, 0.04)
      return (least / factor, most * factor)
    case .linear:
      let margin = least == most ? (least == 0 ? 0.5 : abs(least) * 0.1) : (most - least) * 0.04
      return (least - margin, most + margin)
    }
  }
}

extension Ruler {
  /// Marks at multiples of 1, 2 or 5 times a power of ten.
  func linearTicks(room: Int) -> [Tick] {
    let rough = (high - low) / Double(max(room, 2))
    let power = floor(log10(rough))
    let unit = pow(10, power)
    let (factor, exponent) =
      [(1.0, power), (2, power), (5, power)].first { $0.0 * unit >= rough * 0.999 }
      ?? (1, power + 1)
    let step = factor * pow(10, exponent)
    let (first, last) = ((low / step - 1e-9).rounded(.up), (high / step + 1e-9).rounded(.down))
    guard first <= last else { return [] }
    let multiples = Array(stride(from: first, through: last, by: 1))
    // Divide where the power is negative: 3 / 10 is the double nearest to 0.3, 3 * 0.1 is not.
    let values = multiples.map {
      // Adding 0 makes a negative zero a plain one.
      (exponent < 0 ? $0 * factor / pow(10, -exponent) : $0 * step) + 0
    }
    let largest = values.map(abs).max() ?? 0
    if largest >= 1e6 || largest < 1e-3 {
      let shared = Int(floor(log10(max(largest, .leastNormalMagnitude)) / 3)) * 3
      let decimals = max(0, shared - Int(exponent))
      return values.map { value in
        let mantissa = (value / pow(10, Double(shared))).fixed(decimals)
        return Tick(
          value: value, label: value == 0 ? "0" : "\(mantissa)×10\(Ruler.superscript(shared))")
      }
    }
    let decimals = max(0, -Int(exponent))
    return values.map {
      Tick(value: $0, label: $0.fixed(decimals))
    }
  }

  /// Powers of ten with minor marks between them, or 1, 2, 5 steps when few decades are covered.
  func logTicks(room: Int) -> [Tick] {
    let (first, last) = (Int(floor(log10(low))), Int(floor(log10(high) + 1e-12)))
    let (least, most) = (low * (1 - 1e-12), high * (1 + 1e-12))
    var all: [(Int, Int, Double)] = []
    for exponent in first...last {
      let power = pow(10, Double(abs(exponent)))
      for digit in 1...9 {
        let value = exponent < 0 ? Double(digit) / power : Double(digit) * power
        if least <= value, value <= most { all.append((digit, exponent, value)) }
      }
    }
    let steps = all.filter { [1, 2, 5].contains($0.0) }
    if steps.count < 3 { return linearTicks(room: room) }
    if steps.count <= max(room, 4) + 2 {
      return all.map { digit, _, value in
        Tick(value: value, label: [1, 2, 5].contains(digit) ? Ruler.label(value) : nil)
      }
    }
    let every = (all.count { $0.0 == 1 } - 1) / max(room, 2) + 1
    return all.compactMap { digit, exponent, value in
      if digit == 1, exponent.isMultiple(of: every) {
        return Tick(value: value, label: "10\(Ruler.superscript(exponent))")
      }
      return every == 1 || (digit == 1 && every < 4) ? Tick(value: value) : nil
    }
  }

  /// A number in its shortest form.
  static func label(_ value: Double) -> String {
    if value != 0, !(1e-4..<1e6).contains(abs(value)) {
      let exponent = Int(floor(log10(abs(value))))
      let mantissa = value / pow(10, Double(exponent))
      let rounded = (mantissa * 100).rounded() / 100
      let power = "10\(superscript(exponent))"
      return rounded == 1 ? power : "\(rounded.plain)×\(power)".typographic
    }
    return value.plain.typographic
  }

  /// An exponent in raised digits; they spare the labels gnuplot's markup.
  private static func superscript(_ exponent: Int) -> String {
    let raised: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return String(String(exponent).compactMap { raised[$0] })
  }
}
