import Foundation

/// Named tensors in a file of `torch.save` (PyTorch 1.6 or newer): a zip file with a pickle.
///
/// A tensor's key is its path through dictionaries and lists, joined by dots: the weight `a.b` of
/// `{"epoch": 3, "state_dict": …}` is `state_dict.a.b`. Nothing in the file is run: whatever is no
/// tensor, number, text or container is refused by name. The file is mapped, not read: a tensor costs
/// nothing until it is used.
public final class TorchArchive {
  struct Entry {
    let view: Pickle.TensorView
    /// The storage's bytes in the file.
    let range: Range<Int>
  }

  /// The file that was opened.
  public let source: URL
  /// Numbers beside the tensors, such as `epoch`, by their paths.
  public let numbers: [String: Double]

  let entries: [String: Entry]
  let mapping: Mapping

  /// Opens a file and reads its directory and pickle.
  public init(_ url: URL) throws {
    source = url
    mapping = try Mapping(url)
    if mapping.bytes.starts(with: [0x80, 0x02]) {
      throw StoreError(
        url, "file", "is in the format before PyTorch 1.6; save it again with a newer one")
    }
    let members = try ZipIndex(mapping, url)
    let pickles = members.names.filter { $0.hasSuffix("/data.pkl") }
    guard pickles.count == 1, let pickle = pickles.first else {
      throw StoreError(url, "data.pkl", "there are \(pickles.count) of it, should be one")
    }
    let folder = pickle.dropLast("data.pkl".count)
    if members.names.contains("\(folder)constants.pkl") {
      throw StoreError(url, "constants.pkl", "makes it a TorchScript program, not a state dict")
    }
    if let order = try members.bytes(of: "\(folder)byteorder"),
      !mapping.bytes[order].elementsEqual("little".utf8)
    {
      throw StoreError(url, "byteorder", "is not little")
    }
    let range = try members.bytes(of: pickle) ?? 0..<0
    let (value, read) = try Pickle.read(range, of: mapping, url, as: "data.pkl")
    var walk = Walk(url: url, folder: String(folder), members: members, containers: read.containers)
    try walk.visit(value, path: "", depth: 0)
    (entries, numbers) = (walk.entries, walk.numbers)
  }

  func entry(_ key: String) throws -> Entry {
    guard let entry = entries[key] else { throw StoreError(source, key, "no such tensor") }
    return entry
  }

  /// The bytes of a tensor that does not lie in one piece, put together.
  func gathered(_ entry: Entry) -> [UInt8] {
    let (view, width) = (entry.view, entry.view.storage.elementType.bytes)
    let count = view.count ?? 0
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * width)
    var position = Array(repeating: 0, count: view.shape.count)
    for _ in 0..<count {
      let element = zip(position, view.strides).reduce(view.offset) { $0 + $1.0 * $1.1 }
      let start = entry.range.lowerBound + element * width
      bytes.append(contentsOf: mapping.bytes[start..<start + width])
      for dimension in position.indices.reversed() {
        position[dimension] += 1
        if position[dimension] < view.shape[dimension] { break }
        position[dimension] = 0
      }
    }
    return bytes
  }
}

/// Finds the tensors and numbers in a pickle's value.
private struct Walk {
  let url: URL
  let folder: String
  let members: ZipIndex
  let containers: [[Pickle.Value]]
  var entries: [String: TorchArchive.Entry] = [:]
  var numbers: [String: Double] = [:]
  private var visits = 0

  // A container may hold another many times over, or itself: a small file could take endless time.
  private static let mostVisits = 1 << 20
  private static let mostDepth = 32
  private static let longestPath = 1 << 12

  init(
    url: URL, folder: String, members: ZipIndex, containers: [[Pickle.Value]]
  ) {
    self.url = url
    self.folder = folder
    self.members = members
    self.containers = containers
  }

  mutating func visit(_ value: Pickle.Value, path: String, depth: Int) throws {
    visits += 1
    guard visits <= Self.mostVisits, depth <= Self.mostDepth, path.utf8.count <= Self.longestPath
    else { throw StoreError(url, "data.pkl", "containers are nested too deeply, or too many") }
    switch value {
    case .none, .text, .global, .storage, .bytes, .elements: break
    case .array: throw StoreError(url, path, "is an array of NumPy, not a tensor")
    case .bool(let bool): numbers[path] = bool ? 1 : 0
    case .integer(let integer): numbers[path] = Double(integer)
    case .number(let number): numbers[path] = number
    case .sequence(let index):
      for (place, element) in containers[index].enumerated() {
        try visit(element, path: joined(path, "\(place)"), depth: depth + 1)
      }
    case .mapping(let index):
      let content = containers[index]
      for place in stride(from: 0, to: content.count, by: 2) {
        let name =
          switch content[place] {
          case .text(let text): text
          case .integer(let integer): "\(integer)"
          default: throw StoreError(url, path, "a dictionary's key is neither text nor integer")
          }
        try visit(content[place + 1], path: joined(path, name), depth: depth + 1)
      }
    case .tensor(let view): try add(view, path)
    }
  }

  private func joined(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }

  private mutating func add(_ view: Pickle.TensorView, _ path: String) throws {
    let member = "\(folder)data/\(view.storage.member)"
    guard let range = try members.bytes(of: member) else {
      throw StoreError(url, path, "its storage \(member) is missing")
    }
    let (bytes, overflow) = view.storage.count.multipliedReportingOverflow(
      by: view.storage.elementType.bytes)
    guard !overflow, bytes <= range.count else {
      throw StoreError(
        url, path, "its storage has \(range.count) bytes for \(view.storage.count) elements")
    }
    let entry = TorchArchive.Entry(view: view, range: range)
    guard entries.updateValue(entry, forKey: path) == nil else {
      throw StoreError(url, path, "two tensors have this key")
    }
  }
}
