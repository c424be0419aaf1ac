import NN
import Tensors

/// The stages of a ConvNeXt (Liu et al. 2022), without its classifier: each divides height and width
/// by its stride with a patch convolution and refines the map with residual blocks.
///
/// Shape: `[batch, 3, height, width]` → `[batch, last width, height / Π strides, width / Π strides]`.
/// Keys are those of the authors' repository.
public struct ConvNeXt: Layer {
  /// Each stage's patch convolution and norm, in the order in which they are applied.
  let downsampleLayers: [[any Layer]]
  let stages: [[ConvNeXtBlock]]
  /// The factor by which each stage shrinks height and width.
  public let strides: [Int]

  /// - Parameters:
  ///   - widths: channels after each stage.
  ///   - strides: kernel and stride of each stage's patch convolution.
  ///   - blocks: residual blocks in each stage.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    widths: [Int], strides: [Int], blocks: [Int], layerScale: Double = 1e-6,
    using generator: Generator?
  ) {
    require(
      !widths.isEmpty && widths.count == strides.count && widths.count == blocks.count,
      "ConvNeXt: \(widths.count) widths, \(strides.count) strides, \(blocks.count) block counts")
    self.strides = strides
    downsampleLayers = widths.indices.map { stage in
      let input = stage == 0 ? 3 : widths[stage - 1]
      let convolution = Convolution(
        input, widths[stage], kernel: [strides[stage], strides[stage]], stride: [strides[stage]],
        initialiser: .convNeXt, biasInitialiser: .constant(0), using: generator)
      return stage == 0
        ? [convolution, ChannelNorm(widths[0], using: generator)]
        : [ChannelNorm(input, using: generator), convolution]
    }
    stages = zip(widths, blocks).map { width, count in
      (0..<count).map { _ in ConvNeXtBlock(width, layerScale: layerScale, using: generator) }
    }
  }

  /// The last stage's map.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    zip(downsampleLayers, stages).reduce(input) { map, stage in
      stage.1.reduce(stage.0.reduce(map) { $1($0) }) { $1($0) }
    }
  }
}
