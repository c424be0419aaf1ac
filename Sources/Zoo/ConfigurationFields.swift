/// The fields of a `config.json` under Llama's names, which an architecture may spell otherwise.
struct ConfigurationFields {
  /// A field's name in the file.
  struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  let architecture: Architecture
  /// The class that the file names first.
  let upstreamClass: String?
  private let container: KeyedDecodingContainer<Name>

  /// Finds out the architecture, and refuses what no architecture supports or this one does not.
  init(_ decoder: any Decoder) throws {
    container = try decoder.container(keyedBy: Name.self)
    let classes = try container.decodeIfPresent([String].self, forKey: Name("architectures"))
    upstreamClass = classes?.first
    guard
      let name = try container.decodeIfPresent(String.self, forKey: Name("model_type"))
        ?? upstreamClass
    else {
      throw ZooError("neither model_type nor architectures is given")
    }
    architecture = try Architecture.named(name)
    if let method = try value("quantization_config", of: Quantization.self) {
      throw ZooError("quantised weights (\(method.quant_method ?? "unnamed")) are not supported")
    }
    for (field, only) in architecture.fixedFields {
      guard let found = try value(field, of: FieldValue.self), found != only else { continue }
      throw ZooError(
        "\(field) is \(found); of \(architecture.name) only \(only) is supported")
    }
  }

  /// A field's name in the file.
  func spelling(_ name: String) -> String { architecture.fieldNames[name] ?? name }

  /// A field's value; nil where it is left out or null.
  func value<Value: Decodable>(_ name: String, of type: Value.Type = Value.self) throws -> Value? {
    try container.decodeIfPresent(type, forKey: Name(spelling(name)))
  }

  /// A field that must be there.
  func required<Value: Decodable>(_ name: String, of type: Value.Type = Value.self) throws -> Value
  {
    try container.decode(type, forKey: Name(spelling(name)))
  }

  /// Whether a field is there, if only as null.
  func isGiven(_ name: String) -> Bool { container.contains(Name(spelling(name))) }

  private struct Quantization: Decodable {
    var quant_method: String?
  }
}

/// A plain value in a `config.json`.
enum FieldValue: Decodable, Equatable, Sendable, CustomStringConvertible {
  case flag(Bool)
  case number(Double)
  case text(String)
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .other
    }
  }

  var description: String {
    switch self {
    case .flag(let flag): "\(flag)"
    case .number(let number): "\(number)"
    case .text(let text): "\"\(text)\""
    case .other: "a list or an object"
    }
  }
}
