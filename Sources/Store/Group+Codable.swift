import Foundation
import func Tensors.require

extension Group {
  /// Writes a value under a new name.
  ///
  /// Numbers, truth values, strings, their arrays and tensors become datasets (rectangular nested
  /// arrays of the same rank); structs and dictionaries become groups of their fields, with absent
  /// fields left out; arrays of structs become groups of columns, or of numbered elements where the
  /// elements differ in kind. What is not a plain group of fields says so in its attribute `layout`.
  /// Slashes, percent signs and control characters in dictionaries' keys are written as in a URL.
  public func write(_ value: some Encodable, as name: String, storage: Storage? = nil) throws {
    let node: Node
    do {
      node = try NodeEncoder.node(value)
    } catch let error {
      throw place.child(name).error(for: error)
    }
    try write(node, at: name, storage: storage)
  }

  /// Writes elements in row-major order as an array of this shape under a new name.
  public func write<Element: Scalar>(
    _ elements: [Element], shape: [Int], as name: String, storage: Storage? = nil
  ) throws {
    require(
      shape.reduce(1, *) == elements.count, "\(elements.count) elements do not fill \(shape)")
    try write(
      .block(Block(elementType: Element.elementType, shape: shape, source: elements)), at: name,
      storage: storage)
  }

  /// Reads a value that `write` wrote, or arrays and groups of another program's that look alike.
  ///
  /// Numbers may be stored with another type as long as each is exactly representable.
  public func read<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
    let node = try node(at: name)
    do {
      return try NodeDecoder.value(type, from: node)
    } catch {
      throw place.child(name).error(for: error)
    }
  }
}

extension Place {
  /// What encoding or decoding below this place threw, as one line that names the field.
  func error(for error: any Error) -> any Error {
    func told(_ context: some Sequence<any CodingKey>, _ reason: String) -> StoreError {
      context.reduce(self) { $0.child(LinkName.escaped($1.stringValue)) }.error(reason)
    }
    switch error {
    case let mismatch as Mismatch:
      return self.error(mismatch.reason)
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context), DecodingError.keyNotFound(_, let context):
      return told(context.codingPath, context.debugDescription)
    case EncodingError.invalidValue(_, let context):
      return told(context.codingPath, context.debugDescription)
    default:
      return error
    }
  }
}
