import CHDF5
import Foundation

extension Group {
  /// Writes a tree under `name`, a link's name or a path.
  func write(_ node: Node, at name: String, storage: Storage? = nil) throws {
    switch node {
    case .block(let block):
      let type = try block.elementType.type(at: place.child(name))
      let id = try make(
        name, type: type, itemBytes: block.elementType.bytes, shape: block.shape, storage: storage)
      try block.source.withBytes { try fill(id, name, type: type, bytes: $0) }
      // Readers that know floats of 16 bits by their size only have it in plain words.
      if block.elementType == .bfloat16 {
        try Attributes(of: id, in: place.child(name)).write(String("bfloat16").node(), "dtype")
      }
    case .text(let shape, let strings):
      if Strings.fit(strings) {
        let (bytes, type) = try Strings.packed(strings, at: place.child(name))
        let id = try make(
          name, type: type, itemBytes: H5Tget_size(type.raw), shape: shape, storage: storage)
        try bytes.withUnsafeBytes { try fill(id, name, type: type, bytes: $0) }
      } else {
        let members: [(name: String, node: Node)] = try [
          ("bytes", strings.flatMap { Array($0.utf8) }.node()),
          ("ends", Pieces.ends(of: strings.lazy.map(\.utf8.count))),
          ("shape", shape.node()),
        ]
        try write(.group(.text, members), at: name, storage: storage)
      }
    case .group(let layout, let members):
      let group = try create(group: name)
      if layout != .record { try group.attributes.write(layout.rawValue.node(), "layout") }
      for (name, node) in members {
        try group.write(node, at: LinkName.escaped(name), storage: storage)
      }
    }
  }

  /// The tree under `name`, whatever program wrote it; a group that lies in itself is an error.
  func node(at name: String) throws -> Node { try node(at: name, within: []) }

  private func node(at name: String, within above: Set<Identity>) throws -> Node {
    guard try isGroup(name) else { return try dataset(name).node(.all) }
    return try group(name).node(within: above)
  }

  private func node(within above: Set<Identity>) throws -> Node {
    let identity = try identity
    guard !above.contains(identity) else { throw place.error("is a group that it lies in") }
    var layout = Node.Layout.record
    if let stored = try attributes.read("layout"), case .text([], let words) = stored {
      guard let known = Node.Layout(rawValue: words[0]) else {
        throw place.error("layout \(words[0]) is not known")
      }
      layout = known
    }
    var members: [(name: String, node: Node)] = []
    for name in try names {
      let node = try node(at: name, within: above.union([identity]))
      members.append((LinkName.unescaped(name), node))
    }
    let node = Node.group(layout, members)
    switch layout {
    case .list where members.enumerated().contains { $1.name != String($0) }:
      throw place.error("the elements of the list are not numbered from 0")
    case .table where Set(members.map { $0.node.rows ?? -1 }).count != 1 || node.rows == nil:
      throw place.error("the columns of the table differ in length")
    case .text: return try text(node)
    default: return node
    }
  }

  private func text(_ node: Node) throws -> Node {
    try place.matching {
      guard let bytes = node["bytes"], let ends = node["ends"], let shape = node["shape"] else {
        throw Mismatch(reason: "lacks the parts of a text")
      }
      let pieces = try Pieces.split([UInt8].from(bytes), at: [Int].from(ends))
      let sizes = try [Int].from(shape)
      guard sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(1, &*) == pieces.count else {
        throw Mismatch(reason: "\(pieces.count) strings under shape \(sizes)")
      }
      return .text(
        shape: sizes,
        try pieces.map {
          guard let string = String(validating: $0, as: UTF8.self) else {
            throw Mismatch(reason: "a string is not UTF-8")
          }
          return string
        })
    }
  }

  /// Makes an array without writing to it.
  func create(
    array name: String, shape: [Int], _ elementType: ElementType, storage: Storage
  ) throws -> Dataset {
    let place = place.child(name)
    let id = try make(
      name, type: elementType.type(at: place), itemBytes: elementType.bytes, shape: shape,
      storage: storage)
    return try Dataset(id, in: file, place)
  }

  private func make(
    _ name: String, type: Identifier, itemBytes: Int, shape: [Int], storage: Storage?
  ) throws -> Identifier {
    let place = place.child(name)
    return try Library.locked {
      let space = try dataspace(shape, place)
      let properties = try Storage.properties(
        storage, shape: shape, itemBytes: itemBytes, place)
      let links = try Self.linkProperties(place)
      return try place.identifier("creating the dataset") {
        H5Dcreate2(id.raw, name, type.raw, space.raw, links.raw, properties.raw, rh_default())
      }
    }
  }

  private func fill(
    _ id: Identifier, _ name: String, type: Identifier, bytes: UnsafeRawBufferPointer
  ) throws {
    guard bytes.count > 0 else { return }
    try place.child(name).call("writing") {
      H5Dwrite(id.raw, type.raw, rh_all(), rh_all(), rh_default(), bytes.baseAddress)
    }
  }
}

extension Dataset {
  /// The selected elements as a tree of one array.
  func node(_ selection: Selection) throws -> Node {
    guard dtype == .string else { return .block(try block(selection)) }
    return .text(shape: shape, try strings(selection))
  }
}

func dataspace(_ shape: [Int], _ place: Place) throws -> Identifier {
  try place.identifier("making the shape") {
    shape.isEmpty
      ? H5Screate(H5S_SCALAR)
      : H5Screate_simple(Int32(shape.count), shape.map(hsize_t.init), nil)
  }
}
