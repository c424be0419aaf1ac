import Foundation
import NN
import Tensors
import Testing

@Suite struct PositionalEncodingTests {
  func largest(_ a: Tensor, _ b: Tensor) -> Double {
    (a.converted(to: .float64) - b.converted(to: .float64)).abs().max().item()
  }

  @Test func bucketsAreExactThenLogarithmic() {
    for distance in 0..<16 { #expect(RelativeBias.bucket(of: distance) == distance) }
    let buckets = (0...400).map { RelativeBias.bucket(of: $0) }
    #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(buckets[128...].allSatisfy { $0 == 31 })
    // transformers 5.23, T5Attention._relative_position_bucket(-n, bidirectional=False)
    let known = [16: 16, 18: 16, 19: 17, 20: 17, 24: 19, 31: 21, 32: 21, 50: 24, 64: 26, 100: 30]
    for (distance, bucket) in known {
      #expect(RelativeBias.bucket(of: distance) == bucket, "\(distance)")
    }
    #expect(RelativeBias.bucket(of: 7, among: 8, reach: 16) == 5)
  }

  @Test func relativeSchemesSeeDistancesOnly() throws {
    let bias = RelativeBias(heads: 4, initialiser: .normal(1), using: Generator(seed: 0))
    let schemes: [any PositionalEncoding] = [bias, ALiBi(heads: 4)]
    for scheme in schemes {
      let near = try #require(scheme.scores(of: 3..<9, over: 0..<9))
      let far = try #require(scheme.scores(of: 1003..<1009, over: 1000..<1009))
      #expect(near.shape == [4, 6, 9])
      #expect(largest(near, far) < 1e-5)
      // The last query alone is the last row.
      let last = try #require(scheme.scores(of: 8..<9, over: 0..<9))
      #expect(largest(last, near[TensorIndex.all, 5..<6]) < 1e-6)
    }
    let scores = try #require(bias.scores(of: 40..<41, over: 0..<41))
    for key in 0...40 {
      let wanted = bias.weight[RelativeBias.bucket(of: 40 - key)]
      #expect(scores[TensorIndex.all, 0, key].isEqual(to: wanted))
    }

    let q = Tensor.randn([1, 1, 1, 16], using: Generator(seed: 1))
    let k = Tensor.randn([1, 1, 1, 16], using: Generator(seed: 2))
    let rotary = RotaryPositions(headWidth: 16, fraction: 0.25)
    let sines = SinusoidalPositions(width: 16)
    func turned(_ query: Int, _ key: Int) throws -> Double {
      let a = try #require(rotary.angles(at: query..<query + 1))
      let b = try #require(rotary.angles(at: key..<key + 1))
      return (a(q) * b(k)).sum().item()
    }
    func added(_ query: Int, _ key: Int) throws -> Double {
      let a = try #require(sines.vectors(at: query..<query + 1))
      let b = try #require(sines.vectors(at: key..<key + 1))
      return ((q.reshaped(1, 16) + a) * (k.reshaped(1, 16) + b)).sum().item()
    }
    #expect(abs(try turned(9, 4) - turned(59, 54)) < 1e-5)
    #expect(abs(try turned(9, 4) - turned(9, 5)) > 1e-3)
    #expect(abs(try added(9, 4) - added(59, 54)) > 1e-2)
  }

  @Test func alibiSlopesAreTheAuthors() throws {
    #expect(ALiBi(heads: 8).slopes == (1...8).map { exp2(-Double($0)) })
    #expect(ALiBi(heads: 4).slopes == [0.25, 0.0625, 0.015625, 0.00390625])
    let twelve = (1...8).map { exp2(-Double($0)) } + [0.5, 1.5, 2.5, 3.5].map { exp2(-$0) }
    #expect(zip(ALiBi(heads: 12).slopes, twelve).allSatisfy { abs($0 - $1) < 1e-12 })
    let scores = try #require(ALiBi(heads: 2).scores(of: 5..<6, over: 0..<6))
    #expect(scores[0, 0].elements(Double.self) == [5, 4, 3, 2, 1, 0].map { -$0 / 16 })
  }

  @Test func rotationsKeepNormsAndTheRest() throws {
    let angles = try #require(
      RotaryPositions(headWidth: 16, fraction: 0.25).angles(at: 3..<8))
    let heads = Tensor.randn([2, 5, 3, 16], using: Generator(seed: 0))
    let turned = angles(heads)
    let (kept, was) = (turned[TensorIndex.rest, 4...], heads[TensorIndex.rest, 4...])
    #expect(kept.isEqual(to: was))
    for pair in 0..<2 {
      func norm(_ tensor: Tensor) -> Tensor {
        (tensor[TensorIndex.rest, pair].square() + tensor[TensorIndex.rest, pair + 2].square())
      }
      #expect(largest(norm(turned), norm(heads)) < 1e-5)
    }
    #expect(largest(turned, heads) > 0.1)
  }

  @Test func sinusoidsAreTheirFormula() throws {
    let vectors = try #require(SinusoidalPositions(width: 6).vectors(at: 2..<40))
    #expect(vectors.shape == [38, 6])
    for (row, position) in (2..<40).enumerated() {
      let angles = (0..<3).map { Double(position) / pow(10_000, Double($0) / 3) }
      let wanted = angles.map(sin) + angles.map(cos)
      let found = vectors[row].elements(Double.self)
      #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func learnedVectorsAreRows() throws {
    let learned = LearnedPositions(9, 4, using: Generator(seed: 0))
    #expect(try #require(learned.vectors(at: 3..<6)).isEqual(to: learned.weight[3..<6]))
    #expect(learned.scores(of: 0..<2, over: 0..<2) == nil && learned.angles(at: 0..<2) == nil)
  }

  @Test func withoutMaskAndPositionsAttentionIsEquivariant() {
    let attention = MultiHeadAttention(8, heads: 2, using: Generator(seed: 0))
    let x = Tensor.randn([1, 6, 8], using: Generator(seed: 1))
    let order = Tensor([4, 2, 0, 5, 1, 3])
    let permuted = x.indexSelected(1, order)
    #expect(largest(attention(permuted), attention(x).indexSelected(1, order)) < 1e-5)
    #expect(
      largest(attention(permuted, causal: true), attention(x, causal: true).indexSelected(1, order))
        > 1e-3)
  }

  @Test func causalMaskHidesWhatComesLater() {
    let mask = Tensor.causalMask(2, over: 4).elements(Double.self)
    #expect(mask == [0, 0, 0, -.infinity, 0, 0, 0, 0])
  }
}

@Suite struct AttentionOptionTests {
  @Test(arguments: [1, 4])
  func visitedWeightsGiveTheSameOutput(keyValueHeads: Int) {
    let attention = MultiHeadAttention(
      8, heads: 4, keyValueHeads: keyValueHeads, scale: 0.7, using: Generator(seed: 0))
    let x = Tensor.randn([2, 5, 8], using: Generator(seed: 1))
    let bias = Tensor.randn([4, 5, 5], using: Generator(seed: 2))
    let seen = Tensor((0..<25).map { $0 % 2 == 0 }, shape: [5, 5])
    for (mask, causal) in [(nil, false), (nil, true), (bias, false), (seen, false)] {
      var weights: [Tensor] = []
      let output = attention(x, mask: mask, causal: causal, weights: { weights.append($0) })
      #expect(output.isClose(to: attention(x, mask: mask, causal: causal), absolute: 1e-5))
      #expect(weights.map(\.shape) == [[2, 4, 5, 5]])
      #expect(weights[0].sum(-1).isClose(to: .ones([2, 4, 5]), absolute: 1e-5))
    }
  }

  @Test func scaleMultipliesProducts() {
    let plain = MultiHeadAttention(8, heads: 2, bias: false, using: Generator(seed: 0))
    let scaled = MultiHeadAttention(8, heads: 2, bias: false, scale: 1, using: Generator(seed: 0))
    let x = Tensor.randn([1, 4, 8], using: Generator(seed: 1))
    #expect(!scaled(x).isClose(to: plain(x), absolute: 1e-4))
    noGrad { scaled.qProj.weight.copy_(plain.qProj.weight * 0.5) }
    #expect(scaled(x).isClose(to: plain(x), absolute: 1e-6))
  }

  @Test func aCacheStandsForTheTokensBefore() {
    let attention = MultiHeadAttention(8, heads: 4, keyValueHeads: 2, using: Generator(seed: 0))
    let x = Tensor.randn([2, 6, 8], using: Generator(seed: 1))
    let cache = KeyValueCache()
    let first = attention(x[TensorIndex.all, 0..<4], causal: true, cache: cache)
    let next = attention(
      x[TensorIndex.all, 4..<6], mask: .causalMask(2, over: 6), cache: cache)
    #expect(cache.length == 6)
    let whole = attention(x, causal: true)
    #expect(Tensor.concatenated([first, next], dim: 1).isClose(to: whole, absolute: 1e-5))
  }

  @Test func dropoutFallsOnTheWeights() {
    let attention = MultiHeadAttention(8, heads: 2, dropout: 0.5, using: Generator(seed: 0))
    let x = Tensor.randn([1, 5, 8], using: Generator(seed: 1))
    #expect(attention(x).isEqual(to: attention(x)))
    #expect(!attention(x, using: Generator(seed: 2)).isClose(to: attention(x)))
  }
}
