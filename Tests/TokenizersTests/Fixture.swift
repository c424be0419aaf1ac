import Foundation

/// Where the tests' files are.
enum Fixture {
  /// The package's root folder.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The committed fixtures of this module.
  static let folder = root.appendingPathComponent("Tests/Fixtures/tokenizers")

  /// Real tokenizers and texts, which cannot be committed; they lie beside some checkouts only.
  static let real = root.deletingLastPathComponent().appendingPathComponent("shared/real")
    .resolvingSymlinksInPath()

  static let hasReal = FileManager.default.fileExists(
    atPath: real.appendingPathComponent("tokenizers").path)

  static let whySkipped = "no real data at ../shared/real beside the package"

  /// The lines of a text file, split at LF only.
  static func lines(_ url: URL) throws -> [String] {
    let bytes = try Data(contentsOf: url)
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A new folder with copies of fixtures, under other names where given.
  static func folder(with names: [String], as others: [String]? = nil) throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tokenizers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, other) in zip(names, others ?? names) {
      try FileManager.default.copyItem(
        at: Self.folder.appendingPathComponent(name), to: folder.appendingPathComponent(other))
    }
    return folder
  }

  /// Removes a folder that `folder(with:as:)` made.
  static func remove(_ folder: URL) {
    try? FileManager.default.removeItem(at: folder)
  }

  /// The message with which something fails.
  static func message(of body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }
}
