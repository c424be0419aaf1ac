import Foundation

/// Turns a value into a tree of arrays.
struct NodeEncoder: Encoder {
  /// What is being filled in; decided by the first container that is asked for.
  final class Slot {
    enum Content {
      case empty
      case node(Node)
      case record([(name: String, slot: Slot)])
      case list([Slot])
    }

    var content = Content.empty

    /// The finished tree. What came in random order, `every` so many elements at a time, is sorted.
    func node(sorting every: Int? = nil) throws -> Node {
      switch content {
      case .empty: return .group(.record, [])
      case .node(let node): return node
      case .record(let members):
        let fields = try members.map { (name: $0.name, node: try $0.slot.node()) }
        return .group(
          .record,
          every == nil
            ? fields : fields.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
      case .list(let slots):
        var nodes = try slots.map { try $0.node() }
        if let every {
          let pieces = stride(from: 0, to: nodes.count, by: every).map { start in
            (nodes[start].digest, nodes[start..<start + every])
          }
          nodes = pieces.sorted { $0.0 < $1.0 }.flatMap { $0.1 }
        }
        if let stack = try Node.stacked(nodes) { return stack }
        return .group(.list, nodes.enumerated().map { (String($0), $1) })
      }
    }
  }

  let slot: Slot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// The tree of a value.
  static func node<Value: Encodable>(_ value: Value, path: [any CodingKey] = []) throws -> Node {
    if let storable = value as? any Storable { return try storable.node() }
    let slot = Slot()
    try value.encode(to: NodeEncoder(slot: slot, codingPath: path))
    return try slot.node(sorting: (Value.self as? any Unordered.Type)?.stride)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .record = slot.content {} else { slot.content = .record([]) }
    return KeyedEncodingContainer(NodeFields(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .list = slot.content {} else { slot.content = .list([]) }
    return NodeElements(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    NodeSingle(slot: slot, codingPath: codingPath)
  }
}

/// Collections without an order of their own.
protocol Unordered {
  /// How many neighbours belong together when the elements are encoded one after the other.
  static var stride: Int { get }
}
extension Set: Unordered { static var stride: Int { 1 } }
extension Dictionary: Unordered { static var stride: Int { 2 } }

/// A place in an array.
struct IndexKey: CodingKey {
  let intValue: Int?
  var stringValue: String { String(intValue ?? 0) }
  init(_ index: Int) { intValue = index }
  init?(intValue: Int) { self.init(intValue) }
  init?(stringValue: String) {
    guard let index = Int(stringValue) else { return nil }
    self.init(index)
  }
}

private struct NodeFields<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: NodeEncoder.Slot
  let codingPath: [any CodingKey]

  private func add(_ name: String) -> NodeEncoder.Slot {
    let new = NodeEncoder.Slot()
    guard case .record(var members) = slot.content else { return new }
    slot.content = .empty
    members.append((name, new))
    slot.content = .record(members)
    return new
  }

  private func nested(_ key: any CodingKey) -> NodeEncoder {
    NodeEncoder(slot: add(key.stringValue), codingPath: codingPath + [key])
  }

  mutating func encodeNil(forKey key: Key) throws {
    add(key.stringValue).content = .node(.null)
  }

  mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    let node = try NodeEncoder.node(value, path: codingPath + [key])
    add(key.stringValue).content = .node(node)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { nested(key).container(keyedBy: type) }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    nested(key).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    NodeEncoder(slot: add("super"), codingPath: codingPath)
  }

  mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }
}

private struct NodeElements: UnkeyedEncodingContainer {
  let slot: NodeEncoder.Slot
  let codingPath: [any CodingKey]

  var count: Int { if case .list(let slots) = slot.content { slots.count } else { 0 } }

  private func add() -> NodeEncoder.Slot {
    let new = NodeEncoder.Slot()
    guard case .list(var slots) = slot.content else { return new }
    slot.content = .empty
    slots.append(new)
    slot.content = .list(slots)
    return new
  }

  private func nested() -> NodeEncoder {
    NodeEncoder(slot: add(), codingPath: codingPath + [IndexKey(count)])
  }

  mutating func encodeNil() throws { add().content = .node(.null) }

  mutating func encode<Value: Encodable>(_ value: Value) throws {
    let node = try NodeEncoder.node(value, path: codingPath + [IndexKey(count)])
    add().content = .node(node)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> { nested().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    nested().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { nested() }
}

private struct NodeSingle: SingleValueEncodingContainer {
  let slot: NodeEncoder.Slot
  let codingPath: [any CodingKey]

  mutating func encodeNil() throws { slot.content = .node(.null) }

  mutating func encode<Value: Encodable>(_ value: Value) throws {
    slot.content = .node(try NodeEncoder.node(value, path: codingPath))
  }
}
