import Foundation

extension Table {
  /// A number as shown: `0.512`, or `0.512 [0.401, 0.618]` with an interval.
  static func text(_ number: Estimate, digits: Int) -> String {
    func shown(_ value: Double) -> String { String(format: "%.\(digits)f", value) }
    guard let low = number.low, let high = number.high else { return shown(number.value) }
    return "\(shown(number.value)) [\(shown(low)), \(shown(high))]"
  }

  /// The entry without markup; the paper's value follows in parentheses.
  func text(_ entry: Entry, in column: Column) -> String {
    let (own, interval, reported) = parts(of: entry, in: column)
    return [own, interval, reported].compactMap { $0 }.joined(separator: " ")
  }

  /// The entry's number or text, its interval in brackets and the paper's value in parentheses.
  func parts(of entry: Entry, in column: Column) -> (
    own: String, interval: String?, reported: String?
  ) {
    let shown = entry.number.map { Self.text($0, digits: entry.digits ?? column.digits) }
    let own = entry.text ?? shown ?? "—"
    let reported = entry.reported.map { "(\($0))" }
    guard entry.text == nil, let bracket = own.firstIndex(of: "[") else {
      return (own, nil, reported)
    }
    return (String(own[..<bracket].dropLast()), String(own[bracket...]), reported)
  }

  /// The rows whose entry in the column is its best number.
  func best(in index: Int) -> Set<Int> {
    guard let best = columns[index].best else { return [] }
    let values = rows.enumerated().compactMap { row, entries in
      entries[index].number.map { (row: row, value: $0.value) }
    }
    let extreme = best == .highest ? values.map(\.value).max() : values.map(\.value).min()
    return Set(values.filter { $0.value == extreme }.map(\.row))
  }

  /// Whether the column holds numbers and is set flush right.
  func isNumeric(_ index: Int) -> Bool { rows.contains { $0[index].number != nil } }

  /// Whether some entry shows a paper's value.
  var hasReported: Bool { rows.contains { $0.contains { $0.reported != nil } } }

  /// The table as GitHub-flavoured Markdown, the best of a column in bold.
  public var markdown: String {
    func escaped(_ text: String) -> String {
      text.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("\n", with: " ")
    }
    func line(_ parts: [String]) -> String { "| " + parts.joined(separator: " | ") + " |" }
    let bold = columns.indices.map(best)
    let body = rows.enumerated().map { row, entries in
      line(
        columns.indices.map { index in
          let text = escaped(text(entries[index], in: columns[index]))
          return bold[index].contains(row) ? "**\(text)**" : text
        })
    }
    let rule = columns.indices.map { isNumeric($0) ? "---:" : "---" }
    return ([line(columns.map { escaped($0.name) }), line(rule)] + body).joined(separator: "\n")
      + "\n"
  }

  /// The table as CSV (RFC 4180) with numbers in full precision.
  ///
  /// A column with intervals is followed by its `low` and `high`, one with the paper's values by
  /// `reported`; what is missing is empty.
  public var csv: String {
    func quoted(_ text: String) -> String {
      text.contains { "\",\n\r".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
    func number(_ value: Double?) -> String {
      value.map { $0 == $0.rounded() && abs($0) < 1e15 ? String(format: "%.0f", $0) : "\($0)" }
        ?? ""
    }
    let hasInterval = columns.indices.map { index in
      rows.contains { $0[index].number?.low != nil }
    }
    let hasReported = columns.indices.map { index in rows.contains { $0[index].reported != nil } }
    let head = columns.indices.flatMap { index in
      let name = columns[index].name
      return [name] + (hasInterval[index] ? ["\(name) low", "\(name) high"] : [])
        + (hasReported[index] ? ["\(name) reported"] : [])
    }
    let body = rows.map { row in
      columns.indices.flatMap { index in
        let entry = row[index]
        return [entry.text ?? number(entry.number?.value)]
          + (hasInterval[index] ? [number(entry.number?.low), number(entry.number?.high)] : [])
          + (hasReported[index] ? [entry.reported ?? ""] : [])
      }
    }
    return ([head] + body).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }
}
