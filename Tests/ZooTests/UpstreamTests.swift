import Foundation
import NN
import Tensors
import Testing
import Zoo

/// Our decoders against Hugging Face's on the checkpoints of Tests/Fixtures/zoo.
@Suite struct UpstreamTests {
  @Test(arguments: Fixture.names)
  func statesAndLogitsAreUpstreams(name: String) throws {
    let model = try Fixture.model(name)
    let expected = try Fixture.expected(name)
    let (states, logits) = noGrad { (model.hiddenStates(expected.ids), model(expected.ids)) }
    #expect(states.count == model.configuration.depth + 1)
    #expect(difference(.stacked(states), expected.states) < 1e-5)
    #expect(difference(logits, expected.logits) < 1e-5)
  }

  static let switches: [(String, String, @Sendable (inout DecoderConfiguration) -> Void)] = [
    ("llama", "epsilon", { $0.epsilon = 1e-2 }),
    ("llama", "activation", { $0.activation = .gelu }),
    ("llama", "theta", { $0.theta = 500_000 }),
    ("llama31", "scaling", { $0.scaling = .none }),
    ("mistral", "window", { $0.window = nil }),
    ("gemma", "activation", { $0.activation = .silu }),
    ("gemma2", "window", { $0.window = nil }),
    ("gemma2", "windowed layers", { $0.windowedLayers = nil }),
    ("gemma2", "attention's soft cap", { $0.attentionSoftCap = nil }),
    ("gemma2", "output's soft cap", { $0.logitSoftCap = nil }),
    ("gemma2", "query scale", { $0.queryScale = nil }),
    ("olmo", "clip", { $0.clip = nil }),
  ]

  /// The fixtures would not prove a switch that they do not exercise.
  @Test(arguments: switches.indices)
  func everySwitchMatters(index: Int) throws {
    let (name, what, flip) = Self.switches[index]
    var configuration = try Fixture.configuration(name)
    flip(&configuration)
    let model = try configuration.model(nil)
    try model.load(Fixture.model(name).state)
    let expected = try Fixture.expected(name)
    #expect(noGrad { difference(model(expected.ids), expected.logits) } > 1e-3, "\(name): \(what)")
  }

  @Test(arguments: Fixture.names)
  func laterTokensDoNotMatter(name: String) throws {
    let model = try Fixture.model(name)
    let ids = try Fixture.expected(name).ids
    let (long, short) = noGrad {
      (model.hiddenStates(ids), model.hiddenStates(ids[TensorIndex.all, 0..<7].contiguous()))
    }
    for (long, short) in zip(long, short) {
      #expect(difference(long[TensorIndex.all, 0..<7], short) < 1e-5)
    }
  }
}
