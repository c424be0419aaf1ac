import Foundation
import Plot

/// The differences between two results that are larger than allowed.
struct Drift {
  /// One difference.
  struct Line: Equatable {
    let address: String
    let reported: String
    let before: String
    let after: String
    let difference: String
    let allowed: String
    /// How far a number moved; nil where no number did.
    var distance: Double?

    /// Whether the line is about the figure.
    func isOf(figure name: String) -> Bool { address.hasPrefix("figure/\(name)/") }
  }

  let lines: [Line]

  init(
    _ after: Comparison.Side, from before: Comparison.Side, allowances: [String: Allowance]
  ) {
    let old = Dictionary(
      before.summary.values.map { ($0.address, $0.value) }, uniquingKeysWith: { first, _ in first })
    let ranks = (before.summary.ranks, after.summary.ranks)
    var lines: [Line] = []
    var seen = Set<String>()
    for (address, value, reported) in after.summary.values {
      seen.insert(address)
      let allowance = Allowance.of(address, in: allowances)
      func add(_ was: String, _ now: String, _ difference: String, by distance: Double? = nil) {
        lines.append(
          Line(
            address: address, reported: reported ?? "", before: was, after: now,
            difference: difference, allowed: distance == nil ? "" : allowance.text,
            distance: distance))
      }
      guard let was = old[address] else {
        add("", value.shown, "new")
        continue
      }
      if let rank = allowance.rank, let place = ranks.1[address], let earlier = ranks.0[address] {
        if abs(place - earlier) > rank {
          let moved = place - earlier
          add("place \(earlier)", "place \(place)", "\(moved)", by: Double(moved))
        }
      } else if case .number(let number) = value, case .number(let other) = was {
        if !allowance.allows(number, other) {
          let moved = number - other
          let (before, after) = Self.texts(other, number)
          add(before, after, String(format: "%+.3g", moved), by: moved)
        }
      } else if value != was {
        add(was.shown, value.shown, "changed")
      }
    }
    for (address, value, _) in before.summary.values where !seen.contains(address) {
      lines.append(
        Line(
          address: address, reported: "", before: value.shown, after: "", difference: "gone",
          allowed: ""))
    }
    self.lines = lines + Self.redrawn(before, after)
  }

  /// Two numbers, long ones rounded where that leaves them different.
  private static func texts(_ one: Double, _ other: Double) -> (String, String) {
    let texts = [one, other].map { number in
      let text = "\(number)"
      return text.count > 8 ? String(format: "%.6g", number) : text
    }
    return texts[0] == texts[1] ? ("\(one)", "\(other)") : (texts[0], texts[1])
  }

  /// Figures of equal data that look different though drawn by the same gnuplot.
  private static func redrawn(_ before: Comparison.Side, _ after: Comparison.Side) -> [Line] {
    func gnuplot(_ drawing: String) -> Substring? {
      drawing.firstMatch(of: #/<desc>(.*?)</desc>/#)?.output.1
    }
    return after.summary.figures.keys.sorted().compactMap { name in
      guard before.summary.figures[name] == after.summary.figures[name],
        let old = before.drawings[name], let new = after.drawings[name],
        gnuplot(old) == gnuplot(new), normalisedSVG(old) != normalisedSVG(new)
      else { return nil }
      return Line(
        address: "figure/\(name)/drawing", reported: "", before: "", after: "",
        difference: "equal data, drawn differently", allowed: "")
    }
  }

  /// The lines, with more than three of one series of a figure told as one.
  var shown: [Line] {
    let groups = Dictionary(grouping: lines.indices) { Self.series(of: lines[$0].address) ?? "" }
    return lines.indices.compactMap { index in
      guard let series = Self.series(of: lines[index].address), let all = groups[series],
        all.count > 3
      else { return lines[index] }
      guard index == all.first else { return nil }
      let largest = all.max { abs(lines[$0].distance ?? 0) < abs(lines[$1].distance ?? 0) }
      let line = lines[largest ?? index]
      return Line(
        address: "\(series) (\(all.count) values)", reported: "", before: line.before,
        after: line.after, difference: "\(line.difference) at most", allowed: line.allowed)
    }
  }

  /// `figure/<name>/panels/<n>/series/<m>` of an address in a figure's series.
  private static func series(of address: String) -> String? {
    address.firstMatch(of: #/^figure\/.*\/series\/[0-9]+(?=\/)/#).map { String($0.output) }
  }
}

extension Summary {
  /// The place of each number of a table among those of its column, by address; the largest is the
  /// first, and equal numbers share a place.
  var ranks: [String: Int] {
    var ranks: [String: Int] = [:]
    for table in tables {
      for (index, column) in table.columns.enumerated() {
        let numbers = zip(table.rows, table.labels).compactMap { row, label in
          row[index].number.map { ("table/\(table.name)/\(label)/\(column.name)", $0.value) }
        }
        for (address, value) in numbers {
          ranks[address] = 1 + numbers.count { $0.1 > value }
        }
      }
    }
    return ranks
  }
}
