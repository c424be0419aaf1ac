import Foundation

/// What a run left in its folder of results, read back.
public struct StoredRun: Sendable {
  /// The folder: a preset's, or one of a run with other parameters.
  public let folder: URL
  /// Tables, claims and the figures' data.
  public let summary: Summary
  /// Parameters, digests and versions: the same whenever the same thing is run.
  public let provenance: Provenance
  /// When, where and how the last run took place; nil when its record is gone.
  public let record: RunRecord?

  /// Reads the folder; an error names the file that is missing or of another version.
  public init(_ folder: URL) throws {
    self.folder = folder
    summary = try Summary(folder.appending(path: "summary.json"))
    let file = folder.appending(path: "provenance.json")
    do {
      provenance = try JSON.decoder.decode(Provenance.self, from: Data(contentsOf: file))
    } catch let error as DecodingError {
      throw LabError("\(file.path): not a provenance of this version: \(error)")
    }
    let data = FileManager.default.contents(atPath: folder.appending(path: "run.json").path)
    record = data.flatMap { try? JSON.decoder.decode(RunRecord.self, from: $0) }
  }

  /// The stored runs of an experiment, presets first, others by name; those that do not read are
  /// left out.
  public static func all(of slug: String, in results: URL) -> [StoredRun] {
    let folder = results.appending(path: slug)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let presets = ["default", "full", "smoke"]
    let others = names.filter { !presets.contains($0) }.sorted()
    return (presets.filter(names.contains) + others).compactMap {
      try? StoredRun(folder.appending(path: $0))
    }
  }

  /// The run's name: its folder's.
  public var name: String { folder.lastPathComponent }

  /// The report as one HTML page with the run record inside, so that it shows durations wherever it
  /// is copied to.
  public var page: String {
    get throws {
      let page = try String(contentsOf: folder.appending(path: "report.html"), encoding: .utf8)
      guard let record else { return page }
      return page.replacing(Report.runElement, with: "<script>\n\(try record.script)</script>")
    }
  }

  /// The figures' files as they were drawn, by the figure's name.
  func drawing(of figure: String) -> String? {
    let file = folder.appending(path: "figures/\(FileName.of(figure)).svg")
    return FileManager.default.contents(atPath: file.path).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
