import Foundation

/// Lists of whole numbers by name, as Python pickles a dictionary of NumPy's arrays or of lists.
///
/// Nothing in the file is run: whatever is no such dictionary is refused.
public struct PickledIndices {
  /// The numbers of each name.
  public let values: [String: [Int]]

  /// Reads a file.
  public init(_ url: URL) throws {
    let mapping = try Mapping(url)
    let (value, pickle) = try Pickle.read(
      0..<mapping.bytes.count, of: mapping, url, as: "pickle")
    guard case .mapping(let index) = value else {
      throw pickle.refusal("is no dictionary")
    }
    let parts = pickle.containers[index]
    var values: [String: [Int]] = [:]
    // One list may stand under many names: a small file must not ask for endless memory.
    var left = Self.mostNumbers
    for place in stride(from: 0, to: parts.count, by: 2) {
      guard case .text(let name) = parts[place] else {
        throw pickle.refusal("a key is no text")
      }
      let numbers = try Self.numbers(parts[place + 1], name, pickle, mapping, url)
      left -= numbers.count
      guard left >= 0 else { throw pickle.refusal("has more than \(Self.mostNumbers) numbers") }
      values[name] = numbers
    }
    self.values = values
  }

  private static let mostNumbers = 1 << 24

  private static func numbers(
    _ value: Pickle.Value, _ name: String, _ pickle: Pickle, _ mapping: Mapping, _ url: URL
  ) throws -> [Int] {
    if let numbers = pickle.integers(value) { return numbers }
    guard case .array(let place) = value, let array = pickle.arrays[place],
      array.shape.count == 1, array.elementType != .bool
    else { throw StoreError(url, name, "is no list of whole numbers") }
    let block = Block(
      elementType: array.elementType, shape: array.shape,
      source: Slice(whole: mapping, range: array.range))
    do {
      return try block.elements(Int.self)
    } catch let mismatch as Mismatch {
      throw StoreError(url, name, mismatch.reason)
    }
  }
}
