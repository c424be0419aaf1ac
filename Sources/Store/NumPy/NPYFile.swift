import Foundation

/// An array in NumPy's `.npy` format, versions 1 to 3 (numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
///
/// Elements lie in row-major order with the low byte first. The file is mapped, not read: only the
/// rows that are asked for cost memory.
public final class NPYFile {
  /// The file that was opened.
  public let source: URL
  /// The size of each dimension; empty for a single value.
  public let shape: [Int]
  /// The type of the elements.
  public let dtype: ElementType

  private let mapping: Mapping
  private let start: Int

  /// As NumPy has it: a longer one only describes elements that are no numbers.
  private static let longestHeader = 10_000

  /// Opens a file and reads its header. Throws where it is no array, has another order of bytes or
  /// elements, elements that are no numbers, or another length than the header says.
  public init(_ url: URL) throws {
    source = url
    mapping = try Mapping(url)
    let reader = ByteReader(mapping: mapping, url: url, object: "header")
    guard
      try reader.bytes(0, 6).elementsEqual(
        Array("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) }))
    else { throw reader.refusal("does not begin as an array of NumPy") }
    let version = try reader.integer(6, 1)
    guard (1...3).contains(version) else { throw reader.refusal("version \(version) is not read") }
    // Version 1 counts the header in two bytes, later ones in four.
    let width = version == 1 ? 2 : 4
    let length = try reader.integer(8, width)
    guard length <= Self.longestHeader else {
      throw reader.refusal("\(length) bytes are too many")
    }
    start = 8 + width + length
    let header = Header(
      String(decoding: try reader.bytes(8 + width, length), as: UTF8.self), reader)
    (shape, dtype) = (try header.shape, try header.dtype)
    try header.refuseColumnMajor()
    guard shape.size(times: dtype.bytes) == mapping.bytes.count - start else {
      throw reader.refusal(
        "has \(mapping.bytes.count - start) bytes for shape \(shape) of \(dtype)")
    }
  }

  /// The rows of the first dimension with these numbers, in their order, element after element.
  ///
  /// Throws where there is no such row, or an element is not exactly representable as `Element`.
  public func rows<Element: Scalar>(
    _ numbers: [Int], as type: Element.Type = Element.self
  ) throws -> [Element] {
    guard let count = shape.first else { throw StoreError(source, "array", "has no rows") }
    let block = Block(
      elementType: dtype, shape: shape,
      source: Slice(
        whole: mapping, range: start..<mapping.bytes.count))
    return try numbers.flatMap { number in
      guard (0..<count).contains(number) else {
        throw StoreError(source, "array", "has no row \(number) among its \(count)")
      }
      do {
        return try block.row(number).elements(type)
      } catch let mismatch as Mismatch {
        throw StoreError(source, "row \(number)", mismatch.reason)
      }
    }
  }
}

/// The dictionary that an array's file begins with, in Python's notation.
private struct Header {
  let text: String
  let reader: ByteReader

  init(_ text: String, _ reader: ByteReader) { (self.text, self.reader) = (text, reader) }

  /// What stands once behind a key; `pattern` has the value as its one group.
  private func value(_ key: String, _ pattern: String) throws -> Substring {
    let expression = try Regex("'\(key)': *\(pattern)", as: (Substring, Substring).self)
    let matches = text.matches(of: expression)
    guard matches.count == 1 else {
      throw reader.refusal("has no \(key) that is read, but \(text.prefix(200).debugDescription)")
    }
    return matches[0].1
  }

  var shape: [Int] {
    get throws {
      let parts = try value("shape", "\\(([0-9, ]*)\\)").split(separator: ",")
        .map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
      return try parts.map {
        guard let size = Int($0) else { throw reader.refusal("a dimension of \($0)") }
        return size
      }
    }
  }

  var dtype: ElementType {
    get throws {
      let name = try value("descr", "'([^']*)'")
      guard let type = ElementType(numpy: name) else {
        throw reader.refusal("elements of \(name) are not read")
      }
      return type
    }
  }

  func refuseColumnMajor() throws {
    if try value("fortran_order", "(True|False)") == "True" {
      throw reader.refusal("the array lies column by column; save it with numpy.ascontiguousarray")
    }
  }
}

extension ElementType {
  /// The element type of one of NumPy's codes with the low byte first, such as `<u2` or `|b1`.
  init?(numpy code: some StringProtocol) {
    guard let order = code.first, "<|=".contains(order) else { return nil }
    self.init(numpyKind: code.dropFirst())
  }

  /// The element type of one of NumPy's kinds with its size, such as `u2`.
  init?(numpyKind kind: some StringProtocol) {
    let types: [String: ElementType] = [
      "b1": .bool, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64, "u1": .uint8,
      "u2": .uint16, "u4": .uint32, "u8": .uint64, "f2": .float16, "f4": .float32, "f8": .float64,
    ]
    guard let type = types[String(kind)] else { return nil }
    self = type
  }
}
