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

  /// Applies all maps to elements joined with a vector that they share, which is mapped once a set.
  ///
  /// Shape: `[…, elements, a]`, `[…, b]` → `[…, elements, out]`, where the input has a + b numbers.
  public func callAsFunction(_ elements: Tensor, beside shared: Tensor) -> Tensor {
    let (width, weight) = (elements.shape[elements.rank - 1], layers[0].weight)
    let first =
      elements.linear(weight[TensorIndex.all, 0..<width])
      + shared.linear(weight[TensorIndex.all, width...], bias: layers[0].bias).unsqueezed(-2)
    return layers.dropFirst().reduce(first) { $1(activation($0)) }
  }
}
