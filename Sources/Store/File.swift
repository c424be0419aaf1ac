import CHDF5
import Foundation

/// An HDF5 file: opened to be read, or created whole; a file that exists is never opened for writing.
public final class File {
  /// Where the file is.
  public let url: URL
  /// The group that holds everything else.
  public let root: Group

  private let id: Identifier
  let path: URL

  /// Opens the file at `path`, which messages call `url`.
  init(_ url: URL, path: URL, creating: Bool) throws {
    let place = Place(file: url, object: "/")
    (self.url, self.path) = (url, path)
    id = try Library.locked {
      let access = try place.identifier("preparing access") { H5Pcreate(rh_file_access()) }
      try place.call("preparing access") { H5Pset_fclose_degree(access.raw, H5F_CLOSE_STRONG) }
      // Nobody writes a file that others can see, so the library's own locks, which fail on some
      // network file systems, are of no use. HDF5_USE_FILE_LOCKING overrides this.
      try place.call("preparing access") { H5Pset_file_locking(access.raw, false, true) }
      guard creating else {
        return try place.identifier("opening") {
          H5Fopen(path.path, rh_read_only(), access.raw)
        }
      }
      // Fixed bounds give the same bytes with every later library, and metadata with checksums.
      try place.call("preparing access") {
        H5Pset_libver_bounds(access.raw, H5F_LIBVER_V110, H5F_LIBVER_V110)
      }
      // Mapped numbers must lie where the processor can take them; small ones get copied instead, for
      // the library is slow when everything is aligned.
      try place.call("preparing access") { H5Pset_alignment(access.raw, 4096, 64) }
      let properties = try Group.properties(rh_file_create(), place)
      return try place.identifier("creating") {
        H5Fcreate(path.path, rh_truncate(), properties.raw, access.raw)
      }
    }
    root = try Group(
      place.identifier("opening") { [id] in H5Gopen2(id.raw, "/", rh_default()) }, in: id, place)
  }

  /// The version of the C library in use.
  public static var libraryVersion: String {
    var (major, minor, release) = (UInt32(0), UInt32(0), UInt32(0))
    let status = Library.locked { H5get_libversion(&major, &minor, &release) }
    return status < 0 ? "unknown" : "\(major).\(minor).\(release)"
  }

  /// Opens a file to read it.
  public static func open(_ url: URL) throws -> File { try open(url, path: url) }

  private static func open(_ url: URL, path: URL) throws -> File {
    // Names the common cases better than the library does.
    _ = try Descriptor(reading: path)
    return try File(url, path: path, creating: false)
  }

  /// Makes a file of what `body` writes into its root group.
  ///
  /// The file is written beside `url` under a temporary name, flushed to disk, opened again and
  /// checked, and only then takes its name: where anything fails, an older file stays as it was.
  public static func create(_ url: URL, _ body: (Group) throws -> Void) throws {
    try create(url, writing: { try body($0.root) }, verify: { try $0.root.verify() })
  }

  static func create(
    _ url: URL, writing body: (File) throws -> Void, verify: (File) throws -> Void
  ) throws {
    try AtomicFile.replace(url) { temporary in
      let file = try File(url, path: temporary, creating: true)
      do {
        try body(file)
        try file.root.place.call("flushing") { H5Fflush(file.id.raw, H5F_SCOPE_GLOBAL) }
      } catch {
        _ = file.id.close()
        throw error
      }
      if !file.id.close() { throw file.root.place.error("closing failed") }
    } verify: { temporary in
      try verify(open(url, path: temporary))
    }
  }

  /// Brings what is written so far to the disk.
  func synchronize() throws {
    try root.place.call("flushing") { H5Fflush(id.raw, H5F_SCOPE_GLOBAL) }
    try Descriptor(path, flags: O_RDONLY).synchronize()
  }
}
