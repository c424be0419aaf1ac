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
    let (model, weights) = try opened(folder)
    try model.load(weights, dtype: dtype, device: device)
    return model
  }

  /// The model in a Hugging Face folder, of which only one layer is in memory at a time.
  public static func stream(
    folder: URL, dtype: DType = .float32, device: Device = .cpu
  ) throws -> LayerStream {
    let (model, weights) = try opened(folder)
    return try LayerStream(model, weights: weights, dtype: dtype, device: device)
  }

  private static func opened(_ folder: URL) throws -> (any LanguageModel, SafeTensors) {
    let file = folder.appendingPathComponent("config.json")
    let configuration = try Self(contentsOf: file)
    let weights = try SafeTensors(folder)
    do {
      return (try configuration.model(for: weights), weights)
    } catch let error as ZooError {
      throw ZooError("\(file.path): \(error.description)")
    }
  }
}
