import Tensors

/// Standardises the last dimension, then scales and shifts it (Ba et al. 2016).
public struct LayerNorm: Layer {
  /// Shape: `[width]`; nil in the non-parametric form.
  public let weight: Tensor?
  /// Shape: `[width]`; nil in the non-parametric form.
  public let bias: Tensor?
  private let width: Int
  private let epsilon: Double

  /// `affine: false` gives the form without parameters. Without a generator, parameters are left
  /// unset, for loading.
  public init(
    _ width: Int, epsilon: Double = 1e-5, affine: Bool = true, using generator: Generator?
  ) {
    self.width = width
    self.epsilon = epsilon
    weight = affine ? Initialiser.constant(1)([width], using: generator) : nil
    bias = affine ? Initialiser.constant(0)([width], using: generator) : nil
  }

  /// Applies the layer.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.layerNorm([width], weight: weight, bias: bias, epsilon: epsilon)
  }
}
