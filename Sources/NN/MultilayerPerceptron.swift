import Tensors

/// Affine maps with a nonlinearity between them. Shape: `[…, in]` → `[…, out]`.
public struct MultilayerPerceptron: Layer {
  /// The affine maps, in the order of use.
  public let layers: [Linear]
  private let activation: Activation

  /// - Parameters:
  ///   - widths: of the input, of each hidden layer, and of the output, which gets no nonlinearity.
  ///   - generator: without one, weights are left unset, for loading.
  public init(_ widths: [Int], activation: Activation = .relu, using generator: Generator?) {
    require(widths.count > 1, "a perceptron needs an input and an output, not widths \(widths)")
    layers = zip(widths, widths.dropFirst()).map { Linear($0, $1, using: generator) }
    self.activation = activation
  }

  /// Applies all maps.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    layers.dropFirst().reduce(layers[0](input)) { $1(activation($0)) }
  }
}
