import Foundation

/// The folders of an experiment's reports of a preset, the latest first.
func reports(in results: URL, preset: String = "full") throws -> [URL] {
  func date(_ folder: URL) throws -> Date {
    let run = folder.appending(path: "run.json").path
    return try FileManager.default.attributesOfItem(atPath: run)[.modificationDate] as? Date
      ?? .distantPast
  }
  return try FileManager.default.contentsOfDirectory(at: results, includingPropertiesForKeys: nil)
    .filter { $0.lastPathComponent.hasPrefix(preset) }.map { ($0, try date($0)) }
    .sorted { $0.1 > $1.1 }.map(\.0)
}
