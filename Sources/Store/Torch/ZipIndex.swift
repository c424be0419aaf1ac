import Foundation

/// Where the uncompressed members of a zip file lie.
///
/// Read is what PyTorch writes: members without compression or encryption, in one file, with 64-bit
/// sizes where needed. Checksums are not compared.
struct ZipIndex {
  /// The bytes of each member that is stored as it is, by name.
  private let members: [String: Range<Int>]
  /// Members that are compressed or encrypted.
  private let unreadable: Set<String>
  private let url: URL

  private static let mostMembers = 1 << 20

  init(_ mapping: Mapping, _ url: URL) throws {
    let reader = ByteReader(mapping: mapping, url: url, object: "zip directory")
    var (start, count) = try Self.directory(reader)
    guard count <= Self.mostMembers else {
      throw StoreError(url, "zip directory", "\(count) members are too many")
    }
    var members: [String: Range<Int>] = [:]
    var unreadable: Set<String> = []
    for _ in 0..<count {
      guard try reader.integer(start, 4) == 0x0201_4b50 else {
        throw reader.refusal("an entry at byte \(start) has no signature")
      }
      let flags = try reader.integer(start + 8, 2)
      let method = try reader.integer(start + 10, 2)
      var packed = try reader.integer(start + 20, 4)
      var size = try reader.integer(start + 24, 4)
      let lengths = try (0..<3).map { try reader.integer(start + 28 + 2 * $0, 2) }
      var header = try reader.integer(start + 42, 4)
      let name = String(decoding: try reader.bytes(start + 46, lengths[0]), as: UTF8.self)
      // Fields that did not fit 32 bits follow, in this order, in an extra field.
      var extra = start + 46 + lengths[0]
      let end = extra + lengths[1]
      while extra + 4 <= end {
        let (tag, length) = (try reader.integer(extra, 2), try reader.integer(extra + 2, 2))
        if tag == 1 {
          var place = extra + 4
          func wide(_ value: inout Int) throws {
            guard value == 0xffff_ffff else { return }
            value = try reader.integer(place, 8)
            place += 8
          }
          try wide(&size)
          try wide(&packed)
          try wide(&header)
        }
        extra += 4 + length
      }
      start = end + lengths[2]
      guard members[name] == nil, unreadable.insert(name).inserted else {
        throw StoreError(url, name, "stands in the zip directory twice")
      }
      guard method == 0, flags & 1 == 0, packed == size else { continue }
      let first = try header + 30 + reader.integer(header + 26, 2) + reader.integer(header + 28, 2)
      _ = try reader.bytes(first, size)
      unreadable.remove(name)
      members[name] = first..<first + size
    }
    self.members = members
    self.unreadable = unreadable
    self.url = url
  }

  /// The names of all members.
  var names: Set<String> { unreadable.union(members.keys) }

  /// The bytes of a member; nil where there is none.
  func bytes(of name: String) throws -> Range<Int>? {
    guard !unreadable.contains(name) else {
      throw StoreError(url, name, "is compressed or encrypted; PyTorch stores members as they are")
    }
    return members[name]
  }

  /// Where the directory starts, and how many members it has.
  private static func directory(_ reader: ByteReader) throws -> (start: Int, count: Int) {
    // The end record is the last thing in the file, but for a comment of at most 65 535 bytes.
    let size = reader.count
    for place in stride(from: size - 22, through: max(0, size - 22 - 65_535), by: -1) {
      guard try reader.integer(place, 4) == 0x0605_4b50 else { continue }
      var count = try reader.integer(place + 10, 2)
      var start = try reader.integer(place + 16, 4)
      if place >= 20, try reader.integer(place - 20, 4) == 0x0706_4b50 {
        let wide = try reader.integer(place - 12, 8)
        guard try reader.integer(wide, 4) == 0x0606_4b50 else {
          throw reader.refusal("the 64-bit end record has no signature")
        }
        (count, start) = try (reader.integer(wide + 32, 8), reader.integer(wide + 48, 8))
      }
      return (start, count)
    }
    throw reader.refusal("is missing: the file is cut, or no zip file")
  }
}
