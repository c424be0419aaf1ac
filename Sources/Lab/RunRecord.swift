import Foundation
import Store

/// When, where and how a run took place, and what it left: all but provenance, claims and artifacts
/// differs between runs of the same thing.
///
/// It is kept in `run.json`, `run.js` and `run.md` of the run's folder, which the next run there
/// replaces, and for good in the `Archive`.
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
    /// The stored result, by its path in the folder of the experiment's cells.
    public let file: String?

    /// `cell` or `cell/item`.
    public var address: String { item.map { "\(cell)/\($0)" } ?? cell }
  }

  /// A file that the run left.
  public struct Artifact: Codable, Sendable {
    /// SHA-256 of its bytes.
    public let digest: String
    /// Addresses of the results that a table or figure is made of; nil for what shows everything.
    public let cells: [String]?
  }

  /// Parameters, digests and versions: the same whenever the same thing is run.
  public let provenance: Provenance
  /// Digest of the experiment's code without comments and spacing; nil when it was not there.
  public let code: String?
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
  /// What the working tree, new files included, changes in the commit; nil when it is clean. Data
  /// and figures are left out.
  public let difference: String?
  /// The cells and items in the order in which they were needed.
  public let cells: [Step]

  /// The claims with their verdicts.
  public let claims: [Claim]
  /// Tables, figures and reports by their path in the run's folder.
  public let artifacts: [String: Artifact]

  init<Subject>(
    _ run: Run<Subject>, bench: Workbench, page: Page, provenance: Provenance, started: Date
  ) throws {
    self.provenance = provenance
    code = run.sources.digest
    arguments = run.arguments
    self.started = started.formatted(.iso8601)
    seconds = Date().timeIntervalSince(started)
    computing =
      seconds + bench.events.filter { $0.cause == nil }.reduce(0) { $0 + ($1.seconds ?? 0) }
    host = ProcessInfo.processInfo.hostName
    system = ProcessInfo.processInfo.operatingSystemVersionString
    commit = Tool.output(["git", "rev-parse", "HEAD"], in: run.place.root)
    difference = Tool.output(["sh", "-c", Self.difference], in: run.place.root)
    cells = bench.events.map {
      Step(
        cell: $0.name, item: $0.item, cause: $0.cause?.description, seconds: $0.seconds,
        file: bench.file(of: $0))
    }
    claims = page.claims
    artifacts = try Self.artifacts(in: run.folder, of: page)
  }

  /// New files count as added, in a copy of the index, so that they are part of the difference.
  private static let difference = """
    index=$(mktemp) && cp "$(git rev-parse --git-path index)" "$index" &&
    export GIT_INDEX_FILE="$index" &&
    git add --intent-to-add -- . ':(exclude)data' ':(exclude)figures' &&
    git diff HEAD -- . ':(exclude)data' ':(exclude)figures'
    status=$?; rm -f "$index"; exit $status
    """

  private static func artifacts(in folder: URL, of page: Page) throws -> [String: Artifact] {
    var cells: [String: [String]] = [:]
    for piece in page.pieces {
      let read = piece.reads.filter { $0.kind == .cell }.map(\.name)
      switch piece {
      case .table(let table, _): cells["tables/\(FileName.of(table.name))"] = read
      case .figure(let name, _, _, _): cells["figures/\(FileName.of(name))"] = read
      case .note, .claim: break
      }
    }
    let isPassing = { (path: String) in ["run", "diff"].contains(path.prefix { $0 != "." }) }
    return try Archive.files(below: folder).filter { !isPassing($0) }.reduce(into: [:]) {
      $0[$1] = Artifact(
        digest: try Digest.sha256(file: folder.appending(path: $1)),
        cells: cells[String($1.prefix { $0 != "." })])
    }
  }

  /// What the record is filed under: the same for runs that left the same bytes.
  var identifier: String {
    let parts = artifacts.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value.digest] }
    return String(Key.digest(of: parts).prefix(16))
  }

  /// What the report shows of a record. The difference itself is left out: a page may be published.
  private struct Shown: Encodable {
    let started: String
    let seconds: Double
    let computing: Double
    let host: String
    let commit: String?
    let isClean: Bool
    let cells: [Step]
  }

  /// What the report shows of the record, as a script that it can load from the file system, or hold.
  var script: String {
    get throws {
      let shown = Shown(
        started: started, seconds: seconds, computing: computing, host: host, commit: commit,
        isClean: difference == nil, cells: cells)
      return "window.run = \(try JSON.text(shown).replacing("</", with: "<\\/"));\n"
    }
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
      ("key", provenance.key),
    ]
    return "# Run\n\n" + facts.map { "- \($0): \($1)\n" }.joined() + "\n\(table.markdown)"
  }
}
