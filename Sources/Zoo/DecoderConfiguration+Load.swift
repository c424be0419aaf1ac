import Foundation
import NN
import Store
import Tensors

extension DecoderConfiguration {
  /// Reads `config.json`; errors name the file and the field.
  public init(contentsOf file: URL) throws {
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw ZooError("\(file.path): cannot be read")
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch let error as ZooError {
      throw ZooError("\(file.path): \(error.description)")
    } catch DecodingError.keyNotFound(let key, _) {
      throw ZooError("\(file.path): \(key.stringValue) is missing")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context)
    {
      let field = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw ZooError("\(file.path): \(field): \(context.debugDescription)")
    } catch is DecodingError {
      throw ZooError("\(file.path): is not JSON")
    }
  }

  /// The model in a Hugging Face folder: `config.json` and safetensors, in one file or in shards.
  ///
  /// Weights become `dtype`: those stored so stay in the mapped file, others are converted.
  public static func load(
    folder: URL, dtype: DType = .float32, device: Device = .cpu
  ) throws -> any LanguageModel {
    let configuration = try Self(contentsOf: folder.appendingPathComponent("config.json"))
    let weights = try SafeTensors(folder)
    let model = try configuration.empty(for: weights)
    try model.load(weights, dtype: dtype, device: device)
    return model
  }

  /// The model in a Hugging Face folder, of which only one layer is in memory at a time.
  public static func stream(
    folder: URL, dtype: DType = .float32, device: Device = .cpu
  ) throws -> LayerStream {
    let configuration = try Self(contentsOf: folder.appendingPathComponent("config.json"))
    let weights = try SafeTensors(folder)
    return try LayerStream(
      configuration.empty(for: weights), weights: weights, dtype: dtype, device: device)
  }

  /// The model without weights, unless it would be far larger than the checkpoint it is for: memory
  /// is not asked for because a damaged file says so.
  func empty(for weights: any Weights) throws -> any LanguageModel {
    let stored = try weights.keys.reduce(0.0) { sum, key in
      try weights.shape(of: key).reduce(1.0) { $0 * Double($1) } + sum
    }
    // The largest matrices that every architecture has.
    let inner = Double(headWidth) * Double(heads + keyValueHeads) + Double(feedForward)
    let table = Double(vocabulary) + Double(architecture.positions == .learned ? positions ?? 0 : 0)
    let needed = Double(width) * (table + Double(tokenTypes ?? 0) + Double(depth) * inner)
    guard needed < 4 * stored + 1e6 else {
      throw ZooError(
        "\(weights.source.path): the sizes in config.json ask for at least \(needed) numbers, "
          + "the weights are \(stored)")
    }
    return try model(nil)
  }
}
