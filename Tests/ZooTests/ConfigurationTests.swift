import Foundation
import NN
import Testing
import Zoo

@Suite struct ConfigurationTests {
  /// The fields that upstream always writes.
  static let sizes = """
    "vocab_size": 32, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4,
    "intermediate_size": 20
    """

  private func read(_ fields: String) throws -> DecoderConfiguration {
    try JSONDecoder().decode(DecoderConfiguration.self, from: Data("{\(fields)}".utf8))
  }

  private func message(_ fields: String) throws -> String {
    let file = try Fixture.temporaryFolder().appendingPathComponent("config.json")
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    try Data(fields.utf8).write(to: file)
    do {
      _ = try DecoderConfiguration(contentsOf: file)
      return "no error"
    } catch {
      return "\(error)".replacingOccurrences(of: file.path, with: "FILE")
    }
  }

  @Test func defaultsAreTheArchitectures() throws {
    let llama = try read("\"model_type\": \"llama\", \(Self.sizes)")
    #expect(llama.keyValueHeads == 4)
    #expect(llama.headWidth == 4)
    #expect(llama.theta == 10_000)
    #expect(llama.window == nil)
    #expect(!llama.isTied)
    let gemma2 = try read("\"architectures\": [\"Gemma2ForCausalLM\"], \(Self.sizes)")
    #expect(gemma2.modelType == "gemma2")
    #expect(gemma2.isTied)
    #expect(gemma2.activation == .geluTanh)
    #expect(gemma2.attentionSoftCap == 50)
    #expect(gemma2.logitSoftCap == 30)
    #expect(gemma2.windowedLayers == [true, false])
    #expect(try read("\"model_type\": \"mistral\", \(Self.sizes)").window == 4096)
    #expect(
      try read("\"model_type\": \"mistral\", \"sliding_window\": null, \(Self.sizes)").window == nil
    )
    let gpt2 = try read(
      "\"model_type\": \"gpt2\", \"vocab_size\": 32, \"n_embd\": 16, \"n_layer\": 2, \"n_head\": 4")
    #expect(gpt2.feedForward == 64)
    #expect(gpt2.longest == 1024)
    #expect(gpt2.isTied && gpt2.hasHead && gpt2.activation == .geluTanh)
    let encoder = try read("\"architectures\": [\"BertModel\"], \(Self.sizes)")
    #expect(encoder.modelType == "bert" && !encoder.hasHead)
    #expect(encoder.epsilon == 1e-12 && encoder.tokenTypes == 2 && encoder.longest == 512)
    // Gemma 1's files name an activation that its authors took back.
    #expect(
      try read("\"model_type\": \"gemma\", \"hidden_act\": \"gelu\", \(Self.sizes)").activation
        == .geluTanh)
  }

  @Test func bothSpellingsOfRotaryScalingAreRead() throws {
    let scaling = """
      "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
      "original_max_position_embeddings": 8192, "rope_type": "llama3"
      """
    let old = try read(
      "\"model_type\": \"llama\", \"rope_theta\": 500000, \"rope_scaling\": {\(scaling)}, "
        + Self.sizes)
    let new = try read(
      "\"model_type\": \"llama\", \"rope_parameters\": {\"rope_theta\": 500000, \(scaling)}, "
        + Self.sizes)
    #expect(old == new)
    #expect(old.theta == 500_000)
    #expect(
      old.scaling == .llama3(factor: 8, lowFactor: 1, highFactor: 4, trainedLength: 8192))
  }

  @Test(arguments: Fixture.names)
  func whatIsWrittenIsReadBack(name: String) throws {
    var configuration = try Fixture.configuration(name)
    configuration.window = nil
    configuration.logitSoftCap = nil
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(DecoderConfiguration.self, from: data) == configuration)
  }

  @Test func badConfigurationsAreNamed() throws {
    let llama = "\"model_type\": \"llama\", "
    let cases = [
      (
        "{\"model_type\": \"t5\", \(Self.sizes)}",
        "FILE: unknown architecture 't5'; known: bert, gemma, gemma2, gpt2, llama, mistral, olmo, "
          + "olmo2, rwkv4, rwkv5"
      ),
      ("{\(Self.sizes)}", "FILE: neither model_type nor architectures is given"),
      ("{\(llama)\"vocab_size\": 3}", "FILE: hidden_size is missing"),
      ("{", "FILE: is not JSON"),
      (
        "{\(llama)\"hidden_act\": \"swoosh\", \(Self.sizes)}",
        "FILE: hidden_act 'swoosh' is not known"
      ),
      (
        "{\(llama)\"num_key_value_heads\": 3, \(Self.sizes)}",
        "FILE: num_attention_heads 4 is no multiple of num_key_value_heads 3"
      ),
      (
        "{\(llama)\"head_dim\": 5, \(Self.sizes)}",
        "FILE: head_dim 5 is odd, rotary positions need pairs"
      ),
      (
        "{\(llama)\"rope_scaling\": {\"type\": \"longrope\"}, \(Self.sizes)}",
        "FILE: rope_scaling: rope_type 'longrope' is not known; known: default, dynamic, linear, "
          + "llama3, yarn"
      ),
      (
        "{\(llama)\"rope_parameters\": {\"rope_type\": \"dynamic\", \"factor\": 2}, \(Self.sizes)}",
        "FILE: rope_parameters lacks max_position_embeddings"
      ),
      (
        "{\(llama)\"rope_parameters\": {\"partial_rotary_factor\": 0.5}, \(Self.sizes)}",
        "FILE: rope_parameters: partial_rotary_factor other than 1 is not supported"
      ),
      (
        "{\(llama)\"rope_scaling\": {\"type\": \"linear\"}, \(Self.sizes)}",
        "FILE: rope_scaling lacks factor"
      ),
      (
        "{\"model_type\": \"bert\", \"position_embedding_type\": \"relative_key\", \(Self.sizes)}",
        "FILE: position_embedding_type is \"relative_key\"; of bert only \"absolute\" is supported"
      ),
      (
        "{\"model_type\": \"bert\", \"num_key_value_heads\": 2, \(Self.sizes)}",
        "FILE: bert has as many heads of keys as of queries, and their widths add up to hidden_size 16"
      ),
      (
        "{\"model_type\": \"gpt2\", \"vocab_size\": 32, \"n_embd\": 16, \"n_layer\": 2}",
        "FILE: n_head is missing"
      ),
      (
        "{\"model_type\": \"gpt2\", \"vocab_size\": 32, \"n_embd\": 16, \"n_layer\": 0, \"n_head\": 2}",
        "FILE: n_layer is 0, should be at least 1"
      ),
      (
        "{\(llama)\"quantization_config\": {\"quant_method\": \"gptq\"}, \(Self.sizes)}",
        "FILE: quantised weights (gptq) are not supported"
      ),
      (
        "{\(llama)\"layer_types\": [\"full_attention\"], \(Self.sizes)}",
        "FILE: layer_types names 1 layers of 2"
      ),
    ]
    for (text, expected) in cases { #expect(try message(text) == expected) }
    #expect {
      try DecoderConfiguration.load(folder: Fixture.folder.appendingPathComponent("nowhere"))
    } throws: {
      "\($0)" == "\(Fixture.folder.path)/nowhere/config.json: cannot be read"
    }
    #expect(
      try message("{\(llama)\"vocab_size\": \"many\", \"hidden_size\": 1}").hasPrefix(
        "FILE: vocab_size: "))
  }
}
