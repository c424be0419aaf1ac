import NN
import Store
import Tensors

extension LayeredModel {
  /// Takes over weights under upstream's keys; errors list all keys at fault.
  ///
  /// Tensors that are stored in the type and on the device wanted stay in the mapped file.
  public func load(
    _ weights: any Weights, dtype: DType = .float32, device: Device = .cpu
  ) throws {
    let places = try places(in: weights)
    for (key, target) in state.sorted(by: { $0.key < $1.key }) {
      guard let name = places[key] else { continue }
      let tensor = try weights.tensor(name)
      let isInPlace = tensor.dtype == dtype && device == .cpu
      noGrad { target.adopt_(tensor.converted(to: dtype).moved(to: device)) }
      if !isInPlace { try (weights as? SafeTensors)?.release([name]) }
    }
  }

  /// The names in a checkpoint of all the model's keys, once types and shapes are found to fit.
  func places(in weights: any Weights) throws -> [String: String] {
    var places: [String: String] = [:]
    for name in weights.keys {
      guard let key = key(ofStored: name) else { continue }
      if let other = places.updateValue(name, forKey: key) {
        throw ZooError("\(weights.source.path): \(other) and \(name) are the same weight")
      }
      let dtype = try weights.dtype(of: name)
      guard dtype.isFloatingPoint else {
        throw ZooError(
          "\(weights.source.path): \(name): weights of type \(dtype) are not supported")
      }
    }
    let error = StateError(
      wanted: state.mapValues(\.shape), found: try places.mapValues { try weights.shape(of: $0) })
    if let error { throw ZooError("\(weights.source.path): \(error.description)") }
    return places
  }
}
