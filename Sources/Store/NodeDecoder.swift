import Foundation

/// Makes a value of a tree of arrays.
struct NodeDecoder: Decoder {
  let node: Node
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// A value of the wanted type; throws `DecodingError` where the tree does not hold one.
  static func value<Value: Decodable>(
    _ type: Value.Type, from node: Node, path: [any CodingKey] = []
  ) throws -> Value {
    guard let storable = type as? any Storable.Type else {
      return try Value(from: NodeDecoder(node: node, codingPath: path))
    }
    do {
      guard let value = try storable.from(node) as? Value else {
        throw Mismatch(reason: "holds \(node.kind), not \(type)")
      }
      return value
    } catch let mismatch as Mismatch {
      throw DecodingError.typeMismatch(
        type, .init(codingPath: path, debugDescription: mismatch.reason))
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .group(.record, let members) = node else { throw mismatch("named fields") }
    let fields = Dictionary(members.map { ($0.name, $0.node) }) { first, _ in first }
    return KeyedDecodingContainer(StoredFields(names: members.map(\.name), fields, codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let rows = node.rows else { throw mismatch("a list") }
    return StoredElements(node: node, rows: rows, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    StoredSingle(node: node, codingPath: codingPath)
  }

  private func mismatch(_ wanted: String) -> DecodingError {
    .typeMismatch(
      Node.self,
      .init(codingPath: codingPath, debugDescription: "holds \(node.kind), not \(wanted)"))
  }
}

private struct StoredFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let names: [String]
  let fields: [String: Node]
  let codingPath: [any CodingKey]

  init(names: [String], _ fields: [String: Node], _ codingPath: [any CodingKey]) {
    (self.names, self.fields, self.codingPath) = (names, fields, codingPath)
  }

  var allKeys: [Key] { names.compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool { fields[key.stringValue] != nil }

  private func field(_ name: String, _ key: any CodingKey) throws -> NodeDecoder {
    guard let node = fields[name] else {
      throw DecodingError.keyNotFound(
        key, .init(codingPath: codingPath, debugDescription: "lacks the field \(name)"))
    }
    return NodeDecoder(node: node, codingPath: codingPath + [key])
  }

  func decodeNil(forKey key: Key) throws -> Bool { try field(key.stringValue, key).node.isNull }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let field = try field(key.stringValue, key)
    return try NodeDecoder.value(type, from: field.node, path: field.codingPath)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try field(key.stringValue, key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try field(key.stringValue, key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    guard let node = fields["super"] else {
      return NodeDecoder(node: .null, codingPath: codingPath)
    }
    return NodeDecoder(node: node, codingPath: codingPath)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder { try field(key.stringValue, key) }
}

private struct StoredElements: UnkeyedDecodingContainer {
  let node: Node
  let rows: Int
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(node: Node, rows: Int, codingPath: [any CodingKey]) {
    (self.node, self.rows, self.codingPath) = (node, rows, codingPath)
  }

  var count: Int? { rows }
  var isAtEnd: Bool { currentIndex >= rows }

  private func peek() throws -> NodeDecoder {
    let path = codingPath + [IndexKey(currentIndex)]
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        Node.self, .init(codingPath: path, debugDescription: "ends after \(rows) elements"))
    }
    if case .group(.list, let elements) = node {
      return NodeDecoder(node: elements[currentIndex].node, codingPath: path)
    }
    return NodeDecoder(node: node.row(currentIndex), codingPath: path)
  }

  private mutating func next() throws -> NodeDecoder {
    let decoder = try peek()
    currentIndex += 1
    return decoder
  }

  mutating func decodeNil() throws -> Bool {
    guard try peek().node.isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let element = try peek()
    let value = try NodeDecoder.value(type, from: element.node, path: element.codingPath)
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct StoredSingle: SingleValueDecodingContainer {
  let node: Node
  let codingPath: [any CodingKey]

  func decodeNil() -> Bool { node.isNull }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try NodeDecoder.value(type, from: node, path: codingPath)
  }
}
