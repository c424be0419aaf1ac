import Foundation
import Store

/// What the runs of a package's experiments have left on disk, read without running anything.
public struct Archive: Sendable {
  /// The package.
  public let root: URL
  /// The folder that holds one folder of results an experiment.
  public let results: URL

  /// Names the folders; results are in `data/results` of the package unless told.
  public init(root: URL, results: URL? = nil) {
    self.root = root
    self.results = results ?? root.appending(path: "data/results")
  }

  /// A run on record, and the folder it left.
  public struct Entry: Sendable {
    /// The run's folder.
    public let folder: URL
    /// What the run noted of itself.
    public let record: RunRecord

    /// The folder's name: the preset's, followed by a digest where parameters were changed.
    public var name: String { folder.lastPathComponent }
  }

  /// The experiments' slugs, sorted.
  public var experiments: [String] {
    get throws {
      let folder = root.appending(path: "Experiments")
      return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { slug in
        let files = try? FileManager.default.contentsOfDirectory(
          atPath: folder.appending(path: slug).path)
        return files?.contains { $0.hasSuffix(".swift") } ?? false
      }.sorted()
    }
  }

  /// Throws, with the nearest name, when there is no such experiment.
  public func check(_ slug: String) throws {
    let known = try experiments
    guard known.contains(slug) else {
      throw LabError("no experiment '\(slug)'; \(suggestion(for: slug, among: known))")
    }
  }

  /// The folders of an experiment.
  func place(of slug: String) -> Place {
    Place(folder: root.appending(path: "Experiments/\(slug)"), root: root, results: results)
  }

  /// The folder of an experiment's results.
  func folder(of slug: String) -> URL { results.appending(path: slug) }

  /// The experiment's runs with a report on disk, by name; an error names a record that cannot be
  /// read.
  public func runs(of slug: String) throws -> [Entry] {
    try runFolders(of: slug).compactMap(entry)
  }

  /// The folders that may hold a run's report.
  func runFolders(of slug: String) -> [URL] {
    Self.folders(in: folder(of: slug)).filter {
      !["cells", "runs"].contains($0.lastPathComponent)
    }
  }

  /// The run whose report a folder holds; nil when there is none.
  func entry(_ folder: URL) throws -> Entry? {
    try record(folder.appending(path: "run.json")).map { Entry(folder: folder, record: $0) }
  }

  /// The run of a folder name, such as `default`; throws when there is none.
  public func run(_ name: String, of slug: String) throws -> Entry {
    let runs = try runs(of: slug)
    guard let run = runs.first(where: { $0.name == name }) else {
      let others =
        runs.isEmpty
        ? "; first: reprise run \(slug)"
        : "; there is \(runs.map(\.name).joined(separator: ", "))"
      throw LabError("\(slug) has no run '\(name)' in \(folder(of: slug).path)\(others)")
    }
    return run
  }

  /// All runs on record, those whose folder another run has taken included.
  func records(of slug: String) throws -> [(file: URL, record: RunRecord)] {
    try Self.folders(in: folder(of: slug).appending(path: "runs")).compactMap { folder in
      let file = folder.appending(path: "run.json")
      return try record(file).map { (file, $0) }
    }
  }

  /// Files a record for good: the first of those that left the same bytes, but one of a clean
  /// working tree before one with a difference.
  func file(_ record: RunRecord) throws {
    let folder = folder(of: record.provenance.experiment)
      .appending(path: "runs/\(record.identifier)")
    let file = folder.appending(path: "run.json")
    if let old = try? self.record(file), old.difference == nil || record.difference != nil {
      return
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try AtomicFile.write(JSON.pretty(record), to: file)
  }

  private func record(_ file: URL) throws -> RunRecord? {
    guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
    do {
      return try JSON.decoder.decode(RunRecord.self, from: data)
    } catch {
      throw LabError("\(file.path): not a record of this version; run the experiment again")
    }
  }

  private static func folders(in folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().map { folder.appending(path: $0) }
  }

  /// The paths of all files below a folder but hidden ones, sorted.
  static func files(below folder: URL) -> [String] {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return (paths ?? []).filter { path in
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: folder.appending(path: path).path, isDirectory: &isFolder)
      return exists && !isFolder.boolValue
        && !path.split(separator: "/").contains { $0.hasPrefix(".") }
    }.sorted()
  }
}
