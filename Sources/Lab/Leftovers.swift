import Foundation
import Store

/// A stored file that no baseline, figure or report refers to.
public struct Leftover: Sendable {
  /// The file.
  public let file: URL
  /// Its size in bytes.
  public let size: Int
}

extension Archive {
  /// The stored cells and run records of an experiment that nothing refers to: no report in the
  /// results, no figure of the package, no baseline.
  ///
  /// A figure or baseline refers to the run on record that left the same bytes. Results of a run
  /// that has not ended yet are among the leftovers, saved states of trainings too.
  public func leftovers(of slug: String) throws -> [Leftover] {
    let (folder, place) = (folder(of: slug), place(of: slug))
    let shown = [root.appending(path: "figures/\(slug)"), place.folder.appending(path: "baseline")]
    let digests = Set(
      try shown.flatMap { shown in
        try Self.files(below: shown).map { try Digest.sha256(file: shown.appending(path: $0)) }
      })
    var used = Set(try runs(of: slug).flatMap { $0.record.cells.compactMap(\.file) })
    let names = Set(try runs(of: slug).map(\.record.identifier))
    var unused: [URL] = []
    for (file, record) in try records(of: slug) {
      if names.contains(record.identifier)
        || record.artifacts.values.contains(where: { digests.contains($0.digest) })
      {
        used.formUnion(record.cells.compactMap(\.file))
      } else {
        unused.append(file)
      }
    }
    let cells = folder.appending(path: "cells")
    unused += Self.files(below: cells).filter { $0.hasSuffix(".h5") && !used.contains($0) }
      .map { cells.appending(path: $0) }
    return try unused.map {
      Leftover(file: $0, size: try $0.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
    }
  }

  /// Removes a leftover, and its folder when nothing but notes on computing times is left there.
  ///
  /// Throws while a process computes in the same folder.
  public func remove(_ leftover: Leftover) throws {
    guard let lock = try FolderLock(trying: leftover.file.deletingLastPathComponent()) else {
      throw LabError("\(leftover.file.path): a process is computing this cell")
    }
    defer { withExtendedLifetime(lock) {} }
    try FileManager.default.removeItem(at: leftover.file)
    var folder = leftover.file.deletingLastPathComponent()
    if Self.files(below: folder) == ["run.json"] {
      try FileManager.default.removeItem(at: folder.appending(path: "run.json"))
    }
    while folder.path.hasPrefix(results.path + "/"), rmdir(folder.path) == 0 {
      folder = folder.deletingLastPathComponent()
    }
  }
}
