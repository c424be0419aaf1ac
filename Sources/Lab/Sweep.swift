import Foundation
import Metrics

/// Runs over a grid of parameters: each list or range on the command line is an axis.
struct Sweep: Equatable {
  /// A parameter with the values it takes, as they stand on the command line.
  struct Axis: Equatable {
    let parameter: String
    let option: String
    let values: [String]

    /// Whether it repeats the same measurement with other random numbers.
    var isSeed: Bool { parameter == "seed" || parameter.hasSuffix("Seed") }
  }

  /// A place in the grid: the value on each axis.
  struct Point {
    let values: [String]
    let axes: [Axis]

    /// The place as options: `--seed=1 --rate=0.1`.
    var arguments: [String] { zip(axes, values).map { "--\($0.option)=\($1)" } }

    /// The place in words: `seed 1, rate 0.1`.
    var title: String { zip(axes, values).map { "\($0.option) \($1)" }.joined(separator: ", ") }

    /// The values on all axes but those of seeds.
    var setting: [String] { zip(axes, values).filter { !$0.0.isSeed }.map(\.1) }
  }

  private(set) var axes: [Axis] = []

  mutating func add(_ axis: Axis) { axes.append(axis) }

  /// Every place of the grid; the last axis changes fastest.
  var points: [Point] {
    let places = axes.reduce([[String]]([[]])) { places, axis in
      places.flatMap { place in axis.values.map { place + [$0] } }
    }
    return places.map { Point(values: $0, axes: axes) }
  }

  /// The single values in a text: `1,2,5` and, of whole numbers, `0...4`; lists of a parameter that
  /// is itself a list are separated by semicolons. One value: the text is no list.
  static func values(in text: String, for type: any Codable.Type) throws -> [String] {
    if ParameterText.isWhole(type), text.contains("..") {
      guard let dots = text.range(of: "..."), let first = Int(text[..<dots.lowerBound]),
        let last = Int(text[dots.upperBound...]),
        first <= last
      else { throw LabError("expects a range such as 0...4, got '\(text)'") }
      guard last - first < 10_000 else { throw LabError("'\(text)' has over 10,000 values") }
      return (first...last).map(String.init)
    }
    if ParameterText.isReal(type), text.contains("..") {
      throw LabError(
        "expects a number or a list such as 0.1,0.2, as ranges are of whole numbers, got '\(text)'")
    }
    if ParameterText.isPath(type), FileManager.default.fileExists(atPath: text) { return [text] }
    let separator: Character = ParameterText.isList(type) ? ";" : ","
    let values = text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    if Set(values).count < values.count { throw LabError("has a value twice: '\(text)'") }
    return values
  }
}

/// What came out at one place of the grid.
struct SweepResult {
  let point: Sweep.Point
  let summary: Summary
}

extension [SweepResult] {
  /// A row for each claim and setting: our number, its mean and 95 % interval over seeds, and the
  /// verdicts.
  func claims(axes: [Sweep.Axis]) -> Table {
    table("claims", axes, value: "claim", more: ["verdict"]) { result in
      result.summary.claims.map { ($0.sentence, $0.ours, $0.verdict.rawValue) }
    }
  }

  /// A row for each number of the tables and setting: its mean and 95 % interval over seeds.
  func numbers(axes: [Sweep.Axis]) -> Table {
    table("numbers", axes, value: "number", more: []) { result in
      result.summary.tables.flatMap(Summary.numbers).map { ($0, $1, "") }
    }
  }

  private func table(
    _ name: String, _ axes: [Sweep.Axis], value: String, more: [String],
    _ list: (SweepResult) -> [(name: String, number: Estimate?, text: String)]
  ) -> Table {
    let settings = axes.filter { !$0.isSeed }
    let columns = [value] + settings.map(\.option) + ["ours"] + more + ["runs"]
    var order: [[String]] = []
    var found: [[String]: [(number: Estimate?, text: String)]] = [:]
    for result in self {
      for (name, number, text) in list(result) {
        let place = [name] + result.point.setting
        if found[place] == nil { order.append(place) }
        found[place, default: []].append((number, text))
      }
    }
    // All settings of a claim or number stand together.
    let names = order.map { $0[0] }.reduce(into: [String: Int]()) { ranks, name in
      if ranks[name] == nil { ranks[name] = ranks.count }
    }
    let ranked = order.enumerated().sorted {
      (names[$0.element[0], default: 0], $0.offset) < (names[$1.element[0], default: 0], $1.offset)
    }.map(\.element)
    return Table(
      name, columns: columns.map { Table.Column($0) },
      rows: ranked.map { place in
        let results = found[place, default: []]
        let ours = results.compactMap(\.number)
        let verdicts = Set(results.map(\.text)).sorted().map { verdict in
          "\(verdict) (\(results.count { $0.text == verdict }))"
        }.joined(separator: ", ")
        return place + [ours.isEmpty ? nil : Estimate(meanOver: ours)] as [any TableValue]
          + more.map { _ in verdicts } + [results.count]
      })
  }
}

extension Estimate {
  /// The mean over repetitions with Student's 95 % interval; a single one keeps its own interval.
  init(meanOver repetitions: [Estimate]) {
    guard repetitions.count > 1 else {
      self = repetitions.first ?? Estimate(.nan)
      return
    }
    let values = repetitions.map(\.value)
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (count - 1)
    let t = StudentTDistribution(degreesOfFreedom: count - 1).quantile(0.975)
    let half = t * (variance / count).squareRoot()
    self.init(mean, low: mean - half, high: mean + half)
  }
}
