import CHDF5
import Foundation

/// A named collection of datasets and further groups.
///
/// Names may be paths: `a/b` is `b` in the group `a`; groups on the way are made when needed.
public final class Group {
  let id: Identifier
  let file: Identifier
  let place: Place

  init(_ id: Identifier, in file: Identifier, _ place: Place) throws {
    (self.id, self.file, self.place) = (id, file, place)
  }

  /// The path in the file.
  public var path: String { place.object }

  /// The same for two groups that are one under two names.
  public struct Identity: Hashable, Sendable {
    let file: UInt
    let address: UInt64
  }

  /// Which group it is, whatever name it was reached by.
  public var identity: Identity {
    get throws {
      try Library.locked {
        var found = rh_identity_t()
        try place.call("reading") { rh_identity(id.raw, &found) }
        return Identity(file: found.file, address: found.address)
      }
    }
  }

  /// What is in the group: in the order of creation where the file keeps it, else sorted.
  public var names: [String] {
    get throws {
      try Library.locked {
        let properties = try place.identifier("reading") { H5Gget_create_plist(id.raw) }
        var (info, flags) = (H5G_info_t(), 0 as UInt32)
        try place.call("listing") { H5Gget_info(id.raw, &info) }
        try place.call("listing") { H5Pget_link_creation_order(properties.raw, &flags) }
        let order = flags & UInt32(H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME
        return try (0..<info.nlinks).map { index in
          func name(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int) throws -> Int {
            try place.call("listing") {
              H5Lget_name_by_idx(
                id.raw, ".", order, H5_ITER_INC, index, buffer, size, rh_default())
            }
          }
          var buffer = [CChar](repeating: 0, count: try name(nil, 0) + 1)
          _ = try name(&buffer, buffer.count)
          return String(decoding: buffer.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
      }
    }
  }

  /// Whether there is a group or dataset of this name.
  public func contains(_ path: String) -> Bool {
    Library.locked {
      var prefix = ""
      for part in path.split(separator: "/") {
        prefix += prefix.isEmpty ? String(part) : "/\(part)"
        if H5Lexists(id.raw, prefix, rh_default()) <= 0 { return false }
        if H5Oexists_by_name(id.raw, prefix, rh_default()) <= 0 { return false }
      }
      return !prefix.isEmpty
    }
  }

  /// Whether `name` is a group, as against a dataset.
  public func isGroup(_ name: String) throws -> Bool {
    let object = try open(name)
    return Library.locked { H5Iget_type(object.raw) == H5I_GROUP }
  }

  /// A group in this one.
  public func group(_ name: String) throws -> Group {
    let object = try open(name)
    guard Library.locked({ H5Iget_type(object.raw) == H5I_GROUP }) else {
      throw place.child(name).error("is not a group")
    }
    return try Group(object, in: file, place.child(name))
  }

  /// A dataset in this group.
  public func dataset(_ name: String) throws -> Dataset {
    let object = try open(name)
    guard Library.locked({ H5Iget_type(object.raw) == H5I_DATASET }) else {
      throw place.child(name).error("is not a dataset")
    }
    return try Dataset(object, in: file, place.child(name))
  }

  /// Makes a new group in this one.
  @discardableResult
  public func create(group name: String) throws -> Group {
    let place = place.child(name)
    return try Library.locked {
      let properties = try Self.properties(rh_group_create(), place)
      let links = try Self.linkProperties(place)
      let made = try place.identifier("creating the group") {
        H5Gcreate2(id.raw, name, links.raw, properties.raw, rh_default())
      }
      return try Group(made, in: file, place)
    }
  }

  /// Calls `body` for every dataset below this group.
  func forEachDataset(_ body: (Dataset) throws -> Void) throws {
    for name in try names {
      if try isGroup(name) {
        try group(name).forEachDataset(body)
      } else {
        try body(dataset(name))
      }
    }
  }

  /// Opens everything below and reads it, large datasets in part: their first and last rows.
  func verify() throws {
    try forEachDataset { dataset in
      let rows = dataset.shape.first ?? 0
      if dataset.dtype == .string || dataset.byteCount <= 64 << 20 {
        _ = try dataset.node(.all)
      } else {
        let some = min(rows, max(1, rows * (16 << 20) / dataset.byteCount))
        _ = try dataset.block(.rows(0..<some))
        _ = try dataset.block(.rows(rows - some..<rows))
      }
    }
  }

  private func open(_ name: String) throws -> Identifier {
    guard contains(name) else { throw place.child(name).error("is not there") }
    return try place.child(name).identifier("opening") { H5Oopen(id.raw, name, rh_default()) }
  }

  /// Properties of new groups: members keep their order, and no times are noted, so that equal
  /// contents are equal bytes.
  static func properties(_ kind: hid_t, _ place: Place) throws -> Identifier {
    let properties = try place.identifier("preparing") { H5Pcreate(kind) }
    try place.call("preparing") { H5Pset_obj_track_times(properties.raw, false) }
    try place.call("preparing") {
      H5Pset_link_creation_order(
        properties.raw, UInt32(H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED))
    }
    return properties
  }

  static func linkProperties(_ place: Place) throws -> Identifier {
    let links = try place.identifier("preparing") { H5Pcreate(rh_link_create()) }
    try place.call("preparing") { H5Pset_create_intermediate_group(links.raw, 1) }
    try place.call("preparing") { H5Pset_char_encoding(links.raw, H5T_CSET_UTF8) }
    return links
  }
}
