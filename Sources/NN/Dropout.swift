import Tensors

/// Zeroes elements at random and scales the rest up, while training (Srivastava et al. 2014).
public struct Dropout: Module {
  /// How likely an element is zeroed, in 0..<1.
  public let probability: Double

  /// Without parameters.
  public init(_ probability: Double) {
    require((0..<1).contains(probability), "dropout \(probability) is not in 0..<1")
    self.probability = probability
  }

  /// Applies the layer; without a generator, when not training, nothing changes.
  public func callAsFunction(_ input: Tensor, using generator: Generator?) -> Tensor {
    generator.map { input.dropout(probability, using: $0) } ?? input
  }
}
