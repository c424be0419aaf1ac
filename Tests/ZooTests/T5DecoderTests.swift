import Datasets
import NN
import Optim
import Store
import Tensors
import Testing
import Zoo

/// The encodings that a decoder can have.
enum Scheme: String, CaseIterable {
  case none, sinusoidal, learned, bias, alibi, rotary

  func positions(width: Int, heads: Int) -> any PositionalEncoding {
    switch self {
    case .none: NoPositions()
    case .sinusoidal: SinusoidalPositions(width: width)
    case .learned: LearnedPositions(64, width, initialiser: .normal(1), using: Generator(seed: 5))
    case .bias: RelativeBias(heads: heads, initialiser: .normal(1), using: Generator(seed: 5))
    case .alibi: ALiBi(heads: heads)
    case .rotary: RotaryPositions(headWidth: width / heads, fraction: 0.25)
    }
  }
}

@Suite struct T5DecoderTests {
  static let sizes = T5Decoder.Configuration(
    vocabulary: 12, width: 32, depth: 2, heads: 4, feedForward: 48)

  func decoder(_ scheme: Scheme, depth: Int = 2, dropout: Double = 0, isTied: Bool = true)
    -> T5Decoder
  {
    var sizes = Self.sizes
    sizes.depth = depth
    sizes.dropout = dropout
    sizes.isTied = isTied
    return T5Decoder(
      sizes, positions: scheme.positions(width: 32, heads: 4), using: Generator(seed: 1))
  }

  func tokens(_ rows: Int, _ count: Int, seed: UInt64 = 2) -> Tensor {
    var random = SeededRandom(seed: seed)
    return Tensor((0..<rows * count).map { _ in random.below(12) }, shape: [rows, count])
  }

  @Test func logitsAreUpstreams() throws {
    let folder = Fixture.folder.appending(path: "t5decoder")
    let weights = try SafeTensors(folder.appending(path: "model.safetensors"))
    let model = T5Decoder(
      .init(vocabulary: 11, width: 16, depth: 2, heads: 2, feedForward: 24),
      positions: RelativeBias(heads: 2, using: nil), using: nil)
    let state = try Dictionary(
      uniqueKeysWithValues: model.state.keys.map { ($0, try weights.tensor($0)) })
    try model.load(state)
    let expected = try SafeTensors(folder.appending(path: "expected.safetensors"))
    let logits = noGrad { model(Tensor(rows: [[0]])) }
    #expect(logits.shape == [1, 1, 11])
    let (ids, wanted) = (try expected.tensor("ids"), try expected.tensor("logits"))
    #expect(noGrad { difference(model(ids), wanted) } < 1e-4)
  }

  @Test(arguments: Scheme.allCases) func cachedTokensGiveTheSameLogits(scheme: Scheme) {
    let model = decoder(scheme)
    let ids = tokens(3, 25)
    noGrad {
      let whole = model(ids)
      // A prompt, then two tokens at once, then one by one: every offset is crossed.
      let caches = (0..<model.depth).map { _ in KeyValueCache() }
      var parts: [Tensor] = []
      for range in [0..<5, 5..<7] + (7..<25).map({ $0..<$0 + 1 }) {
        parts.append(model(ids[TensorIndex.all, range].contiguous(), after: caches))
      }
      #expect(caches.allSatisfy { $0.length == 25 })
      #expect(difference(.concatenated(parts, dim: 1), whole) < 1e-5)
    }
  }

  @Test(arguments: Scheme.allCases) func paddingOnTheRightChangesNothing(scheme: Scheme) {
    let model = decoder(scheme)
    let ids = tokens(2, 9)
    noGrad {
      let padded = Tensor.concatenated([ids, Tensor.full([2, 6], 11, dtype: .int64)], dim: 1)
      #expect(difference(model(padded)[TensorIndex.all, 0..<9], model(ids)) < 1e-5)
    }
  }

  @Test func oneLayerWithoutPositionsSeesABagOfItsPrefix() {
    let ids = [3, 1, 4, 1, 5, 9, 2, 6]
    let permuted = [9, 4, 1, 5, 3, 1, 2, 6]
    func change(_ model: T5Decoder) -> Double {
      noGrad {
        difference(model(Tensor(rows: [ids]))[0, -1], model(Tensor(rows: [permuted]))[0, -1])
      }
    }
    #expect(change(decoder(.none, depth: 1)) < 1e-5)
    #expect(change(decoder(.none, depth: 2)) > 1e-3)
    for scheme in Scheme.allCases where scheme != .none {
      #expect(change(decoder(scheme, depth: 1)) > 1e-3, "\(scheme)")
    }
  }

  @Test func weightsThatAreVisitedAreThoseUsed() {
    let model = decoder(.bias)
    let ids = tokens(2, 7)
    noGrad {
      let maps = model.attentionWeights(ids)
      #expect(maps.map(\.shape) == [[2, 4, 7, 7], [2, 4, 7, 7]])
      for map in maps {
        #expect(map.sum(-1).isClose(to: .ones([2, 4, 7]), absolute: 1e-5))
        #expect(map.upperTriangle(1).isEqual(to: map.zerosLike()))
      }
      #expect(difference(model(ids, caches: nil, weights: { _, _ in }), model(ids)) < 1e-5)
    }
  }

  @Test func keysAndCountsAreThoseOfTheParts() {
    let keys = decoder(.bias, depth: 1, isTied: false).parameters.map(\.key)
    #expect(
      keys == [
        "embed_tokens.weight", "positions.weight", "layers.0.self_attn.q_proj.weight",
        "layers.0.self_attn.k_proj.weight", "layers.0.self_attn.v_proj.weight",
        "layers.0.self_attn.out_proj.weight", "layers.0.self_attn_layer_norm.weight",
        "layers.0.wi.weight", "layers.0.wo.weight", "layers.0.final_layer_norm.weight",
        "norm.weight", "lm_head.weight",
      ])
    #expect(!decoder(.rotary).parameters.map(\.key).contains { $0.contains("positions") })
    // The paper's shape: 12 layers of width 768 have 85 million weights beside the embedding.
    let large = T5Decoder(
      .init(vocabulary: 1, width: 768, depth: 12, heads: 12, feedForward: 3072),
      positions: NoPositions(), using: nil)
    #expect(large.parameterCount - 768 == 12 * (4 * 768 * 768 + 2 * 768 * 3072 + 2 * 768) + 768)
  }

  @Test func dropoutIsExplicit() {
    let model = decoder(.none, dropout: 0.5)
    let ids = tokens(2, 7)
    noGrad {
      #expect(model(ids).isEqual(to: model(ids)))
      #expect(difference(model(ids, using: Generator(seed: 1)), model(ids)) > 1e-2)
      #expect(
        model(ids, using: Generator(seed: 1)).isEqual(to: model(ids, using: Generator(seed: 1))))
    }
  }

  /// A decoder that copies some answers right and others not, and the material for it.
  @Test func greedyIsRightWhereTheTeacherForcedArgmaxIs() {
    let (begin, separator, end, padding) = (8, 9, 10, 11)
    var random = SeededRandom(seed: 3)
    func rows(_ count: Int) -> [(prompt: [Int], answer: [Int])] {
      (0..<count).map { _ in
        let text = (0..<1 + random.below(4)).map { _ in random.below(8) }
        return ([begin] + text + [separator], text + [end])
      }
    }
    let model = decoder(.rotary)
    let adam = Adam(model.parameters, rate: 3e-3)
    for _ in 0..<120 {
      let batch = AnswerBatch(rows(24), padding: padding)
      adam.minimise(batch.loss(model(batch.inputs)), clip: 1)
    }
    let tests = rows(200)
    let batch = AnswerBatch(tests, padding: padding)
    let forced = noGrad { batch.isRight(model(batch.inputs)) }
    let answers = model.greedy(tests.map(\.prompt), end: end, limit: 9, batch: 7)
    let greedy = zip(tests, answers).map { $1.ended && $1.tokens + [end] == $0.answer }
    #expect(forced == greedy)
    #expect(forced.contains(true) && forced.contains(false), "the test must see both")
  }

  @Test func greedyStopsAtItsLimit() {
    let model = decoder(.none)
    // Token 11 is never the end here unless the model says so; a limit of 0 gives nothing.
    let none = model.greedy([[1, 2], [3]], end: 11, limit: 0)
    #expect(none.allSatisfy { $0.tokens.isEmpty && !$0.ended })
    let some = model.greedy([[1, 2], [3]], end: -1, limit: 5)
    #expect(some.allSatisfy { $0.tokens.count == 5 && !$0.ended })
    // Step by step without a cache.
    var ids = [1, 2]
    for _ in 0..<5 {
      ids.append(noGrad { model(Tensor(rows: [ids]))[0, -1].argmax().item() })
    }
    #expect(some[0].tokens == Array(ids[2...]))
  }
}
