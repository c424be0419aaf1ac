// The one file of this module that knows tensors.

import Foundation
import Tensors

/// Named tensors from a file, whatever its format.
public protocol Weights: AnyObject {
  /// The file or folder that holds the tensors.
  var source: URL { get }
  /// The tensors' names, sorted.
  var keys: [String] { get }
  /// A tensor's shape; throws where there is no such tensor.
  func shape(of key: String) throws -> [Int]
  /// A tensor's element type, as it is stored; throws where there is none that tensors have.
  func dtype(of key: String) throws -> DType
  /// A tensor on the CPU with the stored element type; only its part of the file is read.
  func tensor(_ key: String) throws -> Tensor
}

extension SafeTensors: Weights {
  /// The tensors' names, sorted.
  public var keys: [String] { entries.keys.sorted() }

  /// A tensor's shape; throws where there is no such tensor.
  public func shape(of key: String) throws -> [Int] { try entry(key).shape }

  /// A tensor's element type; throws where there is none that tensors have.
  public func dtype(of key: String) throws -> DType {
    try DType(entry(key).elementType, source, key)
  }

  /// A tensor that shares the file's memory.
  public func tensor(_ key: String) throws -> Tensor {
    let entry = try entry(key)
    if entry.elementType == .bool, entry.mapping.bytes[entry.range].contains(where: { $0 > 1 }) {
      throw StoreError(source, key, "a truth value is neither 0 nor 1")
    }
    return try entry.mapping.tensor(entry.range, shape: entry.shape, dtype: dtype(of: key))
  }
}

extension TorchArchive: Weights {
  /// The tensors' names, sorted.
  public var keys: [String] { entries.keys.sorted() }

  /// A tensor's shape; throws where there is no such tensor.
  public func shape(of key: String) throws -> [Int] { try entry(key).view.shape }

  /// A tensor's element type; throws where there is none that tensors have.
  public func dtype(of key: String) throws -> DType {
    try DType(entry(key).view.storage.elementType, source, key)
  }

  /// A tensor that shares the file's memory where its elements lie in one piece.
  public func tensor(_ key: String) throws -> Tensor {
    let entry = try entry(key)
    let (view, dtype) = (entry.view, try dtype(of: key))
    let tensor: Tensor
    if view.isContiguous {
      let start = entry.range.lowerBound + view.offset * dtype.bytes
      tensor = try mapping.tensor(
        start..<start + (view.count ?? 0) * dtype.bytes, shape: view.shape, dtype: dtype)
    } else {
      tensor = gathered(entry).withUnsafeBytes {
        Tensor(bytes: $0, shape: view.shape, dtype: dtype)
      }
    }
    if dtype == .bool, tensor.withBytes({ $0.contains { $0 > 1 } }) {
      throw StoreError(source, key, "a truth value is neither 0 nor 1")
    }
    return tensor
  }

  /// The tensors whose keys begin with `prefix`, by what follows it.
  public func tensors(under prefix: String) throws -> [String: Tensor] {
    let keys = keys.filter { $0.hasPrefix(prefix) }
    return try [String: Tensor](
      uniqueKeysWithValues: keys.map { (String($0.dropFirst(prefix.count)), try tensor($0)) })
  }
}

extension SafeTensors {
  /// Saves tensors, moved to the CPU, and words as one file, which appears whole or not at all.
  ///
  /// Equal contents give equal bytes.
  public static func save(
    _ tensors: [String: Tensor], metadata: [String: String] = [:], to url: URL
  ) throws {
    let named = tensors.sorted { $0.key < $1.key }
    var header = SafeTensorsHeader()
    header.metadata = metadata
    var end = 0
    for (name, tensor) in named {
      let start = end
      end += tensor.count * tensor.dtype.bytes
      header.tensors[name] = .init(
        dtype: ElementType(tensor.dtype).safetensorsName, shape: tensor.shape,
        data_offsets: [start, end])
    }
    try AtomicFile.replace(url) { temporary in
      let file = try Descriptor(temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
      try header.bytes.withUnsafeBytes { try file.write($0) }
      for (_, tensor) in named { try tensor.withBytes { try file.write($0) } }
    }
  }
}

extension RWKVFile: Weights {
  /// The tensors' names, sorted.
  public var keys: [String] { entries.keys.sorted() }

  /// A tensor's shape; throws where there is no such tensor.
  public func shape(of key: String) throws -> [Int] { try entry(key).shape }

  /// A tensor's element type.
  public func dtype(of key: String) throws -> DType {
    try DType(entry(key).elementType, source, key)
  }

  /// A tensor that shares the file's memory where its place allows.
  public func tensor(_ key: String) throws -> Tensor {
    let entry = try entry(key)
    return try mapping.tensor(entry.range, shape: entry.shape, dtype: dtype(of: key))
  }
}

extension Checkpoint: Weights {
  /// The tensors' names, sorted.
  public var keys: [String] { entries.keys.sorted() }

  /// A tensor's shape; throws where there is no such tensor.
  public func shape(of key: String) throws -> [Int] { try entry(key).shape }

  /// A tensor's element type; throws where there is none that tensors have.
  public func dtype(of key: String) throws -> DType {
    try DType(entry(key).elementType, source, key)
  }

  /// A tensor that shares the file's memory, after checking its digest.
  public func tensor(_ key: String) throws -> Tensor {
    try check([key])
    return try unchecked(key)
  }

  /// All tensors, after checking their digests, which takes two threads.
  public func tensors() throws -> [String: Tensor] {
    try check(keys)
    return try [String: Tensor](uniqueKeysWithValues: keys.map { ($0, try unchecked($0)) })
  }

  private func unchecked(_ key: String) throws -> Tensor {
    let entry = try entry(key)
    return try mapping.tensor(entry.range, shape: entry.shape, dtype: dtype(of: key))
  }

  /// Saves tensors, moved to the CPU, and words; the file appears whole or not at all.
  ///
  /// Equal contents give equal bytes. Names may be any text.
  public static func save(
    _ tensors: [String: Tensor], metadata: [String: String] = [:], to url: URL
  ) throws {
    let pieces = tensors.map { name, tensor in
      let flat = tensor.detached().moved(to: .cpu).contiguous()
      // A contiguous tensor on the CPU is not copied: its memory stays as long as it does.
      return Piece(
        name: name, elementType: ElementType(flat.dtype), shape: flat.shape,
        bytes: flat.withBytes { $0 }, owner: flat)
    }
    try withExtendedLifetime(pieces) { try save(pieces, metadata: metadata, to: url) }
  }

  /// Loads all tensors and words of a file, each checked against its digest.
  public static func load(
    from url: URL
  ) throws -> (tensors: [String: Tensor], metadata: [String: String]) {
    let checkpoint = try Checkpoint(url)
    return (try checkpoint.tensors(), checkpoint.metadata)
  }
}

extension Dataset {
  /// The selected elements as a tensor of the stored element type; only they are read.
  public func tensor(_ selection: Selection = .all) throws -> Tensor {
    let block = try block(selection)
    return try place.matching { try Tensor.from(.block(block)) }
  }
}

extension ScratchFile {
  /// A new array in the file; what is not written yet is undefined and takes no space.
  public func array(_ name: String, shape: [Int], dtype: DType) throws -> ScratchArray {
    try array(name, shape: shape, ElementType(dtype))
  }
}

extension ScratchArray {
  /// The selected elements.
  public func tensor(_ selection: Selection) throws -> Tensor { try dataset.tensor(selection) }

  /// Overwrites the selected elements by those of a tensor on the CPU, which must have the array's
  /// type and as many.
  public func write(_ tensor: Tensor, _ selection: Selection) throws {
    require(
      ElementType(tensor.dtype) == dataset.dtype,
      "\(tensor.signature) for an array of \(dataset.dtype)")
    try tensor.withBytes { try dataset.overwrite(selection, with: $0) }
  }
}

extension Tensor: Storable {
  func node() throws -> Node {
    .block(Block(elementType: ElementType(dtype), shape: shape, source: self))
  }

  static func from(_ node: Node) throws -> Tensor {
    guard case .block(let block) = node else {
      throw Mismatch(reason: "holds \(node.kind), not a tensor")
    }
    guard let dtype = DType(block.elementType) else {
      throw Mismatch(reason: "there are no tensors of \(block.elementType)")
    }
    if let memory = block.source as? Memory, let start = memory.buffer.baseAddress {
      return Tensor.wrapping(start, shape: block.shape, dtype: dtype, owner: memory)
    }
    return block.source.withBytes { Tensor(bytes: $0, shape: block.shape, dtype: dtype) }
  }
}

extension Tensor: ByteSource {}

extension Tensor: Codable {
  /// Tensors are encoded by the store only, which handles them as wholes.
  public func encode(to encoder: any Encoder) throws {
    throw EncodingError.invalidValue(
      self, .init(codingPath: encoder.codingPath, debugDescription: "tensors go to HDF5 only"))
  }

  /// Tensors are decoded by the store only, which handles them as wholes.
  public convenience init(from decoder: any Decoder) throws {
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: "tensors come from HDF5 only"))
  }
}

extension Mapping {
  /// A tensor over a part of the file; copied where its place does not suit the element type.
  fileprivate func tensor(_ range: Range<Int>, shape: [Int], dtype: DType) throws -> Tensor {
    guard let base = bytes.baseAddress, !range.isEmpty, range.lowerBound % dtype.bytes == 0 else {
      return Tensor(
        bytes: UnsafeRawBufferPointer(rebasing: bytes[range]), shape: shape, dtype: dtype)
    }
    return Tensor.wrapping(base + range.lowerBound, shape: shape, dtype: dtype, owner: self)
  }
}

extension ElementType {
  fileprivate init(_ dtype: DType) {
    self =
      switch dtype {
      case .uint8: .uint8
      case .int8: .int8
      case .int16: .int16
      case .int32: .int32
      case .int64: .int64
      case .float16: .float16
      case .bfloat16: .bfloat16
      case .float32: .float32
      case .float64: .float64
      case .bool: .bool
      }
  }
}

extension DType {
  fileprivate init?(_ elementType: ElementType) { self.init(rawValue: elementType.rawValue) }

  fileprivate init(_ elementType: ElementType, _ file: URL, _ key: String) throws {
    guard let dtype = DType(elementType) else {
      throw StoreError(file, key, "there are no tensors of \(elementType)")
    }
    self = dtype
  }
}
