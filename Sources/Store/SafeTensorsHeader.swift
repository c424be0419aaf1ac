import Foundation

/// The JSON at a safetensors file's beginning.
struct SafeTensorsHeader: Codable {
  struct Tensor: Codable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]

    var begin: Int { data_offsets.first ?? 0 }
  }

  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(name: String) { stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var tensors: [String: Tensor] = [:]
  var metadata: [String: String] = [:]

  init() {}

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    for key in fields.allKeys {
      if key.stringValue == "__metadata__" {
        metadata = try fields.decode([String: String].self, forKey: key)
      } else {
        tensors[key.stringValue] = try fields.decode(Tensor.self, forKey: key)
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    if !metadata.isEmpty { try fields.encode(metadata, forKey: Key(name: "__metadata__")) }
    for (name, tensor) in tensors { try fields.encode(tensor, forKey: Key(name: name)) }
  }

  /// What a file begins with: the header's length and its text, filled up with spaces so that the
  /// tensors begin at a multiple of eight.
  var bytes: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      var text = try encoder.encode(self)
      text.append(Data(repeating: UInt8(ascii: " "), count: -text.count & 7))
      return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text
    }
  }
}

extension ElementType {
  private static let safetensors: [String: ElementType] = [
    "BOOL": .bool, "U8": .uint8, "I8": .int8, "U16": .uint16, "I16": .int16, "U32": .uint32,
    "I32": .int32, "U64": .uint64, "I64": .int64, "F16": .float16, "BF16": .bfloat16,
    "F32": .float32, "F64": .float64,
  ]

  /// The element type that safetensors calls so.
  init?(safetensors name: String) {
    guard let type = Self.safetensors[name] else { return nil }
    self = type
  }

  /// What safetensors calls the type; empty for strings, which it does not have.
  var safetensorsName: String { Self.safetensors.first { $0.value == self }?.key ?? "" }
}
