import Foundation

/// When, where and how a run took place: the part of its provenance that differs between runs of
/// the same thing. It is kept in `run.json`, `run.js` and `run.md`, and in no other file.
public struct RunRecord: Codable, Sendable {
  /// What happened to a cell or item.
  public struct Step: Codable, Sendable {
    /// The cell's name.
    public let cell: String
    /// The item of a looped cell.
    public let item: String?
    /// Why it ran; nil when it was kept.
    public let cause: String?
    /// How long it took, in this run or, when it was kept, in the one that computed it; nil when that
    /// is not known.
    public let seconds: Double?
  }

  /// The key of the run's provenance.
  public let key: String
  /// The program's arguments.
  public let arguments: [String]
  /// When the run began, in UTC (ISO 8601).
  public let started: String
  /// How long the run took.
  public let seconds: Double
  /// How long this run and the computing of what it kept took.
  public let computing: Double
  /// The machine's name.
  public let host: String
  /// The machine's system.
  public let system: String
  /// The commit that was checked out; nil outside of a repository.
  public let commit: String?
  /// What the working tree changes in the commit; nil when it is clean.
  public let difference: String?
  /// The cells and items in the order in which they were needed.
  public let cells: [Step]

  init(key: String, arguments: [String], started: Date, events: [Workbench.Event], root: URL) {
    self.key = key
    self.arguments = arguments
    self.started = started.formatted(.iso8601)
    seconds = Date().timeIntervalSince(started)
    computing = seconds + events.filter { $0.cause == nil }.reduce(0) { $0 + ($1.seconds ?? 0) }
    host = ProcessInfo.processInfo.hostName
    system = ProcessInfo.processInfo.operatingSystemVersionString
    commit = Tool.output(["git", "rev-parse", "HEAD"], in: root)
    difference = Tool.output(["git", "diff", "HEAD"], in: root)
    cells = events.map {
      Step(cell: $0.name, item: $0.item, cause: $0.cause?.description, seconds: $0.seconds)
    }
  }

  /// The record as a script that a page can load from the file system, or hold.
  var script: String {
    get throws { "window.run = \(try JSON.text(self).replacing("</", with: "<\\/"));\n" }
  }

  /// The record as Markdown, a line a cell.
  var markdown: String {
    var names: [String] = []
    for step in cells where !names.contains(step.cell) { names.append(step.cell) }
    let rows = names.map { name -> [any TableValue] in
      let steps = cells.filter { $0.cell == name }
      let ran = steps.filter { $0.cause != nil }
      let what =
        ran.isEmpty
        ? "kept" : ran.count == steps.count ? "run" : "\(ran.count) of \(steps.count) run"
      let seconds = steps.compactMap(\.seconds)
      return [
        name, what, steps.first?.item == nil ? nil as Int? : steps.count,
        seconds.isEmpty ? nil as Double? : seconds.reduce(0, +), ran.first?.cause ?? "",
      ]
    }
    let table = Table(
      "cells",
      columns: ["cell", "what", "items", .init("computed in seconds", digits: 1), "cause"],
      rows: rows)
    let code = [commit, difference == nil ? nil : "with uncommitted changes"].compactMap { $0 }
    let facts = [
      ("started", started), ("took", Progress.text(seconds: seconds)),
      ("computing all of it took", Progress.text(seconds: computing)), ("host", host),
      ("system", system), ("commit", code.isEmpty ? "none" : code.joined(separator: " ")),
      ("arguments", arguments.isEmpty ? "none" : "`\(arguments.joined(separator: " "))`"),
      ("key", key),
    ]
    return "# Run\n\n" + facts.map { "- \($0): \($1)\n" }.joined() + "\n\(table.markdown)"
  }
}
