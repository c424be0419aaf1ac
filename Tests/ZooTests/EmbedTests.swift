import Tensors
import Testing
import Zoo

@Suite struct EmbedTests {
  /// Lengths that repeat, differ, and reach 1.
  static let sentences = [
    [1, 5, 9, 30, 2], [1], [1, 7, 7], [39, 3, 8, 14, 21, 22, 23, 24, 25], [1, 6, 7], [4, 4, 4, 4],
  ]

  @Test(arguments: Fixture.names)
  func vectorsAreTheDefinition(name: String) throws {
    let model = try Fixture.model(name)
    let vectors = try model.embed(Self.sentences)
    for (index, ids) in Self.sentences.enumerated() {
      let states = noGrad { model.hiddenStates(Tensor(ids, shape: [1, ids.count])) }
      let total = Double(ids.count * (ids.count + 1)) / 2
      for (layer, state) in states.enumerated() {
        var weighted = [Double](repeating: 0, count: model.configuration.width)
        let rows = state[0].elements(Double.self)
        for (place, value) in rows.enumerated() {
          let (token, column) = place.quotientAndRemainder(dividingBy: weighted.count)
          weighted[column] += value * Double(token + 1) / total
        }
        #expect(
          difference(vectors.weighted[index, layer], Tensor(weighted.map(Float.init))) < 1e-5)
        #expect(difference(vectors.last[index, layer], state[0, ids.count - 1]) < 1e-5)
      }
    }
  }

  @Test(arguments: Fixture.names, [1, 7])
  func batchesDoNotMatter(name: String, packSize: Int) throws {
    let model = try Fixture.model(name)
    let whole = try model.embed(Self.sentences)
    let parts = try model.embed(Self.sentences, packSize: packSize)
    #expect(difference(whole.weighted, parts.weighted) < 1e-5)
    #expect(difference(whole.last, parts.last) < 1e-5)
    let reversed = try model.embed(Self.sentences.reversed())
    #expect(difference(whole.weighted, reversed.weighted.flipped(0)) < 1e-5)
  }

  @Test func aSentenceOfOneTokenIsItsState() throws {
    let vectors = try Fixture.model("gemma2").embed([[3]])
    #expect(vectors.weighted.isEqual(to: vectors.last))
  }

  @Test func badSentencesAreNamed() throws {
    let model = try Fixture.model("llama")
    for name in ["gpt2", "bert"] {
      #expect {
        try Fixture.model(name).embed([[1], Array(1...21)])
      } throws: {
        "\($0)" == "sentence 2 has 21 tokens, the model has positions for 20"
      }
    }
    #expect {
      try model.embed([[1], []])
    } throws: {
      "\($0)" == "sentence 2 has no token"
    }
    #expect {
      try model.embed([[1, 40]])
    } throws: {
      "\($0)" == "sentence 1: token 40 is not among the model's 40"
    }
  }
}
