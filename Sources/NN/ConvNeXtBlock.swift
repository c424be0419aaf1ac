import Tensors

/// A residual block of a depthwise 7×7 convolution and a two-layer perceptron over channels
/// (Liu et al. 2022). Shape: `[batch, channels, height, width]`, unchanged.
///
/// Keys are those of the authors' repository.
public struct ConvNeXtBlock: Layer {
  let depthwise: Convolution
  let norm: LayerNorm
  let expand: Linear
  let contract: Linear
  /// The factor of each channel before it is added (layer scale). Shape: `[channels]`.
  public let gamma: Tensor

  /// The authors' names of the layers.
  public static var keys: [String: String] {
    ["depthwise": "dwconv", "expand": "pwconv1", "contract": "pwconv2"]
  }

  /// - Parameters:
  ///   - layerScale: the first value of `gamma`.
  ///   - generator: without one, weights are left unset, for loading.
  public init(_ channels: Int, layerScale: Double = 1e-6, using generator: Generator?) {
    let zero = Initialiser.constant(0)
    depthwise = Convolution(
      channels, channels, kernel: [7, 7], padding: [3], groups: channels,
      initialiser: .convNeXt, biasInitialiser: zero, using: generator)
    norm = LayerNorm(channels, epsilon: 1e-6, using: generator)
    expand = Linear(
      channels, 4 * channels, initialiser: .convNeXt, biasInitialiser: zero, using: generator)
    contract = Linear(
      4 * channels, channels, initialiser: .convNeXt, biasInitialiser: zero, using: generator)
    gamma = Initialiser.constant(layerScale)([channels], using: generator)
  }

  /// Applies the block.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let channelsLast = norm(depthwise(input).permuted(0, 2, 3, 1))
    return input + (gamma * contract(expand(channelsLast).gelu())).permuted(0, 3, 1, 2)
  }
}

extension Initialiser {
  /// The weights of ConvNeXt's convolutions and linear layers (Liu et al. 2022).
  public static let convNeXt = truncatedNormal(0.02)
}
