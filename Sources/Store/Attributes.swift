import CHDF5
import Foundation

/// The small values that a group or dataset carries by name.
public struct Attributes {
  private let owner: Identifier
  private let place: Place

  init(of owner: Identifier, in place: Place) { (self.owner, self.place) = (owner, place) }

  /// The names, sorted.
  public var names: [String] {
    get throws {
      try Library.locked {
        let count = try place.call("counting attributes") { H5Aget_num_attrs(owner.raw) }
        return try (0..<hsize_t(count)).map { index in
          func name(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int) throws -> Int {
            try place.call("listing attributes") {
              H5Aget_name_by_idx(
                owner.raw, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, rh_default())
            }
          }
          var buffer = [CChar](repeating: 0, count: try name(nil, 0) + 1)
          _ = try name(&buffer, buffer.count)
          return String(decoding: buffer.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        }.sorted()
      }
    }
  }

  /// The value of an attribute, or nil where there is none: a string, a number, a truth value, or
  /// an array of these.
  public func value<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws
    -> Value?
  {
    guard let storable = type as? any Storable.Type else {
      fatalError("attribute \(name): a \(type) is no attribute's value")
    }
    return try at(name).matching {
      try read(name).map { try storable.from($0) as? Value } ?? nil
    }
  }

  /// Sets an attribute to a string, a number, a truth value, or an array of these.
  public func set(_ name: String, to value: some Encodable) throws {
    guard let storable = value as? any Storable, case let node = try storable.node(),
      node.shape != nil
    else { fatalError("attribute \(name): a \(type(of: value)) is no attribute's value") }
    try write(node, name)
  }

  func read(_ name: String) throws -> Node? {
    let place = at(name)
    return try Library.locked {
      guard try place.call("looking", { H5Aexists(owner.raw, name) }) > 0 else { return nil }
      let id = try place.identifier("opening") { H5Aopen(owner.raw, name, rh_default()) }
      let type = try place.identifier("reading the type") { H5Aget_type(id.raw) }
      let space = try place.identifier("reading the shape") { H5Aget_space(id.raw) }
      let shape = try Dataset.shape(of: space, place)
      let elementType = try ElementType(of: type, at: place)
      // The library has read the attribute already, so its size is no idle claim.
      let count = shape.reduce(1, *)
      func fill(_ start: UnsafeMutableRawPointer?, _ type: Identifier) throws {
        if count > 0 { try place.call("reading") { H5Aread(id.raw, type.raw, start) } }
      }
      if elementType == .string {
        return .text(
          shape: shape,
          try Strings.read(count, type: type, space: space, at: place) { try fill($0, type) })
      }
      let memory = try place.matching { try Memory(count: count * elementType.bytes) }
      try fill(memory.buffer.baseAddress, elementType.type(at: place))
      return .block(Block(elementType: elementType, shape: shape, source: memory))
    }
  }

  func write(_ node: Node, _ name: String) throws {
    let place = at(name)
    try Library.locked {
      switch node {
      case .block(let block):
        let type = try block.elementType.type(at: place)
        try block.source.withBytes { try write($0, name, type, block.shape) }
      case .text(let shape, let strings):
        if strings.contains(where: { $0.utf8.contains(0) }) {
          throw place.error("a string holds a zero byte")
        }
        let (bytes, type) = try Strings.packed(strings, at: place)
        try bytes.withUnsafeBytes { try write($0, name, type, shape) }
      case .group:
        throw place.error("\(node.kind) is no attribute's value")
      }
    }
  }

  private func write(
    _ bytes: UnsafeRawBufferPointer, _ name: String, _ type: Identifier, _ shape: [Int]
  ) throws {
    let place = at(name)
    if try place.call("looking", { H5Aexists(owner.raw, name) }) > 0 {
      try place.call("replacing") { H5Adelete(owner.raw, name) }
    }
    let space = try dataspace(shape, place)
    let properties = try place.identifier("preparing") { H5Pcreate(rh_attribute_create()) }
    try place.call("preparing") { H5Pset_char_encoding(properties.raw, H5T_CSET_UTF8) }
    let id = try place.identifier("creating") {
      H5Acreate2(owner.raw, name, type.raw, space.raw, properties.raw, rh_default())
    }
    if bytes.count > 0 {
      try place.call("writing") { H5Awrite(id.raw, type.raw, bytes.baseAddress) }
    }
  }

  private func at(_ name: String) -> Place {
    Place(file: place.file, object: "\(place.object)@\(name)")
  }
}

extension Group {
  /// The group's attributes.
  public var attributes: Attributes { Attributes(of: id, in: place) }
}

extension Dataset {
  /// The dataset's attributes.
  public var attributes: Attributes { Attributes(of: id, in: place) }
}
