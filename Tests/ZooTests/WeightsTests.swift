import Foundation
import Optim
import Store
import Tensors
import Testing
import Zoo

@Suite struct WeightsTests {
  private func small(_ name: String) throws -> DecoderConfiguration {
    try DecoderConfiguration(
      name, vocabulary: 24, width: 16, depth: 2, heads: 4,
      keyValueHeads: ["gpt2", "bert", "rwkv4", "rwkv5"].contains(name) ? nil : 2, feedForward: 20)
  }

  @Test func keysAreUpstreams() throws {
    let model = try small("llama").model(nil)
    #expect(
      model.parameters.prefix(4).map(\.key) == [
        "model.embed_tokens.weight", "model.layers.0.input_layernorm.weight",
        "model.layers.0.self_attn.q_proj.weight", "model.layers.0.self_attn.k_proj.weight",
      ])
    #expect(model.state["lm_head.weight"]?.shape == [24, 16])
    #expect(try small("gemma").model(nil).state["lm_head.weight"] == nil)
    #expect(try !small("olmo").model(nil).state.keys.contains { $0.contains("norm") })
  }

  @Test func aTiedHeadAndOldFrequenciesAreLeftOut() throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var configuration = try small("llama")
    configuration.isTied = true
    let generator = Generator(seed: 1)
    let model = try configuration.model(Initialisation(using: generator))
    var state = model.state
    state["lm_head.weight"] = state["model.embed_tokens.weight"]
    state["model.layers.0.self_attn.rotary_emb.inv_freq"] = Tensor([1, 0.1] as [Float])
    let file = folder.appendingPathComponent("weights")
    try Checkpoint.save(state, to: file)
    let other = try configuration.model(nil)
    try other.load(Checkpoint(file))
    let ids = Tensor([1, 2, 3, 4], shape: [1, 4])
    #expect(noGrad { other(ids).isEqual(to: model(ids)) })
  }

  /// Checkpoints of upstream's classes without a head have no prefix in their keys.
  @Test(arguments: [
    ("llama3", "model.", ["lm_head."]), ("gpt2", "transformer.", []), ("bert", "bert.", ["cls."]),
  ])
  func aCheckpointWithoutAHeadEmbeds(name: String, prefix: String, heads: [String]) throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = try Fixture.model(name)
    var body: [String: Tensor] = [:]
    for (key, tensor) in model.state where !heads.contains(where: key.hasPrefix) {
      #expect(key.hasPrefix(prefix))
      body[String(key.dropFirst(prefix.count))] = tensor
    }
    let file = folder.appendingPathComponent("weights")
    try Checkpoint.save(body, to: file)
    var configuration = model.configuration
    #expect(configuration.hasHead)
    configuration.hasHead = false
    configuration = try JSONDecoder().decode(
      DecoderConfiguration.self, from: JSONEncoder().encode(configuration))
    #expect(!configuration.hasHead)
    let other = try configuration.model(nil)
    try other.load(Checkpoint(file))
    let sentences = [[1, 2, 3], [4]]
    #expect(try other.embed(sentences).last.isEqual(to: model.embed(sentences).last))
  }

  /// Sizes that no weights answer to are refused before memory is asked for.
  @Test(arguments: [
    ("llama", "vocab_size", "2000000000", "the sizes in config.json ask for"),
    ("llama", "intermediate_size", "900000", "the sizes in config.json ask for"),
    ("llama", "num_hidden_layers", "9000", "the sizes in config.json ask for"),
    ("gemma2", "num_hidden_layers", "-1", "num_hidden_layers is -1, should be at least 1"),
    ("gemma2", "num_hidden_layers", "99999999999", "more than 65536"),
    ("gpt2", "n_positions", "1000000", "the sizes in config.json ask for"),
    ("gpt2", "n_embd", "9223372036854775807", "n_embd is 9223372036854775807, more than"),
    ("gpt2", "n_head", "0", "n_head is 0, should be at least 1"),
    ("mistral", "rope_theta", "0", "rope_theta is 0.0, should be above 0"),
    ("gemma2", "attn_logit_softcapping", "0", "attn_logit_softcapping is 0.0, should be above 0"),
  ])
  func sizesThatAreMadeUpAreRefused(
    name: String, field: String, value: String, expected: String
  ) throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = Fixture.folder.appendingPathComponent(name)
    let weights = "model.safetensors"
    try FileManager.default.copyItem(
      at: source.appendingPathComponent(weights), to: folder.appendingPathComponent(weights))
    let file = folder.appendingPathComponent("config.json")
    let text = try String(contentsOf: source.appendingPathComponent("config.json"), encoding: .utf8)
    let changed = text.replacing(
      try Regex("\"\(field)\": [^,\n]+"), with: "\"\(field)\": \(value)")
    #expect(changed != text)
    try Data(changed.utf8).write(to: file)
    #expect {
      try DecoderConfiguration.load(folder: folder)
    } throws: {
      "\($0)".hasPrefix(folder.path) && "\($0)".contains(expected)
    }
  }

  @Test func allKeysAtFaultAreNamedWithTheFile() throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = try small("llama").model(Initialisation(using: Generator(seed: 1)))
    var state = model.state
    state["model.norm.weight"] = nil
    state["model.layers.1.mlp.up_proj.weight"] = nil
    state["extra"] = Tensor([1] as [Float])
    state["lm_head.weight"] = Tensor.zeros([23, 16])
    let file = folder.appendingPathComponent("weights")
    try Checkpoint.save(state, to: file)
    #expect {
      try model.load(Checkpoint(file))
    } throws: {
      "\($0)" == """
        \(file.path): the weights do not fit the model:
          missing: model.layers.1.mlp.up_proj.weight
          missing: model.norm.weight
          unused: extra
          shape of lm_head.weight: [23, 16], should be [24, 16]
        """
    }
    state = model.state
    state["model.norm.weight"] = Tensor([Int](repeating: 1, count: 16))
    try Checkpoint.save(state, to: file)
    #expect {
      try model.load(Checkpoint(file))
    } throws: {
      "\($0)" == "\(file.path): model.norm.weight: weights of type int64 are not supported"
    }
  }

  /// What all architectures must do: learn, and give the same numbers twice.
  @Test(arguments: Architecture.all.map(\.name))
  func trainingLearnsAndRepeats(name: String) throws {
    func train() throws -> (first: Float, last: Float, weights: [Float]) {
      let generator = Generator(seed: 3)
      let model = try small(name).model(
        Initialisation(using: generator, deviation: 0.25, attentionOutput: 0.5))
      let adam = AdamW(model.parameters, rate: 1e-2)
      // Counting modulo the vocabulary.
      let text = (Tensor.randint([8, 1], in: 0..<24, using: generator) + Tensor.arange(0..<9))
        .remainder(24)
      let (ids, targets) = (text[TensorIndex.all, 0..<8], text[TensorIndex.all, 1..<9])
      var losses: [Float] = []
      for _ in 0..<60 {
        let loss = model.loss(ids, targets: targets)
        adam.minimise(loss, clip: 1)
        losses.append(loss.item())
      }
      return (losses[0], losses[59], model.parameters.flatMap { $0.tensor.elements(Float.self) })
    }
    let (once, again) = (try train(), try train())
    #expect(once.last < 0.3 * once.first)
    #expect(once.weights == again.weights)
  }
}
