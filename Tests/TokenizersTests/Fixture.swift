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
}
