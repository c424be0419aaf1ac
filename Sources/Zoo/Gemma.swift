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
    CausalDecoder(gemma: configuration, start) { layer, norm in
      PreNormBlock(configuration, layer: layer, start, norm: norm)
    }
  }
}

extension CausalDecoder {
  /// A decoder with the embedding and the norms of Gemma 1 and 2.
  ///
  /// - Parameter block: makes the block of a layer, with norms that it is given the maker of.
  init(
    gemma configuration: DecoderConfiguration, _ start: Initialisation?,
    block: (_ layer: Int, _ norm: () -> any Layer) -> any LayerBlock
  ) {
    func norm() -> any Layer {
      RMSNorm(
        configuration.width, epsilon: configuration.epsilon, unitOffset: true,
        using: start?.generator)
    }
    self.init(
      configuration, start, embeddingScale: Double(configuration.width).squareRoot(), norm: norm
    ) { block($0, norm) }
  }
}
