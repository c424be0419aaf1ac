import Foundation
import Tensors

/// What is known about a parameter struct at run time: its fields, in order, with their places.
///
/// Swift has no supported way from a key path to its name. Fields lie in declaration order, each
/// aligned to its type, so offsets computed from `Mirror` match `MemoryLayout.offset(of:)`; the
/// total size is compared to notice if that ever changes.
struct ParameterLayout<Parameters: ParameterSet> {
  /// One stored property.
  struct Field {
    let name: String
    let option: String
    let type: any Codable.Type
  }

  let fields: [Field]
  private let byOffset: [Int: Int]

  init() {
    var fields: [Field] = []
    var byOffset: [Int: Int] = [:]
    var offset = 0
    for child in Mirror(reflecting: Parameters()).children {
      guard let name = child.label, let type = type(of: child.value) as? any Codable.Type else {
        fatalError("parameter '\(child.label ?? "?")' is not Codable")
      }
      let (size, alignment) = Self.extent(type)
      offset = (offset + alignment - 1) / alignment * alignment
      if size > 0 { byOffset[offset] = fields.count }
      fields.append(Field(name: name, option: Self.kebab(name), type: type))
      offset += size
    }
    require(
      offset == MemoryLayout<Parameters>.size,
      "the fields of \(Parameters.self) do not lie as expected; reads cannot be watched")
    self.fields = fields
    self.byOffset = byOffset
  }

  /// The field behind a key path; nil for a computed property.
  func field(_ path: PartialKeyPath<Parameters>) -> Field? {
    MemoryLayout<Parameters>.offset(of: path).flatMap { byOffset[$0] }.map { fields[$0] }
  }

  /// Each field's value as canonical JSON, by name.
  func values(of parameters: Parameters) throws -> [String: String] {
    var values: [String: String] = [:]
    for child in Mirror(reflecting: parameters).children {
      guard let name = child.label, let type = type(of: child.value) as? any Codable.Type else {
        continue
      }
      values[name] = try Self.json(type, child.value)
    }
    return values
  }

  /// The parameters with the given values, each as JSON.
  func parameters(from values: [String: String]) throws -> Parameters {
    let members = fields.map { "\"\($0.name)\":\(values[$0.name] ?? "null")" }
    do {
      return try JSON.decoder.decode(
        Parameters.self, from: Data("{\(members.joined(separator: ","))}".utf8))
    } catch {
      throw LabError("the parameters do not decode by their property names: \(error)")
    }
  }

  private static func extent<T>(_ type: T.Type) -> (size: Int, alignment: Int) {
    (MemoryLayout<T>.size, MemoryLayout<T>.alignment)
  }

  private static func json<T: Codable>(_ type: T.Type, _ value: Any) throws -> String {
    guard let value = value as? T else { return "null" }
    return try JSON.text(value)
  }

  /// `trainShare` becomes `train-share`.
  static func kebab(_ name: String) -> String {
    var result = ""
    var previous: Character = "-"
    for character in name {
      if character.isUppercase, previous.isLowercase || previous.isNumber { result += "-" }
      result += character.lowercased()
      previous = character
    }
    return result
  }
}

/// The one way values become JSON: sorted keys, non-finite numbers as words.
enum JSON {
  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }

  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func pretty(_ value: some Encodable) throws -> Data {
    let encoder = encoder
    encoder.outputFormatting.insert(.prettyPrinted)
    return try encoder.encode(value) + Data("\n".utf8)
  }
}
