import Foundation

/// The kernel's lock on a folder: one process holds it, and it is gone with the process.
///
/// It leaves no file behind. On a file system that cannot lock folders everyone gets it: then two
/// processes may do the same work, and each stores it whole.
public final class FolderLock: Sendable {
  private let descriptor: Descriptor

  /// Takes the lock, waiting for another holder to end.
  public init(_ folder: URL) throws {
    descriptor = try Descriptor(folder, flags: O_RDONLY | O_DIRECTORY)
    _ = try lock(LOCK_EX)
  }

  /// Takes the lock; nil when another holds it.
  public init?(trying folder: URL) throws {
    descriptor = try Descriptor(folder, flags: O_RDONLY | O_DIRECTORY)
    guard try lock(LOCK_EX | LOCK_NB) else { return nil }
  }

  private func lock(_ operation: Int32) throws -> Bool {
    while flock(descriptor.number, operation) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: return false
      case ENOLCK, EBADF, ENOTSUP, ENOSYS: return true
      default: throw StoreError(descriptor.url, failedTo: "locking the folder")
      }
    }
    return true
  }
}
