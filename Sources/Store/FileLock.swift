import Foundation

/// The right to write a file or folder, held by one process at a time.
///
/// The lock is a small JSON file beside what it protects, created exclusively, that names its
/// holder. A lock left by a dead process of the same host is taken over; one of a living process,
/// or of another host, is an error that says whose it is. Released by `release()` or with the last
/// reference.
public final class FileLock {
  /// The lock file.
  public let url: URL
  private let holder = ProcessIdentity.current
  private var isHeld = true

  /// Takes the lock whose file is `url`; `note` hears of a stale lock that is taken over.
  public init(
    _ url: URL,
    note: (String) -> Void = { FileHandle.standardError.write(Data("\($0)\n".utf8)) }
  ) throws {
    self.url = url
    let content = try JSONEncoder().encode(holder)
    // Looking at an old lock and removing it must not be interleaved with another process's doing
    // the same, hence the kernel's lock on the folder meanwhile.
    let folder = try FolderLock(url.deletingLastPathComponent())
    defer { withExtendedLifetime(folder) {} }
    if let old = try? Data(contentsOf: url) {
      guard let other = try? JSONDecoder().decode(ProcessIdentity.self, from: old) else {
        throw StoreError(
          url, "lock", "does not say who holds it; remove it if nobody writes here")
      }
      if other.isAlive {
        let who = other == holder ? "this process" : "process \(other.pid) on \(other.host)"
        let elsewhere =
          other.host == holder.host ? "" : "; remove the file if that process is gone"
        throw StoreError(url, "lock", "held by \(who)\(elsewhere)")
      }
      note("\(url.path): lock: taken over from process \(other.pid), which has ended")
      unlink(url.path)
    }
    let file = try Descriptor(url, flags: O_WRONLY | O_CREAT | O_EXCL)
    do {
      try content.withUnsafeBytes { try file.write($0) }
    } catch {
      unlink(url.path)
      throw error
    }
  }

  /// Gives the lock back; a second call does nothing.
  public func release() {
    guard isHeld else { return }
    isHeld = false
    guard let data = try? Data(contentsOf: url),
      (try? JSONDecoder().decode(ProcessIdentity.self, from: data)) == holder
    else { return }
    unlink(url.path)
  }

  deinit { release() }
}
