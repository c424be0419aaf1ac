import NN
import Tensors

/// Turns a small embedding or a code into a frame: a stem, stages of convolution and pixel shuffle,
/// a head with colours in 0...1 (Chen et al. 2023, section 3).
///
/// Shape: `[frames, …]` as the plan's input says → `[frames, 3, height, width]`. Keys are those of the
/// authors' repository.
public struct VideoDecoder: Layer {
  /// How it is built.
  public let plan: VideoDecoderPlan
  let decoder: [any Layer]
  let headLayer: Convolution

  /// Without a generator, weights are left unset, for loading.
  public init(_ plan: VideoDecoderPlan, using generator: Generator?) {
    self.plan = plan
    let (widths, kernels) = (plan.widths, plan.kernels)
    decoder =
      [Stem(plan, using: generator)]
      + plan.strides.indices.map { stage in
        Enlargement(
          widths[stage], widths[stage + 1], kernel: kernels[stage], factor: plan.strides[stage],
          using: generator)
      }
    headLayer = Convolution(
      widths[plan.strides.count], 3, kernel: [3, 3], padding: [1], using: generator)
  }

  /// The frames of some embeddings, or of some codes `[frames, width]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    (headLayer(decoder.reduce(input) { $1($0) }).tanh() + 1) * 0.5
  }

  /// A linear map of channels at each place, whose output may be spread over a larger map.
  struct Stem: Layer {
    let convolution: Convolution
    private let map: [Int]

    static var keys: [String: String] { ["convolution": "conv.downconv"] }

    init(_ plan: VideoDecoderPlan, using generator: Generator?) {
      let stem = plan.stem
      convolution = Convolution(
        stem.input, plan.width * stem.factor, kernel: [1, 1], using: generator)
      map = [plan.width, plan.firstMap.height, plan.firstMap.width]
    }

    func callAsFunction(_ input: Tensor) -> Tensor {
      let places = input.rank == 2 ? input.reshaped(input.shape + [1, 1]) : input
      return convolution(places).gelu().reshaped([input.shape[0]] + map)
    }
  }

  /// A convolution whose channels are shuffled into a map `factor` times as high and wide.
  struct Enlargement: Layer {
    let convolution: Convolution
    private let factor: Int

    static var keys: [String: String] { ["convolution": "conv.upconv.0"] }

    init(_ input: Int, _ output: Int, kernel: Int, factor: Int, using generator: Generator?) {
      convolution = Convolution(
        input, output * factor * factor, kernel: [kernel, kernel], padding: [(kernel - 1) / 2],
        using: generator)
      self.factor = factor
    }

    func callAsFunction(_ input: Tensor) -> Tensor {
      convolution(input).pixelShuffled(factor).gelu()
    }
  }
}
