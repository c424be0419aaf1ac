import NN
import Tensors

/// A norm before and after each part (Gemma 2).
struct SandwichNormBlock: LayerBlock {
  let inputLayernorm: any Layer
  let selfAttn: DecoderAttention
  let postAttentionLayernorm: any Layer
  let preFeedforwardLayernorm: any Layer
  let mlp: GatedFeedForward
  let postFeedforwardLayernorm: any Layer

  init(
    _ configuration: DecoderConfiguration, layer: Int, _ start: Initialisation?,
    norm: () -> any Layer
  ) {
    inputLayernorm = norm()
    selfAttn = DecoderAttention(configuration, layer: layer, start)
    postAttentionLayernorm = norm()
    preFeedforwardLayernorm = norm()
    mlp = GatedFeedForward(configuration, start)
    postFeedforwardLayernorm = norm()
  }

  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor {
    let attended = x + postAttentionLayernorm(selfAttn(inputLayernorm(x), frame))
    return attended + postFeedforwardLayernorm(mlp(preFeedforwardLayernorm(attended)))
  }
}

extension Architecture {
  /// Gemma 2 (Gemma Team 2024, arXiv 2408.00118): Gemma with more norms, soft caps on attention and
  /// output logits, and a sliding window in every other layer, beginning with the first.
  static let gemma2 = Architecture(
    name: "gemma2", upstreamClass: "Gemma2ForCausalLM", bodyClass: "Gemma2Model",
    fieldNames: ["hidden_act": "hidden_activation"],
    fixedFields: ["use_bidirectional_attention": .flag(false)],
    defaults: { configuration in
      gemma.defaults(&configuration)
      configuration.attentionSoftCap = 50
      configuration.logitSoftCap = 30
      configuration.queryScale = 256
      configuration.window = 4096
      configuration.windowedLayers = (0..<configuration.depth).map { $0.isMultiple(of: 2) }
    }
  ) { configuration, start in
    CausalDecoder(gemma: configuration, start) { layer, norm in
      SandwichNormBlock(configuration, layer: layer, start, norm: norm)
    }
  }
}
