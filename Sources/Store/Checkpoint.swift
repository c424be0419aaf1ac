import Foundation

/// Named tensors and a few words about them in one HDF5 file.
///
/// Tensors are the datasets of the group `tensors`, each in one piece with its SHA-256 beside it;
/// the words are the strings of the group `metadata`. The file is read by mapping it: a tensor costs
/// nothing until it is asked for, is checked against its digest when it is, and shares its memory
/// with the file. Changing such a tensor changes a private copy of the pages, never the file.
public final class Checkpoint {
  /// A tensor's elements somewhere in memory that `owner` keeps.
  struct Piece: @unchecked Sendable {
    let name: String
    let elementType: ElementType
    let shape: [Int]
    let bytes: UnsafeRawBufferPointer
    let owner: AnyObject
  }

  struct Entry: Sendable {
    let elementType: ElementType
    let shape: [Int]
    let range: Range<Int>
    let digest: String
  }

  /// Where the checkpoint is.
  public let source: URL
  /// The words saved with the tensors.
  public let metadata: [String: String]

  let entries: [String: Entry]
  let mapping: Mapping

  /// Opens a checkpoint and checks everything but the tensors' elements.
  public convenience init(_ url: URL) throws { try self.init(File.open(url)) }

  private init(_ file: File) throws {
    source = file.url
    try file.root.checkComplete()
    let tensors = try file.root.group("tensors")
    mapping = try Mapping(file.path)
    var entries: [String: Entry] = [:]
    for name in try tensors.names {
      entries[LinkName.unescaped(name)] = try Entry(tensors.dataset(name), in: mapping)
    }
    metadata = try file.root.read([String: String].self, from: "metadata")
    self.entries = entries
    try file.root.checkSeal(Self.digest(entries.mapValues(\.line), metadata))
  }

  /// The digest of all: over sorted names, element types, shapes, the elements' digests, and words.
  private static func digest(_ lines: [String: String], _ metadata: [String: String]) -> String {
    let all =
      lines.map { "tensor \(LinkName.escaped($0)) \($1)" }
      + metadata.map { "word \(LinkName.escaped($0)) \(Digest.sha256($1))" }
    return Digest.sha256(all.sorted().joined(separator: "\n"))
  }

  static func save(_ pieces: [Piece], metadata: [String: String], to url: URL) throws {
    let pieces = pieces.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    try requireSpace(pieces.reduce(0) { $0 + $1.bytes.count }, at: url)
    try File.create(
      url,
      writing: { file in
        let tensors = try file.root.create(group: "tensors")
        // The digests are computed while the elements travel to the disk.
        let digests = Digests(count: pieces.count) { Digest.sha256(pieces[$0].bytes) }
        defer { digests.cancel() }
        let datasets = try pieces.map { try tensors.write($0) }
        try file.synchronize()
        var lines: [String: String] = [:]
        for (piece, (dataset, digest)) in zip(pieces, zip(datasets, try digests.values())) {
          try dataset.attributes.set("sha256", to: digest)
          lines[piece.name] = "\(piece.elementType)\(piece.shape) \(digest)"
        }
        try file.root.write(metadata, as: "metadata")
        try file.root.seal(digest(lines, metadata))
      },
      verify: { file in
        // All of the index, and of the elements what fits into 16 MiB.
        let written = try Checkpoint(file)
        var left = 16 << 20
        for (name, entry) in written.entries.sorted(by: { $0.key < $1.key })
        where entry.range.count <= left {
          left -= entry.range.count
          try written.check([name])
        }
      })
  }

  private static func requireSpace(_ bytes: Int, at url: URL) throws {
    var status = statvfs()
    guard statvfs(url.deletingLastPathComponent().path, &status) == 0 else { return }
    let free = Int(clamping: status.f_bavail &* UInt(status.f_frsize))
    if bytes > free {
      throw StoreError(url, "file", "\(bytes) bytes are to be written, \(free) are free")
    }
  }

  func entry(_ key: String) throws -> Entry {
    guard let entry = entries[key] else { throw StoreError(source, key, "no such tensor") }
    return entry
  }

  /// Compares the elements of tensors with the digests noted.
  func check(_ keys: [String]) throws {
    let found = try keys.map { try ($0, entry($0)) }.sorted { $0.1.range.count > $1.1.range.count }
    let digests = Digests(count: found.count) { [mapping] in try mapping.digest(found[$0].1.range) }
    for ((key, entry), digest) in zip(found, try digests.values()) where digest != entry.digest {
      throw StoreError(
        source, key, "the elements are damaged: digest \(digest), noted \(entry.digest)")
    }
  }
}

extension Checkpoint.Entry {
  init(_ dataset: Dataset, in mapping: Mapping) throws {
    let count = dataset.byteCount
    guard dataset.dtype != .string, count == 0 || dataset.offset != nil else {
      throw dataset.place.error("is not a tensor's elements in one piece")
    }
    let start = count == 0 ? 0 : dataset.offset ?? 0
    guard start >= 0, count <= mapping.bytes.count, start <= mapping.bytes.count - count else {
      throw dataset.place.error("lies outside the file")
    }
    guard let digest = try dataset.attributes.value("sha256", as: String.self) else {
      throw dataset.place.error("has no digest")
    }
    self.init(
      elementType: dataset.dtype, shape: dataset.shape, range: start..<start + count,
      digest: digest)
  }

  var line: String { "\(elementType)\(shape) \(digest)" }
}

extension Group {
  fileprivate func write(_ piece: Checkpoint.Piece) throws -> Dataset {
    let name = LinkName.escaped(piece.name)
    let block = Block(
      elementType: piece.elementType, shape: piece.shape, source: piece.bytes)
    try write(.block(block), at: name, storage: .contiguous)
    return try dataset(name)
  }
}

extension UnsafeRawBufferPointer: ByteSource {
  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try body(self)
  }
}
