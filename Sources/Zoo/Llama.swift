import NN
import Tensors

/// A norm before each part, whose output is added to the stream: Llama's block, which Mistral,
/// Gemma 1 and OLMo share with other norms and switches.
struct PreNormBlock: LayerBlock {
  let inputLayernorm: any Layer
  let selfAttn: DecoderAttention
  let postAttentionLayernorm: any Layer
  let mlp: GatedFeedForward

  init(
    _ configuration: DecoderConfiguration, layer: Int, _ start: Initialisation?,
    norm: () -> any Layer
  ) {
    inputLayernorm = norm()
    selfAttn = DecoderAttention(configuration, layer: layer, start)
    postAttentionLayernorm = norm()
    mlp = GatedFeedForward(configuration, start)
  }

  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor {
    // A part's output is nobody else's yet, so what it belongs to is added in place.
    let attended = selfAttn(inputLayernorm(x), frame)
    attended.add_(x)
    let output = mlp(postAttentionLayernorm(attended))
    output.add_(attended)
    return output
  }
}

extension Architecture {
  /// Llama 1 to 3.2 (Touvron et al. 2023, arXiv 2302.13971): RMSNorm, SwiGLU, rotary positions.
  static let llama = Architecture(
    name: "llama", upstreamClass: "LlamaForCausalLM", bodyClass: "LlamaModel"
  ) { configuration, start in
    func norm() -> any Layer {
      RMSNorm(configuration.width, epsilon: configuration.epsilon, using: start?.generator)
    }
    return CausalDecoder(configuration, start, norm: norm) { layer in
      PreNormBlock(configuration, layer: layer, start, norm: norm)
    }
  }
}
