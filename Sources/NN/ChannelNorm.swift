import Tensors

/// Standardises the channels at each place of an image, then scales and shifts them: a layer norm
/// with channels first (Liu et al. 2022). Shape: `[batch, channels, height, width]`, unchanged.
public struct ChannelNorm: Layer {
  /// Shape: `[channels]`.
  public let weight: Tensor
  /// Shape: `[channels]`.
  public let bias: Tensor
  private let epsilon: Double

  /// Without a generator, parameters are left unset, for loading.
  public init(_ channels: Int, epsilon: Double = 1e-6, using generator: Generator?) {
    self.epsilon = epsilon
    weight = Initialiser.constant(1)([channels], using: generator)
    bias = Initialiser.constant(0)([channels], using: generator)
  }

  /// Applies the layer.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.permuted(0, 2, 3, 1)
      .layerNorm([weight.count], weight: weight, bias: bias, epsilon: epsilon)
      .permuted(0, 3, 1, 2)
  }
}
