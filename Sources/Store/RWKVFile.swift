import Foundation

/// Named tensors in a file of rwkv.cpp (github.com/RWKV/rwkv.cpp), float32 or float16.
///
/// Files are mapped, not read. Names are those of the models' authors; what the converter changes on
/// the way stays changed: decays are stored as what a step multiplies by (version 5), or its
/// logarithm (version 4).
public final class RWKVFile {
  struct Entry {
    let elementType: ElementType
    let shape: [Int]
    let range: Range<Int>
  }

  /// The file that was opened.
  public let source: URL
  /// How many tokens there are.
  public let vocabulary: Int
  /// The width of the residual stream.
  public let width: Int
  /// The number of blocks.
  public let depth: Int

  let mapping: Mapping
  let entries: [String: Entry]

  /// Opens a file and checks where its tensors lie.
  public init(_ url: URL) throws {
    source = url
    mapping = try Mapping(url)
    var reader = Reader(url: url, bytes: UnsafeRawBufferPointer(mapping.bytes))
    // "ggmf", little-endian; versions 100 and 101 differ in quantised tensors only.
    guard try reader.number("header") == 0x6767_6d66,
      case let version = try reader.number("header"), [100, 101].contains(version)
    else {
      throw StoreError(url, "header", "is not that of rwkv.cpp, version 100 or 101")
    }
    (vocabulary, width, depth) = try (
      reader.number("header"), reader.number("header"), reader.number("header")
    )
    _ = try reader.number("header")
    var entries: [String: Entry] = [:]
    while !reader.isAtEnd {
      let (key, entry) = try reader.tensor()
      guard entries.updateValue(entry, forKey: key) == nil else {
        throw StoreError(url, key, "is there twice")
      }
    }
    self.entries = entries
  }

  func entry(_ key: String) throws -> Entry {
    guard let entry = entries[key] else { throw StoreError(source, key, "no such tensor") }
    return entry
  }

  /// Reads on in a file.
  private struct Reader {
    let url: URL
    let bytes: UnsafeRawBufferPointer
    var place = 0

    var isAtEnd: Bool { place == bytes.count }

    mutating func part(_ count: Int, of object: String) throws -> Range<Int> {
      guard count >= 0, count <= bytes.count - place else {
        throw StoreError(url, object, "ends beyond the file's \(bytes.count) bytes")
      }
      defer { place += count }
      return place..<place + count
    }

    mutating func number(_ object: String) throws -> Int {
      let range = try part(4, of: object)
      return Int(
        UInt32(
          littleEndian: bytes.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt32.self)))
    }

    mutating func tensor() throws -> (String, Entry) {
      let object = "tensor at byte \(place)"
      let (rank, length, type) = try (number(object), number(object), number(object))
      guard (1...4).contains(rank) else { throw StoreError(url, object, "has \(rank) dimensions") }
      // The fastest dimension comes first.
      let shape = try (0..<rank).map { _ in try number(object) }.reversed() as [Int]
      let key = String(decoding: bytes[try part(length, of: object)], as: UTF8.self)
      guard let elementType = [0: ElementType.float32, 1: .float16][type] else {
        throw StoreError(url, key, "quantised weights (type \(type)) are not supported")
      }
      let range = try part(shape.size(times: elementType.bytes) ?? .max, of: key)
      return (key, Entry(elementType: elementType, shape: shape, range: range))
    }
  }
}
