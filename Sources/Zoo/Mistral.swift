extension Architecture {
  /// Mistral (Jiang et al. 2023, arXiv 2310.06825): Llama that looks back over a sliding window.
  static let mistral = Architecture(
    name: "mistral", upstreamClass: "MistralForCausalLM", bodyClass: "MistralModel",
    defaults: { $0.window = 4096 }, build: llama.build)
}
