import Foundation
import Synchronization

/// Files that appear whole or not at all.
///
/// A new content goes to a temporary file in the same folder, is flushed to disk, and takes the
/// final name in one step; a crash at any moment leaves the old file or the new one. Temporary
/// files are called `.<name>.<host>-<pid>-<number>.tmp`; those of dead processes of this host are
/// removed when a process first writes to the folder.
public enum AtomicFile {
  /// Writes data as the whole content of a file.
  public static func write(_ data: Data, to url: URL) throws {
    try replace(url) { temporary in
      let file = try Descriptor(temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
      try data.withUnsafeBytes { try file.write($0) }
    }
  }

  /// Writes a text in UTF-8 as the whole content of a file.
  public static func write(_ text: String, to url: URL) throws {
    try write(Data(text.utf8), to: url)
  }

  /// Lets `body` make a file at a temporary place and then gives it the name `url`.
  ///
  /// Where `body` throws, the temporary file is removed and an older file at `url` stays as it was.
  /// The folder must exist.
  public static func replace(_ url: URL, _ body: (URL) throws -> Void) throws {
    try replace(url, body, verify: { _ in })
  }

  /// As above; `verify` sees the temporary file after it is flushed and before it is renamed.
  static func replace(
    _ url: URL, _ body: (URL) throws -> Void, verify: (URL) throws -> Void
  ) throws {
    let folder = url.deletingLastPathComponent()
    let temporary = temporary(for: url)
    do {
      try body(temporary)
      try Descriptor(temporary, flags: O_RDONLY).synchronize()
      try verify(temporary)
      if rename(temporary.path, url.path) != 0 { throw StoreError(url, failedTo: "renaming") }
    } catch {
      unlink(temporary.path)
      throw (error as? StoreError).map { $0.naming(url, for: temporary) } ?? error
    }
    try Descriptor(folder, flags: O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// A name of this process's own beside `url`, after removing those of dead processes.
  static func temporary(for url: URL) -> URL {
    let folder = url.deletingLastPathComponent()
    removeStale(in: folder)
    return folder.appendingPathComponent(
      ".\(url.lastPathComponent.prefix(40)).\(ProcessIdentity.host)-\(getpid())-\(nextNumber()).tmp"
    )
  }

  private static let state = Mutex((number: 0, cleaned: Set<String>()))

  private static func nextNumber() -> Int {
    state.withLock { state in
      state.number += 1
      return state.number
    }
  }

  private static func removeStale(in folder: URL) {
    guard state.withLock({ $0.cleaned.insert(folder.path).inserted }) else { return }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".tmp") {
      guard let start = name.range(of: ".\(ProcessIdentity.host)-", options: .backwards) else {
        continue
      }
      let numbers = name[start.upperBound...].dropLast(4).split(separator: "-").map { pid_t($0) }
      guard numbers.count == 2, let pid = numbers[0], numbers[1] != nil,
        !ProcessIdentity(pid: pid, host: ProcessIdentity.host).isAlive
      else { continue }
      unlink(folder.appendingPathComponent(name).path)
    }
  }
}

extension StoreError {
  /// The same failure told of the file that the caller knows, not of its temporary stand-in.
  func naming(_ url: URL, for temporary: URL) -> StoreError {
    StoreError(
      file: file == temporary.path ? url.path : file, object: object,
      reason: reason.replacingOccurrences(of: temporary.path, with: url.path))
  }
}
