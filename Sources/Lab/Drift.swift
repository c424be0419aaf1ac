import Foundation

/// How far results may move from the baseline; from `baseline/tolerances.json`, by address.
///
/// The file maps patterns of addresses (`*` stands for anything) to allowances; the longest pattern
/// that fits counts. A number may differ by `absolute` or by `relative` times the baseline's; with
/// `rank` the numbers of a table's column may change, but no row may move by more places than that.
public struct Allowance: Codable, Equatable, Sendable {
  /// The largest difference.
  public var absolute: Double?
  /// The largest difference as a share of the baseline's value.
  public var relative: Double?
  /// The largest number of places by which a row of a column may move.
  public var rank: Int?

  /// What holds where no pattern fits: rounding of the last digits.
  static let standard = Allowance(absolute: 1e-9, relative: 1e-6)

  func allows(_ now: Double, _ before: Double) -> Bool {
    if now == before || (now.isNaN && before.isNaN) { return true }
    let difference = abs(now - before)
    return difference <= absolute ?? 0 || difference <= (relative ?? 0) * abs(before)
  }

  var text: String {
    [
      absolute.map { "±\($0)" }, relative.map { "±\($0 * 100) %" }, rank.map { "±\($0) places" },
    ].compactMap { $0 }.joined(separator: " or ")
  }
}

/// The differences between a run and its baseline that are larger than allowed.
struct Drift {
  /// One difference.
  struct Line: Equatable {
    let address: String
    let reported: String
    let baseline: String
    let ours: String
    let difference: String
    let allowed: String
  }

  let lines: [Line]

  init(_ run: Summary, from baseline: Summary, allowances: [String: Allowance]) {
    let before = Dictionary(
      baseline.values.map { ($0.address, $0.value) }, uniquingKeysWith: { first, _ in first })
    let now = run.values
    let ranks = (Self.ranks(of: run), Self.ranks(of: baseline))
    var lines: [Line] = []
    var seen = Set<String>()
    for (address, value, reported) in now {
      seen.insert(address)
      let allowance = Self.allowance(for: address, in: allowances)
      func add(_ baseline: String, _ ours: String, _ difference: String, _ allowed: String) {
        lines.append(
          Line(
            address: address, reported: reported ?? "", baseline: baseline, ours: ours,
            difference: difference, allowed: allowed))
      }
      guard let old = before[address] else {
        add("", value.shown, "new", "")
        continue
      }
      if let rank = allowance.rank, let place = ranks.0[address], let was = ranks.1[address] {
        if abs(place - was) > rank {
          add("place \(was)", "place \(place)", "\(place - was)", allowance.text)
        }
      } else if case .number(let number) = value, case .number(let other) = old {
        if !allowance.allows(number, other) {
          add(old.shown, value.shown, String(format: "%+.3g", number - other), allowance.text)
        }
      } else if value != old {
        add(old.shown, value.shown, "changed", "")
      }
    }
    for (address, value, _) in baseline.values where !seen.contains(address) {
      lines.append(
        Line(
          address: address, reported: "", baseline: value.shown, ours: "", difference: "gone",
          allowed: ""))
    }
    self.lines = lines
  }

  /// The differences as a table of Markdown, or a sentence when there is none.
  var markdown: String {
    guard !lines.isEmpty else { return "No difference from the baseline.\n" }
    return Table(
      "drift", columns: ["what", "paper", "baseline", "ours", "difference", "allowed"],
      rows: lines.map {
        [$0.address, $0.reported, $0.baseline, $0.ours, $0.difference, $0.allowed]
      }
    ).markdown
  }

  private static func allowance(for address: String, in allowances: [String: Allowance])
    -> Allowance
  {
    let fitting = allowances.filter { matches(address, $0.key) }
    return fitting.max { ($0.key.count, $0.key) < ($1.key.count, $1.key) }?.value ?? .standard
  }

  /// Whether the address fits the pattern, in which `*` stands for any text.
  static func matches(_ address: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard let first = parts.first, let last = parts.last, parts.count > 1 else {
      return address == pattern
    }
    guard address.hasPrefix(first) else { return false }
    var left = address.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = left.range(of: part) else { return false }
      left = left[found.upperBound...]
    }
    return left.hasSuffix(last)
  }

  /// The place of each number of a table among those of its column, by address.
  private static func ranks(of summary: Summary) -> [String: Int] {
    var columns: [String: [(address: String, value: Double)]] = [:]
    for (address, value, _) in summary.values where address.hasPrefix("table/") {
      guard case .number(let number) = value else { continue }
      let parts = address.split(separator: "/", omittingEmptySubsequences: false)
      let column = "\(parts[1])/\(parts.dropFirst(3).joined(separator: "/"))"
      columns[column, default: []].append((address, number))
    }
    var ranks: [String: Int] = [:]
    for entries in columns.values {
      for entry in entries {
        ranks[entry.address] = 1 + entries.count { $0.value > entry.value }
      }
    }
    return ranks
  }
}
