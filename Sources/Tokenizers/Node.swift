import Foundation

/// A JSON value with the file and path it stands at, so that every complaint names both.
struct Node {
  let json: JSON
  let file: String
  let path: String

  init(_ json: JSON, file: String, path: String = "") {
    self.json = json
    self.file = file
    self.path = path
  }

  /// Reads a file.
  init(contentsOf url: URL) throws {
    self.init(try JSON(try readTokenizerFile(url), file: url.path), file: url.path)
  }

  var url: URL { URL(fileURLWithPath: file) }

  func fault(_ what: String) -> TokenizerError {
    TokenizerError("\(file): \(path.isEmpty ? "the document" : path) \(what)")
  }

  /// The member of that name, unless it is absent or null.
  func optional(_ name: String) throws -> Node? {
    guard case .object(let members) = json else { throw fault("is not an object") }
    let found = members.filter { $0.name.elementsEqual(name.utf8) }
    guard found.count < 2 else { throw fault("has \(found.count) members named \(name)") }
    guard let value = found.first?.value else { return nil }
    if case .null = value { return nil }
    return Node(value, file: file, path: path.isEmpty ? name : "\(path).\(name)")
  }

  /// The member of that name; it must be there.
  func member(_ name: String) throws -> Node {
    guard let node = try optional(name) else { throw fault("has no \(name)") }
    return node
  }

  /// The elements of an array.
  func elements() throws -> [Node] {
    guard case .array(let elements) = json else { throw fault("is not an array") }
    return elements.enumerated().map { Node($1, file: file, path: "\(path)[\($0)]") }
  }

  /// The members of an object.
  func members() throws -> [(name: [UInt8], value: JSON)] {
    guard case .object(let members) = json else { throw fault("is not an object") }
    return members
  }

  func bytes() throws -> [UInt8] {
    guard case .string(let bytes) = json else { throw fault("is not a string") }
    return bytes
  }

  func text() throws -> String { String(decoding: try bytes(), as: UTF8.self) }

  func bool() throws -> Bool {
    guard case .bool(let value) = json else { throw fault("is not true or false") }
    return value
  }

  func number() throws -> Double {
    guard case .number(let value) = json else { throw fault("is not a number") }
    return value
  }

  func integer() throws -> Int {
    guard let value = Int(exactly: try number()) else { throw fault("is not a whole number") }
    return value
  }

  /// A string of exactly one character (one Unicode scalar).
  func scalar() throws -> Unicode.Scalar {
    let scalars = try text().unicodeScalars
    guard let first = scalars.first, scalars.count == 1 else {
      throw fault("is not a single character")
    }
    return first
  }

  /// A flag that has a default.
  func bool(_ name: String, default value: Bool) throws -> Bool {
    try optional(name)?.bool() ?? value
  }
}

/// Reads a whole file of a tokenizer; such files are never larger than a gibibyte.
func readTokenizerFile(_ url: URL) throws -> [UInt8] {
  do {
    let size = try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    guard size <= 1 << 30 else {
      throw TokenizerError("\(url.path): \(size) bytes, too large for a tokenizer's file")
    }
    return Array(try Data(contentsOf: url))
  } catch let error as TokenizerError {
    throw error
  } catch {
    throw TokenizerError("\(url.path): cannot be read: \(error.localizedDescription)")
  }
}
