import Foundation
import Store

/// The digests of input files, each computed once a run.
///
/// Big files are not even read again in later runs while size and time of change stay the same: what
/// is known of them is kept beside the results. The time is the system's own, which no copying keeps.
final class Inputs {
  private struct Known: Codable {
    let size: Int
    let changed: Double
    let digest: String
  }

  private static let bigSize = 64 << 20
  private let place: Place
  /// Digests of files and folders by name.
  private(set) var digests: [String: String] = [:]
  private lazy var known: [String: Known] = {
    let data = FileManager.default.contents(atPath: memory.path) ?? Data()
    return (try? JSON.decoder.decode([String: Known].self, from: data)) ?? [:]
  }()

  init(place: Place) { self.place = place }

  private var memory: URL { place.results.appending(path: "digests.json") }

  /// A file's path from the package's root, or the whole path when it lies elsewhere.
  func name(of file: URL) -> String {
    let (path, root) = (file.standardizedFileURL.path, place.root.standardizedFileURL.path + "/")
    return path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
  }

  /// The digest of a file, or of all files in a folder with their names; nil when there is none.
  func digest(of name: String) throws -> String? {
    if let digest = digests[name] { return digest }
    let url = name.hasPrefix("/") ? URL(filePath: name) : place.root.appending(path: name)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      return nil
    }
    let digest = try isFolder.boolValue ? digest(ofFolder: url) : digest(ofFile: url)
    digests[name] = digest
    return digest
  }

  private func digest(ofFolder folder: URL) throws -> String {
    // What is listed is never behind a link.
    let folder = folder.resolvingSymlinksInPath()
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return Key.digest(
      of: try (names ?? []).sorted().flatMap { name -> [String] in
        let file = folder.appending(path: name).resolvingSymlinksInPath()
        let isFile = try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile
        return isFile == true ? [name, try digest(ofFile: file)] : []
      })
  }

  private func digest(ofFile file: URL) throws -> String {
    var status = stat()
    guard stat(file.path, &status) == 0, status.st_size >= Self.bigSize else {
      return try Digest.sha256(file: file)
    }
    let (size, time) = (Int(status.st_size), status.st_ctim)
    let changed = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    if let old = known[file.path], old.size == size, old.changed == changed { return old.digest }
    let digest = try Digest.sha256(file: file)
    known[file.path] = Known(size: size, changed: changed, digest: digest)
    try FileManager.default.createDirectory(at: place.results, withIntermediateDirectories: true)
    try AtomicFile.write(JSON.pretty(known), to: memory)
    return digest
  }
}
