import Tensors

/// An affine map of the last dimension: x · weightᵀ + bias. Shape: `[…, in]` → `[…, out]`.
public struct Linear: Layer {
  /// Shape: `[out, in]`.
  public let weight: Tensor
  /// Shape: `[out]`.
  public let bias: Tensor?

  /// - Parameters:
  ///   - biasInitialiser: uniform in ±1/√in, PyTorch's default, when nil.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    _ input: Int, _ output: Int, bias: Bool = true, initialiser: Initialiser = .fanIn,
    biasInitialiser: Initialiser? = nil, using generator: Generator?
  ) {
    weight = initialiser([output, input], using: generator)
    let biasInitialiser = biasInitialiser ?? .uniform(1 / Double(input).squareRoot())
    self.bias = bias ? biasInitialiser([output], using: generator) : nil
  }

  /// Applies the map.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.linear(weight, bias: bias) }
}
