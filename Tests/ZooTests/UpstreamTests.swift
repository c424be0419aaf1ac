import Foundation
import NN
import Tensors
import Testing
import Zoo

/// Our models against Hugging Face's on the checkpoints of Tests/Fixtures/zoo, whose states are those
/// of each sentence read alone.
@Suite struct UpstreamTests {
  /// All states of a pack. Shape: `[states, tokens, width]`.
  private func states(_ model: any LanguageModel, _ sentences: [[Int]]) -> Tensor {
    var states: [Tensor] = []
    noGrad { _ = model.read(Pack(sentences)) { states.append($1) } }
    return .stacked(states)
  }

  @Test(arguments: Fixture.names)
  func statesAndLogitsOfAPackAreUpstreams(name: String) throws {
    let model = try Fixture.model(name)
    let expected = try Fixture.Expected(name)
    let found = states(model, expected.sentences)
    #expect(found.shape[0] == model.configuration.depth + 1)
    #expect(difference(found, expected.states) < 1e-5)
    #expect(
      difference(noGrad { model.logits(found[found.shape[0] - 1]) }, expected.logits) < 1e-5)
  }

  @Test(arguments: Fixture.names)
  func orderAndCompanyDoNotMatter(name: String) throws {
    let model = try Fixture.model(name)
    let expected = try Fixture.Expected(name)
    let sizes = expected.sentences.map(\.count)
    let parts = expected.states.split(sizes: sizes, dim: 1)
    for (sentence, part) in zip(expected.sentences, parts) {
      #expect(difference(states(model, [sentence]), part) < 1e-5)
    }
    let turned = states(model, expected.sentences.reversed())
    #expect(difference(turned, .concatenated(parts.reversed(), dim: 1)) < 1e-5)
  }

  /// In bfloat16 our states may be off by half as much again as upstream's own are.
  @Test(arguments: Fixture.names)
  func bfloat16IsAsNearAsUpstreams(name: String) throws {
    let model = try Fixture.model(name, dtype: .bfloat16)
    let expected = try Fixture.Expected(name)
    let found = states(model, expected.sentences)
    #expect(found.dtype == .bfloat16)
    for (layer, bound) in expected.bfloat16.enumerated() {
      let right = expected.states[layer]
      let error: Double = ((found[layer].converted(to: .float32) - right).norm() / right.norm())
        .item()
      #expect(error <= 1.5 * bound + 1e-6, "state \(layer): \(error), upstream's \(bound)")
    }
  }

  static let switches: [(String, String, @Sendable (inout DecoderConfiguration) -> Void)] = [
    ("llama", "epsilon", { $0.epsilon = 1e-2 }),
    ("llama", "activation", { $0.activation = .gelu }),
    ("llama", "theta", { $0.theta = 500_000 }),
    ("llama3", "theta", { $0.theta = 10_000 }),
    ("llama32", "scaling", { $0.scaling = .none }),
    ("llama-linear", "scaling", { $0.scaling = .none }),
    ("llama-yarn", "scaling", { $0.scaling = .linear(factor: 4) }),
    ("mistral", "window", { $0.window = nil }),
    ("gemma", "activation", { $0.activation = .silu }),
    ("gemma2", "window", { $0.window = nil }),
    ("gemma2", "windowed layers", { $0.windowedLayers = nil }),
    ("gemma2", "attention's soft cap", { $0.attentionSoftCap = nil }),
    ("gemma2", "output's soft cap", { $0.logitSoftCap = nil }),
    ("gemma2", "query scale", { $0.queryScale = nil }),
    ("olmo", "clip", { $0.clip = nil }),
    ("olmo2", "epsilon", { $0.epsilon = 0.1 }),
    ("gpt2", "scale by layer", { $0.scalesByLayer = false }),
    ("gpt2", "scale", { $0.queryScale = 1 }),
    ("gpt2", "activation", { $0.activation = .relu }),
    ("bert", "activation", { $0.activation = .relu }),
    ("bert", "epsilon", { $0.epsilon = 1e-12 }),
  ]

  /// The fixtures would not prove a switch that they do not exercise.
  @Test(arguments: switches.indices)
  func everySwitchMatters(index: Int) throws {
    let (name, what, flip) = Self.switches[index]
    var configuration = try Fixture.configuration(name)
    flip(&configuration)
    let model = try configuration.model(nil)
    try model.load(Fixture.model(name).state)
    let expected = try Fixture.Expected(name)
    let found = states(model, expected.sentences)
    let logits = noGrad { model.logits(found[found.shape[0] - 1]) }
    #expect(difference(logits, expected.logits) > 1e-3, "\(name): \(what)")
  }

  @Test(arguments: Fixture.names)
  func laterTokensMatterToEncodersOnly(name: String) throws {
    let model = try Fixture.model(name)
    let ids = [5, 9, 3, 3, 17, 30, 8, 21, 4, 12]
    let (long, short) = (states(model, [ids]), states(model, [Array(ids[..<7])]))
    let change = difference(long[TensorIndex.all, 0..<7], short)
    #expect(name == "bert" ? change > 0.1 : change < 1e-5)
  }
}
