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
  /// Weights are float32: those stored so stay in the mapped file, others are converted.
  public static func load(folder: URL) throws -> any LanguageModel {
    let configuration = try Self(contentsOf: folder.appendingPathComponent("config.json"))
    let weights = try SafeTensors(folder)
    let model = try configuration.model(nil)
    try model.load(weights)
    return model
  }
}

extension LanguageModel {
  /// Takes over weights under upstream's keys; errors list all keys at fault.
  public func load(_ weights: any Weights) throws {
    // Old files keep the rotary frequencies, which follow from the configuration, and some keep a
    // copy of the tied head.
    let keys = weights.keys.filter { key in
      !key.hasSuffix("rotary_emb.inv_freq")
        && !(configuration.isTied && key == "lm_head.weight")
    }
    for key in keys {
      let dtype = try weights.dtype(of: key)
      guard dtype.isFloatingPoint else {
        throw ZooError("\(weights.source.path): \(key): weights of type \(dtype) are not supported")
      }
    }
    let shapes = try Dictionary(uniqueKeysWithValues: keys.map { ($0, try weights.shape(of: $0)) })
    do {
      try load(shapes: shapes, adopting: true) { try weights.tensor($0) }
    } catch let error as StateError {
      throw ZooError("\(weights.source.path): \(error.description)")
    }
  }
}
