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

  /// Reads a file of allowances by pattern; an error names it.
  static func read(_ file: URL) throws -> [String: Allowance] {
    do {
      return try JSON.decoder.decode([String: Allowance].self, from: Data(contentsOf: file))
    } catch let error as DecodingError {
      throw LabError("\(file.path): not allowances by address: \(error)")
    }
  }

  /// The allowance for an address.
  static func of(_ address: String, in allowances: [String: Allowance]) -> Allowance {
    let fitting = allowances.filter { matches(address, $0.key) }
    return fitting.max { ($0.key.count, $0.key) < ($1.key.count, $1.key) }?.value ?? .standard
  }

  func allows(_ now: Double, _ before: Double) -> Bool {
    if now == before || (now.isNaN && before.isNaN) { return true }
    let difference = abs(now - before)
    return difference <= absolute ?? 0 || difference <= (relative ?? 0) * abs(before)
  }

  var text: String {
    [
      absolute.map { "±\($0)" }, relative.map { "±\(String(format: "%.6g", $0 * 100)) %" },
      rank.map { "±\($0) places" },
    ].compactMap { $0 }.joined(separator: " or ")
  }

  /// Whether the address fits the pattern, in which `*` stands for any text.
  private static func matches(_ address: String, _ pattern: String) -> Bool {
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
}
