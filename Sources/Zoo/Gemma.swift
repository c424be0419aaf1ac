import NN

extension Architecture {
  /// Gemma (Gemma Team 2024, arXiv 2403.08295): Llama with GeGLU, norms scaled by 1 + weight,
  /// embeddings scaled by √width and tied to the head, and heads of their own width.
  static let gemma = Architecture(
    name: "gemma", upstreamClass: "GemmaForCausalLM", bodyClass: "GemmaModel",
    fixedFields: ["use_bidirectional_attention": .flag(false)],
    defaults: {
      $0.activation = .geluTanh
      $0.isTied = true
    }
  ) { configuration, start in
    func norm() -> any Layer {
      RMSNorm(
        configuration.width, epsilon: configuration.epsilon, unitOffset: true,
        using: start?.generator)
    }
    return CausalDecoder(
      configuration, start, embeddingScale: Double(configuration.width).squareRoot(), norm: norm
    ) { layer in
      PreNormBlock(configuration, layer: layer, start, norm: norm)
    }
  }
}
