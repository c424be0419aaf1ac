import Foundation

/// A value on its way between Swift and a file: a tree of arrays.
indirect enum Node {
  /// How the members of a group belong together.
  enum Layout: String {
    /// Named fields: a struct or a dictionary.
    case record
    /// Elements numbered from 0.
    case list
    /// Equal records, kept column by column: row i is made of the columns' rows i.
    case table
    /// Rows of different lengths: `values` holds them joined, `ends` where each ends.
    case ragged
    /// Strings that do not fit side by side: `bytes` holds them joined, `ends` where each ends.
    case text
    /// No value.
    case null
  }

  case block(Block)
  case text(shape: [Int], [String])
  case group(Layout, [(name: String, node: Node)])

  static var null: Node { .group(.null, []) }

  var isNull: Bool {
    if case .group(.null, _) = self { true } else { false }
  }

  /// The member of a group with this name.
  subscript(name: String) -> Node? {
    guard case .group(_, let members) = self else { return nil }
    return members.first { $0.name == name }?.node
  }

  /// For messages: what is there, in a few words.
  var kind: String {
    switch self {
    case .block(let block): block.signature
    case .text(let shape, _): "string\(shape)"
    case .group(let layout, _): "a \(layout)"
    }
  }

  /// The shape of an array; nil for a group.
  var shape: [Int]? {
    switch self {
    case .block(let block): block.shape
    case .text(let shape, _): shape
    case .group: nil
    }
  }

  /// An array's elements in the same order under another shape.
  func reshaped(_ shape: [Int]) -> Node {
    switch self {
    case .block(let block): .block(block.reshaped(shape))
    case .text(_, let strings): .text(shape: shape, strings)
    case .group: self
    }
  }

  /// The part at one index of the first dimension, of an array or of each of a table's columns.
  func row(_ index: Int) -> Node {
    switch self {
    case .block(let block): return .block(block.row(index))
    case .text(let shape, let strings):
      let rest = Array(shape.dropFirst())
      let size = rest.reduce(1, *)
      return .text(shape: rest, Array(strings[index * size..<(index + 1) * size]))
    case .group(_, let columns):
      return .group(.record, columns.map { ($0.name, $0.node.row(index)) })
    }
  }

  /// The number of rows; nil where there are none to speak of.
  var rows: Int? {
    switch self {
    case .block(let block): block.shape.first
    case .text(let shape, _): shape.first
    case .group(.table, let columns): columns.first?.node.rows
    case .group(.list, let elements): elements.count
    case .group: nil
    }
  }

  /// The inverse of `row`: one node of all; nil where the nodes are not alike. Arrays above 64 KiB
  /// are left alone, for stacking copies.
  static func stacked(_ nodes: [Node]) throws -> Node? {
    switch nodes.first {
    case .block(let first):
      guard first.byteCount <= 64 << 10 else { return nil }
      let memory = try Memory(count: first.byteCount * nodes.count)
      for (index, node) in nodes.enumerated() {
        guard case .block(let block) = node, block.elementType == first.elementType,
          block.shape == first.shape
        else { return nil }
        block.source.withBytes {
          UnsafeMutableRawBufferPointer(
            rebasing: memory.buffer[(index * first.byteCount)...]
          ).copyMemory(from: $0)
        }
      }
      return .block(
        Block(
          elementType: first.elementType, shape: [nodes.count] + first.shape, source: memory))
    case .text(let shape, _):
      var all: [String] = []
      for node in nodes {
        guard case .text(shape, let strings) = node else { return nil }
        all += strings
      }
      return .text(shape: [nodes.count] + shape, all)
    case .group(.record, let fields) where !fields.isEmpty:
      var columns = fields.map { (name: $0.name, nodes: [Node]()) }
      for node in nodes {
        guard case .group(.record, let members) = node, members.count == columns.count else {
          return nil
        }
        for (index, member) in members.enumerated() {
          guard member.name == columns[index].name else { return nil }
          columns[index].nodes.append(member.node)
        }
      }
      var table: [(name: String, node: Node)] = []
      for column in columns {
        guard let stack = try stacked(column.nodes) else { return nil }
        table.append((column.name, stack))
      }
      return .group(.table, table)
    default:
      return nil
    }
  }
}

extension Node {
  /// The digest of the content: over sorted names, shapes, element types and bytes, however they
  /// are laid out in a file.
  var digest: String {
    var lines: [String] = []
    describe("", into: &lines)
    return Digest.sha256(lines.sorted().joined(separator: "\n"))
  }

  private func describe(_ path: String, into lines: inout [String]) {
    switch self {
    case .block(let block):
      lines.append("\(path) \(block.signature) \(block.source.withBytes { Digest.sha256($0) })")
    case .text(let shape, let strings):
      var digest = Digest()
      for string in strings { digest.update("\(string.utf8.count):\(string)") }
      lines.append("\(path) string\(shape) \(digest.finalized())")
    case .group(let layout, let members):
      lines.append("\(path)/ \(layout)")
      for (name, node) in members {
        node.describe("\(path)/\(LinkName.escaped(name))", into: &lines)
      }
    }
  }
}

/// Any text as the name of a link: HDF5 forbids the slash, the single dot and the empty name.
enum LinkName {
  /// As in a URL, `%` and two digits stand for a byte; an empty name becomes a lone `%`.
  static func escaped(_ name: String) -> String {
    if name.isEmpty { return "%" }
    if name == "." { return "%2E" }
    guard name.utf8.contains(where: { $0 < 32 || $0 == 37 || $0 == 47 || $0 == 127 }) else {
      return name
    }
    return name.unicodeScalars.map { scalar in
      switch scalar.value {
      case 0..<16: "%0" + String(scalar.value, radix: 16, uppercase: true)
      case 16..<32, 37, 47, 127: "%" + String(scalar.value, radix: 16, uppercase: true)
      default: String(scalar)
      }
    }.joined()
  }

  /// The text that `escaped` made a name of.
  static func unescaped(_ name: String) -> String {
    name == "%" ? "" : name.removingPercentEncoding ?? name
  }
}
