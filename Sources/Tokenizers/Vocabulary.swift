/// Pieces and their ids.
struct Vocabulary {
  /// The file the pieces come from, for messages.
  let file: String
  private var table: ByteTable
  private var ids: [Int32] = []
  /// The entry of each id, -1 where no piece has the id.
  private var entries: [Int32] = []

  /// Ids above this are refused: they would cost memory that no real vocabulary needs.
  static let largestID = 1 << 24 - 1

  init(file: String, capacity: Int = 16) {
    self.file = file
    table = ByteTable(capacity: capacity)
    ids.reserveCapacity(capacity)
    entries.reserveCapacity(capacity)
  }

  /// One more than the greatest id.
  var bound: Int { entries.count }

  /// Adds a piece; a piece or id that is there already is an error that names it.
  mutating func insert(_ piece: some Sequence<UInt8>, id: Int) throws {
    let bytes = Array(piece)
    func name() -> String { "\"\(String(decoding: bytes, as: UTF8.self))\"" }
    guard (0...Self.largestID).contains(id) else {
      throw TokenizerError(
        "\(file): piece \(name()) has id \(id), outside 0...\(Self.largestID)")
    }
    let (entry, isNew) = bytes.withUnsafeBufferPointer { table.insert($0) }
    guard isNew else {
      throw TokenizerError("\(file): piece \(name()) occurs twice, as \(ids[entry]) and \(id)")
    }
    ids.append(Int32(id))
    if id >= entries.count {
      entries.append(contentsOf: repeatElement(-1, count: id + 1 - entries.count))
    }
    guard entries[id] < 0 else {
      let other = String(decoding: table[Int(entries[id])], as: UTF8.self)
      throw TokenizerError("\(file): id \(id) belongs to both \"\(other)\" and \(name())")
    }
    entries[id] = Int32(entry)
  }

  /// The id of a piece.
  func id(of piece: UnsafeBufferPointer<UInt8>) -> Int32? {
    table.index(of: piece).map { ids[$0] }
  }

  /// The id of a piece.
  func id(of piece: some Collection<UInt8>) -> Int32? {
    piece.withContiguousStorageIfAvailable { id(of: $0) }
      ?? Array(piece).withUnsafeBufferPointer { id(of: $0) }
  }

  /// The bytes of the piece with an id.
  func piece(_ id: Int) -> ArraySlice<UInt8>? {
    guard entries.indices.contains(id), entries[id] >= 0 else { return nil }
    return table[Int(entries[id])]
  }

  /// All pieces with their ids, in the order of insertion.
  var pieces: [(bytes: ArraySlice<UInt8>, id: Int32)] {
    ids.indices.map { (table[$0], ids[$0]) }
  }

  /// The ids of the 256 pieces `<0x00>` … `<0xFF>` that spell unknown characters byte by byte.
  var bytePieces: [Int32?] {
    (0...255).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return id(of: Array("<0x\(digits.count < 2 ? "0" : "")\(digits)>".utf8))
    }
  }
}
