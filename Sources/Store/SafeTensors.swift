import Foundation

/// Named tensors in safetensors files: one file, or a folder with `model.safetensors` or with shards
/// and `model.safetensors.index.json`.
///
/// Files are mapped, not read: a tensor costs nothing until it is used. Changing a tensor changes a
/// private copy of its pages, never the file. Format: github.com/huggingface/safetensors.
public final class SafeTensors {
  struct Entry {
    let mapping: Mapping
    let elementType: ElementType
    let shape: [Int]
    let range: Range<Int>
  }

  /// The file or folder that was opened.
  public let source: URL
  /// The free-form words in the files' headers.
  public let metadata: [String: String]

  let entries: [String: Entry]

  /// Opens a file, a folder, or an index, and checks all headers.
  public init(_ url: URL) throws {
    source = url
    let index = "model.safetensors.index.json"
    let single = url.appendingPathComponent("model.safetensors")
    // The folder may be behind a link.
    let target = url.resolvingSymlinksInPath()
    let isFolder = (try? target.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    if url.lastPathComponent.hasSuffix(".index.json") {
      (entries, metadata) = try Self.sharded(url)
    } else if !isFolder {
      (entries, metadata) = try Self.read(url)
    } else if FileManager.default.fileExists(atPath: single.path) {
      (entries, metadata) = try Self.read(single)
    } else if case let index = url.appendingPathComponent(index),
      FileManager.default.fileExists(atPath: index.path)
    {
      (entries, metadata) = try Self.sharded(index)
    } else {
      throw StoreError(url, "folder", "has neither model.safetensors nor \(index)")
    }
  }

  func entry(_ key: String) throws -> Entry {
    guard let entry = entries[key] else { throw StoreError(source, key, "no such tensor") }
    return entry
  }

  private static func sharded(_ index: URL) throws -> ([String: Entry], [String: String]) {
    struct Index: Decodable {
      var weight_map: [String: String]
    }
    let file = try Mapping(index)
    let map = try parse(Index.self, Array(file.bytes), index, "index").weight_map
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    for (name, keys) in Dictionary(grouping: map.keys, by: { map[$0] ?? "" }).sorted(by: {
      $0.key < $1.key
    }) {
      guard !name.isEmpty, name != "..", !name.contains("/") else {
        throw StoreError(index, "shard \(name)", "is not a file's name")
      }
      let url = index.deletingLastPathComponent().appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: url.path) else {
        throw StoreError(
          index, "shard \(name)",
          "is missing; it holds \(keys.count) tensors, as \(keys.min() ?? "")")
      }
      let shard = try read(url)
      metadata.merge(shard.1) { first, _ in first }
      for key in keys {
        guard let entry = shard.0[key] else {
          throw StoreError(url, key, "the index says that it is here, the shard lacks it")
        }
        entries[key] = entry
      }
    }
    return (entries, metadata)
  }

  private static func read(_ url: URL) throws -> ([String: Entry], [String: String]) {
    let mapping = try Mapping(url)
    let size = mapping.bytes.count
    guard size >= 8 else { throw StoreError(url, "header", "the file has only \(size) bytes") }
    let length = mapping.bytes.loadUnaligned(as: UInt64.self).littleEndian
    // The format's own limit.
    guard length <= 100_000_000 else {
      throw StoreError(url, "header", "a length of \(length) bytes is above the limit of 100 MB")
    }
    let start = 8 + Int(length)
    guard start <= size else {
      throw StoreError(url, "header", "is \(length) bytes long, the file only \(size)")
    }
    let header = try parse(SafeTensorsHeader.self, Array(mapping.bytes[8..<start]), url, "header")
    var entries: [String: Entry] = [:]
    var end = 0
    for (key, tensor) in header.tensors.sorted(by: {
      $0.value.data_offsets.lexicographicallyPrecedes($1.value.data_offsets)
    }) {
      func refuse(_ reason: String) -> StoreError { StoreError(url, key, reason) }
      guard let elementType = ElementType(safetensors: tensor.dtype) else {
        throw refuse("elements of type \(tensor.dtype) are not supported")
      }
      guard tensor.data_offsets.count == 2,
        case let (from, to) = (tensor.begin, tensor.data_offsets[1]),
        from >= 0, from <= to, to <= size - start
      else {
        throw refuse(
          "offsets \(tensor.data_offsets) do not lie in the \(size - start) bytes of data")
      }
      guard from == end else {
        throw refuse(
          from < end
            ? "overlaps another tensor: starts at \(from), which ends at \(end)"
            : "\(from - end) bytes before it belong to no tensor")
      }
      end = to
      guard tensor.shape.size(times: elementType.bytes) == to - from else {
        throw refuse("\(tensor.dtype)\(tensor.shape) does not fill \(to - from) bytes")
      }
      entries[key] = Entry(
        mapping: mapping, elementType: elementType, shape: tensor.shape,
        range: start + from..<start + to)
    }
    guard end == size - start else {
      throw StoreError(url, "data", "is \(size - start) bytes long, the tensors end at \(end)")
    }
    return (entries, header.metadata)
  }

  private static func parse<Value: Decodable>(
    _ type: Value.Type, _ text: [UInt8], _ url: URL, _ object: String
  ) throws -> Value {
    do {
      let value = try JSONDecoder().decode(type, from: Data(text))
      if let key = try JSONKeys.repeated(in: text) {
        throw StoreError(url, object, "gives the key \(key) twice")
      }
      return value
    } catch DecodingError.dataCorrupted {
      throw StoreError(url, object, "is not JSON")
    } catch let error as DecodingError {
      throw Place(file: url, object: object).error(for: error)
    }
  }
}
