import Foundation
import Store

/// One run: what it showed, of which stored results, when, where and how.
///
/// All but `provenance` and `artifacts` differs between runs of the same thing, so it is kept in
/// files of its own: `run.json` (and `run.js`) in the run's folder, replaced by each run there, and,
/// for good, under `runs` by what the run left (`Archive`).
public struct RunRecord: Codable, Sendable {
  /// What happened to a cell or item.
  public struct Step: Codable, Sendable {
    /// The cell's name.
    public let cell: String
    /// The item, for a looped cell.
    public let item: String?
    /// Why it ran; nil when it was kept.
    public let cause: String?
    /// How long it ran.
    public let seconds: Double
    /// The stored result, from the folder of the experiment's cells.
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

  /// What is the same in every run of the same thing.
  public let provenance: Provenance
  /// Digest of the experiment's code without comments and spacing; nil when it was not there.
  public let code: String?
  /// The command line.
  public let arguments: [String]
  /// When the run started (ISO 8601).
  public let started: String
  /// How long it took.
  public let seconds: Double
  /// The machine's name.
  public let host: String
  /// The operating system.
  public let system: String
  /// The commit that was checked out; nil outside of git.
  public let commit: String?
  /// What the working tree, new files included, changes in the commit; nil when nothing. Data and
  /// figures are left out.
  public let difference: String?
  /// What happened to each cell and item, in order.
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
    host = ProcessInfo.processInfo.hostName
    system = ProcessInfo.processInfo.operatingSystemVersionString
    commit = Tool.output(["git", "rev-parse", "HEAD"], in: run.place.root)
    difference = Tool.output(["sh", "-c", Self.difference], in: run.place.root)
    let folder = bench.cellFolder.path + "/"
    cells = bench.events.map { event in
      let address = event.item.map { "\(event.name)/\($0)" } ?? event.name
      return Step(
        cell: event.name, item: event.item, cause: event.cause?.description,
        seconds: event.seconds,
        file: bench.records[address].map { $0.url.path.replacing(folder, with: "", maxReplacements: 1) })
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
    let volatile: Set = ["run.json", "run.js", "diff.md", "diff.html"]
    var artifacts: [String: Artifact] = [:]
    for path in Archive.files(below: folder) where !volatile.contains(path) {
      artifacts[path] = Artifact(
        digest: try Digest.sha256(file: folder.appending(path: path)),
        cells: cells[path.split(separator: ".").first.map(String.init) ?? path])
    }
    return artifacts
  }

  /// What the record is filed under: the same for runs that left the same bytes.
  var identifier: String {
    let parts = artifacts.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value.digest] }
    return String(Key.digest(of: parts).prefix(16))
  }
}
