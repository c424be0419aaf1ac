import NN

extension Architecture {
  /// OLMo (Groeneveld et al. 2024, arXiv 2402.00838): Llama with layer norms that have no
  /// parameters, and queries, keys and values cut off where the configuration says so.
  static let olmo = Architecture(
    name: "olmo", upstreamClass: "OlmoForCausalLM", bodyClass: "OlmoModel",
    defaults: { $0.epsilon = 1e-5 }
  ) { configuration, start in
    func norm() -> any Layer {
      LayerNorm(configuration.width, epsilon: configuration.epsilon, affine: false, using: nil)
    }
    return CausalDecoder(configuration, start, norm: norm) { layer in
      PreNormBlock(configuration, layer: layer, start, norm: norm)
    }
  }
}
