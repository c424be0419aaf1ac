import CHDF5
import Foundation

/// An HDF5 file for numbers that do not fit into memory while they are worked on.
///
/// It loses its name as soon as it is made, so that its space is free again when the last reference
/// goes or the process ends, however it ends.
public final class ScratchFile {
  private let file: File

  /// Makes the file in a folder, which must exist.
  public init(in folder: URL) throws {
    let url = folder.appendingPathComponent("scratch.h5")
    let path = AtomicFile.temporary(for: url)
    defer { unlink(path.path) }
    file = try File(url, path: path, creating: true)
  }

  /// A new array in the file; what is not written yet is undefined and takes no space.
  func array(_ name: String, shape: [Int], _ elementType: ElementType) throws -> ScratchArray {
    ScratchArray(
      dataset: try file.root.create(array: name, shape: shape, elementType, storage: .contiguous))
  }

  /// The bytes that are free on the disk that holds a folder.
  public static func freeBytes(in folder: URL) throws -> Int {
    var status = statvfs()
    guard statvfs(folder.path, &status) == 0 else {
      throw StoreError(folder, failedTo: "asking for free space")
    }
    return Int(status.f_bavail) * Int(status.f_frsize)
  }
}

/// An array of a scratch file, read and written in parts.
public final class ScratchArray {
  let dataset: Dataset

  init(dataset: Dataset) { self.dataset = dataset }
}
