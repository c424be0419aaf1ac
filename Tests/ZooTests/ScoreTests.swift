import Foundation
import Tensors
import Testing
import Zoo

@Suite struct ScoreTests {
  /// Options of one and of several tokens, prompts short and beyond the windows of 5.
  static let items = [
    Choice(prompt: [1, 4, 6, 9, 9, 2, 30], options: [[5], [6, 7, 8], [7], [8, 1]]),
    Choice(prompt: [1], options: [[3, 3], [2]]),
    Choice(prompt: [1, 4, 6, 9, 9, 2, 31], options: [[5], [6, 7, 8], [7], [8, 1]]),
  ]

  /// The definition: each option read alone after its prompt, log-probabilities by plain loops.
  private func uncached(_ model: any LanguageModel, _ item: Choice) -> [Double] {
    item.options.map { option in
      let ids = item.prompt + option
      let logits = noGrad { model(Tensor(ids, shape: [1, ids.count])) }[0]
      return option.indices.reduce(0) { sum, place in
        let row = logits[item.prompt.count + place - 1].elements(Double.self)
        let highest = row.max() ?? 0
        let normaliser = highest + log(row.reduce(0) { $0 + exp($1 - highest) })
        return sum + row[option[place]] - normaliser
      }
    }
  }

  @Test(arguments: Fixture.decoders)
  func sharingThePromptChangesNothing(name: String) throws {
    let model = try Fixture.model(name)
    for (item, scores) in zip(Self.items, try model.scores(Self.items)) {
      #expect(scores.map(\.tokens) == item.options.map(\.count))
      for (score, expected) in zip(scores, uncached(model, item)) {
        #expect(abs(score.sum - expected) < 1e-5)
        #expect(abs(score.mean - expected / Double(score.tokens)) < 1e-5)
      }
    }
  }

  @Test func orderAndPacksDoNotMatter() throws {
    let model = try Fixture.model("gemma2")
    let scores = try model.scores(Self.items)
    let turned = Self.items.reversed().map {
      Choice(prompt: $0.prompt, options: $0.options.reversed())
    }
    let others = try model.scores(Array(turned), packSize: 1)
    for (item, other) in zip(scores, others.reversed()) {
      for (score, same) in zip(item, other.reversed()) {
        #expect(abs(score.sum - same.sum) < 1e-5)
      }
    }
  }

  @Test(arguments: ["llama", "gemma2"])
  func equalOptionsTieExactly(name: String) throws {
    let model = try Fixture.model(name)
    let options = [[6, 7, 8, 3], [2, 2], [6, 7, 8, 3], [2, 2], [2]]
    let item = Choice(prompt: [1, 4, 6, 9, 9, 2, 30], options: options)
    let scores = try #require(try model.scores([item]).first)
    #expect(scores[0] == scores[2] && scores[1] == scores[3])
    for (score, expected) in zip(scores, uncached(model, item)) {
      #expect(abs(score.sum - expected) < 1e-5)
    }
  }

  @Test func whatCannotScoreSaysSo() throws {
    #expect {
      try Fixture.model("bert").scores(Self.items)
    } throws: {
      "\($0)" == "a bert reads both ways: it does not score what follows a prompt"
    }
    var configuration = try Fixture.configuration("llama")
    configuration.hasHead = false
    #expect {
      try configuration.model(nil).scores(Self.items)
    } throws: {
      "\($0)" == "the checkpoint has no head: it embeds, but does not score"
    }
    // GPT-2 has learned 20 positions.
    let long = Choice(prompt: Array(1...18), options: [[1, 2, 3], [1, 2, 3, 4]])
    #expect {
      try Fixture.model("gpt2").scores([long])
    } throws: {
      "\($0)"
        == "option 2 of prompt 1, with its prompt, has 21 tokens, the model has positions for 20"
    }
  }

  @Test func badItemsAreNamed() throws {
    let model = try Fixture.model("llama")
    #expect {
      try model.scores([Choice(prompt: [1], options: [[1], []])])
    } throws: {
      "\($0)" == "option 2 of prompt 1 has no token"
    }
    #expect {
      try model.scores([Choice(prompt: [-1], options: [[1]])])
    } throws: {
      "\($0)" == "prompt 1: token -1 is not among the model's 40"
    }
  }
}
