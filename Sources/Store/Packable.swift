import Foundation

/// A type that goes to a file as a whole, not field by field.
protocol Storable {
  func node() throws -> Node
  static func from(_ node: Node) throws -> Self
}

/// A type whose arrays are arrays in a file: numbers, truth values, strings, arrays of these.
protocol Packable: Storable {
  static func node(of rows: [Self]) throws -> Node
  static func rows(from node: Node) throws -> [Self]
}

extension Packable {
  func node() throws -> Node { try Self.node(of: [self]).row(0) }

  static func from(_ node: Node) throws -> Self {
    guard node.shape == [] else {
      throw Mismatch(reason: "holds \(node.kind), not one \(Self.self)")
    }
    return try rows(from: node.reshaped([1]))[0]
  }
}

extension Packable where Self: Scalar {
  static func node(of rows: [Self]) throws -> Node {
    .block(Block(elementType: elementType, shape: [rows.count], source: rows))
  }

  static func rows(from node: Node) throws -> [Self] {
    guard case .block(let block) = node, block.shape.count == 1 else {
      throw Mismatch(reason: "holds \(node.kind), not elements of type \(Self.self)")
    }
    return try block.elements(Self.self)
  }
}

extension Int8: Packable {}
extension Int16: Packable {}
extension Int32: Packable {}
extension Int64: Packable {}
extension Int: Packable {}
extension UInt8: Packable {}
extension UInt16: Packable {}
extension UInt32: Packable {}
extension UInt64: Packable {}
extension UInt: Packable {}
extension Float16: Packable {}
extension Float: Packable {}
extension Double: Packable {}
extension Bool: Packable {}

extension String: Packable {
  static func node(of rows: [String]) throws -> Node { .text(shape: [rows.count], rows) }

  static func rows(from node: Node) throws -> [String] {
    guard case .text(let shape, let strings) = node, shape.count == 1 else {
      throw Mismatch(reason: "holds \(node.kind), not elements of type String")
    }
    return strings
  }
}

extension Array: Storable where Element: Packable {
  func node() throws -> Node { try Element.node(of: self) }
  static func from(_ node: Node) throws -> [Element] { try Element.rows(from: node) }
}

extension Array: Packable where Element: Packable {
  static func node(of rows: [[Element]]) throws -> Node {
    var joined: [Element] = []
    joined.reserveCapacity(rows.reduce(0) { $0 + $1.count })
    for row in rows { joined.append(contentsOf: row) }
    let values = try Element.node(of: joined)
    let length = rows.first?.count ?? 0
    if let shape = values.shape, rows.allSatisfy({ $0.count == length }) {
      return values.reshaped([rows.count, length] + shape.dropFirst())
    }
    return .group(
      .ragged, [("ends", try Pieces.ends(of: rows.lazy.map(\.count))), ("values", values)])
  }

  static func rows(from node: Node) throws -> [[Element]] {
    if case .group(.ragged, _) = node, let ends = node["ends"], let values = node["values"] {
      return try Pieces.split(try Element.rows(from: values), at: try Int.rows(from: ends))
    }
    guard let shape = node.shape, shape.count >= 2 else {
      throw Mismatch(reason: "holds \(node.kind), not elements of type \(Self.self)")
    }
    let joined = try Element.rows(from: node.reshaped([shape[0] * shape[1]] + shape.dropFirst(2)))
    return (0..<shape[0]).map { Array(joined[$0 * shape[1]..<($0 + 1) * shape[1]]) }
  }
}

extension Data: Storable {
  func node() throws -> Node {
    .block(Block(elementType: .uint8, shape: [count], source: self))
  }

  static func from(_ node: Node) throws -> Data {
    Data(try UInt8.rows(from: node))
  }
}

/// Pieces put one after the other, and where each of them ends.
enum Pieces {
  static func ends(of lengths: some Sequence<Int>) throws -> Node {
    var end = 0
    return try Int.node(
      of: lengths.map {
        end += $0
        return end
      })
  }

  static func split<Element>(_ joined: [Element], at ends: [Int]) throws -> [[Element]] {
    var start = 0
    let pieces = try ends.map { end in
      guard end >= start, end <= joined.count else {
        throw Mismatch(reason: "a piece ends at \(end) of \(joined.count), after one at \(start)")
      }
      defer { start = end }
      return Array(joined[start..<end])
    }
    guard start == joined.count else {
      throw Mismatch(reason: "the pieces end at \(start) of \(joined.count)")
    }
    return pieces
  }
}
