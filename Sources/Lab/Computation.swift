import Foundation
import Store

/// When a stored result was computed and how long that took, without the cells it called and without
/// storing it.
///
/// It differs between runs of the same thing, so it is kept beside the results, in `run.json` of
/// the cell's or item's folder, by the result's file name.
struct Computation: Codable {
  let started: String
  let seconds: Double

  private static func file(beside result: URL) -> URL {
    result.deletingLastPathComponent().appending(path: "run.json")
  }

  private static func all(beside result: URL) -> [String: Computation] {
    let data = FileManager.default.contents(atPath: file(beside: result).path) ?? Data()
    return (try? JSON.decoder.decode([String: Computation].self, from: data)) ?? [:]
  }

  /// What is known of a stored result; nil when nothing is.
  static func stored(of result: URL) -> Computation? {
    all(beside: result)[result.lastPathComponent]
  }

  /// Keeps this for a result, and forgets results that are gone.
  func store(for result: URL) throws {
    let folder = result.deletingLastPathComponent()
    var known = Self.all(beside: result).filter {
      FileManager.default.fileExists(atPath: folder.appending(path: $0.key).path)
    }
    known[result.lastPathComponent] = self
    try AtomicFile.write(JSON.pretty(known), to: Self.file(beside: result))
  }
}
