import NN
import Tensors

/// A norm after each part and none before (OLMo 2).
struct PostNormBlock: LayerBlock {
  let selfAttn: DecoderAttention
  let postAttentionLayernorm: RMSNorm
  let mlp: GatedFeedForward
  let postFeedforwardLayernorm: RMSNorm

  init(
    _ configuration: DecoderConfiguration, layer: Int, _ start: Initialisation?,
    norm: () -> RMSNorm
  ) {
    selfAttn = DecoderAttention(configuration, layer: layer, start, normalised: true)
    postAttentionLayernorm = norm()
    mlp = GatedFeedForward(configuration, start)
    postFeedforwardLayernorm = norm()
  }

  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor {
    let attended = x + postAttentionLayernorm(selfAttn(x, frame))
    return attended + postFeedforwardLayernorm(mlp(attended))
  }
}

extension Architecture {
  /// OLMo 2 (OLMo Team 2025, arXiv 2501.00656): Llama with norms after the parts, and of queries and
  /// keys.
  static let olmo2 = Architecture(
    name: "olmo2", upstreamClass: "Olmo2ForCausalLM", bodyClass: "Olmo2Model",
    defaults: { $0.epsilon = 1e-5 }
  ) { configuration, start in
    func norm() -> RMSNorm {
      RMSNorm(configuration.width, epsilon: configuration.epsilon, using: start?.generator)
    }
    return CausalDecoder(configuration, start, norm: norm) { layer in
      PostNormBlock(configuration, layer: layer, start, norm: norm)
    }
  }
}
