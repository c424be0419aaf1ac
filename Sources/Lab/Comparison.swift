import Foundation
import Plot

/// What differs between two results: a run and its baseline, or two runs.
public struct Comparison {
  /// One of the two.
  struct Side {
    /// What the side is called in tables.
    let name: String
    let summary: Summary
    /// Parameters, versions and digests; nil for a baseline, which has none.
    var provenance: Provenance?
    /// The figures as they were drawn, by name; the others are drawn when they are shown.
    var drawings: [String: String] = [:]
  }

  let before: Side
  let after: Side
  let drift: Drift

  init(_ before: Side, _ after: Side, allowances: [String: Allowance]) {
    self.before = before
    self.after = after
    drift = Drift(after, from: before, allowances: allowances)
  }

  /// Compares two folders of results.
  ///
  /// - Parameters:
  ///   - before: the folder of the run that counts as given.
  ///   - after: the folder of the run that is compared with it.
  ///   - tolerances: a file of allowances by address, such as an experiment's
  ///     `baseline/tolerances.json`; without, numbers may differ by rounding only.
  public init(_ before: URL, _ after: URL, tolerances: URL? = nil) throws {
    let runs = try (StoredRun(before), StoredRun(after))
    // Two folders of one name are told apart by those that they lie in.
    let names =
      runs.0.folder.lastPathComponent == runs.1.folder.lastPathComponent
      ? (before.path, after.path) : (runs.0.name, runs.1.name)
    try self.init(
      Side(runs.0, name: names.0), Side(runs.1, name: names.1),
      allowances: tolerances.map(Allowance.read) ?? [:])
  }

  /// Whether something differs by more than is allowed.
  public var isDrifting: Bool { !drift.lines.isEmpty }

  /// How many values differ by more than is allowed.
  public var count: Int { drift.lines.count }

  /// What was run differently: parameters, versions, threads, device; name, before, after.
  var circumstances: [(name: String, before: String, after: String)] {
    guard let one = before.provenance?.facts, let other = after.provenance?.facts else { return [] }
    return Set(one.keys).union(other.keys).sorted().compactMap { name in
      one[name] == other[name] ? nil : (name, one[name] ?? "—", other[name] ?? "—")
    }
  }

  /// The differences as Markdown, or a sentence when there is none.
  public var markdown: String {
    var parts: [String] = []
    if !circumstances.isEmpty {
      parts += [
        "Run differently:",
        Table(
          "circumstances", columns: ["", .init(before.name), .init(after.name)],
          rows: circumstances.map { [$0.name, $0.before, $0.after] }
        ).markdown,
      ]
    }
    parts.append(isDrifting ? table.markdown : verdict)
    return parts.map { $0.trimmingCharacters(in: .newlines) }.joined(separator: "\n\n") + "\n"
  }

  /// In a sentence, whether and how much differs.
  var verdict: String {
    let other = before.provenance == nil ? "the \(before.name)" : before.name
    switch count {
    case 0: return "No difference from \(other)."
    case 1: return "1 difference from \(other)."
    default: return "\(count) differences from \(other)."
    }
  }

  /// The differences as a table.
  var table: Table {
    Table(
      "drift",
      columns: [
        "what", "paper", .init(before.name), .init(after.name), "difference", "allowed",
      ],
      rows: drift.shown.map {
        [$0.address, $0.reported, $0.before, $0.after, $0.difference, $0.allowed]
      })
  }

  /// The figures that differ, by name.
  var figures: [String] {
    let names = Set(before.summary.figures.keys).union(after.summary.figures.keys).sorted()
    return names.filter { name in drift.lines.contains { $0.isOf(figure: name) } }
  }
}

extension Comparison.Side {
  init(_ run: StoredRun, name: String) {
    self.name = name
    summary = run.summary
    provenance = run.provenance
    drawings = Dictionary(
      uniqueKeysWithValues: run.summary.figures.keys.compactMap { figure in
        run.drawing(of: figure).map { (figure, $0) }
      })
  }

  /// The figure as SVG, drawn now where it was not kept; nil when there is no such figure.
  ///
  /// What was drawn beside a baseline may be of other data, unless they are said to be the same.
  func drawing(of name: String, isOfSameData: Bool) throws -> String? {
    if provenance != nil || isOfSameData, let drawing = drawings[name] { return drawing }
    guard let figure = summary.figures[name] else { return nil }
    let folder = FileManager.default.temporaryDirectory.appending(path: "figure-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try figure.write(to: folder, name: FileName.of(name))
    return try files.first.map { try String(contentsOf: $0, encoding: .utf8) }
  }
}

extension Provenance {
  /// What may explain a difference, by name.
  fileprivate var facts: [String: String] {
    var facts = ["experiment": experiment, "preset": preset, "threads": "\(threads)"]
    facts["device"] = device
    for (name, value) in parameters { facts["parameter \(name)"] = value }
    for (name, value) in versions { facts[name] = value }
    for (name, value) in inputs { facts["input \(name)"] = String(value.prefix(12)) }
    return facts
  }
}
