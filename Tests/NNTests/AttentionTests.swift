import Foundation
import NN
import Tensors
import Testing

/// softmax(q · kᵀ / √d) · v by plain loops over one head, `seen` deciding who looks where.
private func attended(
  _ q: [[Double]], _ k: [[Double]], _ v: [[Double]], seen: (Int, Int) -> Bool
) -> [[Double]] {
  q.enumerated().map { i, query in
    let weights = k.enumerated().map { j, key in
      seen(i, j)
        ? exp(zip(query, key).map(*).reduce(0, +) / Double(query.count).squareRoot()) : 0
    }
    let total = weights.reduce(0, +)
    return v[0].indices.map { column in
      zip(weights, v).map { $0 * $1[column] }.reduce(0, +) / total
    }
  }
}

private func rows(_ tensor: Tensor) -> [[Double]] {
  (0..<tensor.shape[0]).map { tensor[$0].elements(Double.self) }
}

@Suite struct AttentionTests {
  @Test(arguments: [1, 2, 4])
  func headsAreTheDefinition(keyValueHeads: Int) {
    let attention = MultiHeadAttention(
      8, heads: 4, keyValueHeads: keyValueHeads, using: Generator(seed: 0))
    let x = Tensor.randn([1, 5, 8], using: Generator(seed: 1))
    let memory = Tensor.randn([1, 3, 8], using: Generator(seed: 2))
    let odd = Tensor((0..<25).map { $0 % 2 == 0 }, shape: [5, 5])
    let cases: [(Tensor, Tensor, (Int, Int) -> Bool)] = [
      (attention(x), x, { _, _ in true }),
      (attention(x, causal: true), x, { $1 <= $0 }),
      (attention(x, mask: odd), x, { (5 * $0 + $1).isMultiple(of: 2) }),
      (attention(x, over: memory), memory, { _, _ in true }),
    ]
    for (found, source, seen) in cases {
      let (q, k, v) = (
        attention.qProj(x)[0], attention.kProj(source)[0], attention.vProj(source)[0]
      )
      var joined = [[Double]](repeating: [], count: 5)
      for head in 0..<4 {
        let shared = head / (4 / keyValueHeads)
        func part(_ tensor: Tensor, _ head: Int) -> [[Double]] {
          rows(tensor[TensorIndex.all, 2 * head..<2 * head + 2])
        }
        for (i, row) in attended(part(q, head), part(k, shared), part(v, shared), seen: seen)
          .enumerated()
        {
          joined[i] += row
        }
      }
      let expected = attention.outProj(
        Tensor(joined.flatMap { $0.map { Float($0) } }, shape: [1, 5, 8]))
      #expect(found.isClose(to: expected, absolute: 1e-5))
    }
  }

  @Test func rotationsSeeDistancesOnly() {
    let rotary = Rotary(width: 6)
    let (q, k) = (
      Tensor.randn([1, 1, 6], using: Generator(seed: 0)),
      Tensor.randn([1, 1, 6], using: Generator(seed: 1))
    )
    func product(_ i: Int, _ j: Int) -> Double {
      let (a, b) = (
        rotary.angles(at: Tensor([i]), below: i + 1), rotary.angles(at: Tensor([j]), below: j + 1)
      )
      return (a(q) * b(k)).sum().item()
    }
    #expect(abs(product(3, 1) - product(45, 43)) < 1e-5)
    #expect(abs(product(3, 1) - product(3, 2)) > 1e-3)
    // Position 0 turns nothing; the first pair of position 1 turns by one radian.
    #expect(rotary.angles(at: Tensor([0]), below: 1)(q).isClose(to: q))
    let e = Tensor([1, 0, 0, 0, 0, 0] as [Float], shape: [1, 1, 6])
    let turned = rotary.angles(at: Tensor([1]), below: 2)(e).elements(Double.self)
    #expect(abs(turned[0] - cos(1)) < 1e-6 && abs(turned[3] - sin(1)) < 1e-6)
  }

  @Test func scalingsStretchLongWaves() {
    let plain = Rotary(width: 64, theta: 500_000).frequencies
    let linear = Rotary(width: 64, theta: 500_000, scaling: .linear(factor: 4)).frequencies
    #expect(zip(plain, linear).allSatisfy { abs($0 / $1 - 4) < 1e-12 })
    let llama = Rotary(
      width: 64, theta: 500_000,
      scaling: .llama3(factor: 8, lowFactor: 1, highFactor: 4, trainedLength: 8192)
    ).frequencies
    for (before, after) in zip(plain, llama) {
      let wave = 2 * Double.pi / before
      if wave < 8192 / 4 {
        #expect(after == before)
      } else if wave > 8192 {
        #expect(abs(before / after - 8) < 1e-12)
      } else {
        #expect(before / after > 1 && before / after < 8)
      }
    }
  }

  @Test func learnedPositionsAreAdded() {
    let positions = LearnedPositions(4, 2, using: Generator(seed: 0))
    let sum = positions(.zeros([3, 2, 2]))
    #expect(sum[1].isEqual(to: positions.weight[0..<2]))
  }
}

@Suite struct TransformerBlockTests {
  private func block(preNorm: Bool, hasMemory: Bool = false, dropout: Double = 0)
    -> TransformerBlock
  {
    TransformerBlock(
      8, heads: 2, feedForward: 16, preNorm: preNorm, hasMemory: hasMemory, dropout: dropout,
      using: Generator(seed: 0))
  }

  @Test func partsAreAddedInOrder() {
    let x = Tensor.randn([2, 5, 8], using: Generator(seed: 1))
    let memory = Tensor.randn([2, 3, 8], using: Generator(seed: 2))
    let pre = block(preNorm: true)
    var h = x + pre.selfAttn(pre.selfAttnLayerNorm(x), causal: true)
    h = h + pre.fc2(pre.fc1(pre.finalLayerNorm(h)).gelu())
    #expect(pre(x, causal: true).isClose(to: h))
    let post = block(preNorm: false, hasMemory: true)
    guard let cross = post.encoderAttn, let crossNorm = post.encoderAttnLayerNorm else {
      Issue.record("a decoder's block without attention to the memory")
      return
    }
    h = post.selfAttnLayerNorm(x + post.selfAttn(x))
    h = crossNorm(h + cross(h, over: memory))
    h = post.finalLayerNorm(h + post.fc2(post.fc1(h).gelu()))
    #expect(post(x, memory: memory).isClose(to: h))
  }

  @Test func keysAreUpstreams() {
    #expect(
      block(preNorm: true, hasMemory: true).parameters.map(\.key).filter { $0.hasSuffix("weight") }
        == [
          "self_attn.q_proj.weight", "self_attn.k_proj.weight", "self_attn.v_proj.weight",
          "self_attn.out_proj.weight", "self_attn_layer_norm.weight",
          "encoder_attn.q_proj.weight", "encoder_attn.k_proj.weight",
          "encoder_attn.v_proj.weight", "encoder_attn.out_proj.weight",
          "encoder_attn_layer_norm.weight", "fc1.weight", "fc2.weight", "final_layer_norm.weight",
        ])
  }

  @Test func dropoutIsExplicit() {
    let x = Tensor.randn([2, 5, 8], using: Generator(seed: 1))
    let block = block(preNorm: true, dropout: 0.5)
    #expect(block(x).isEqual(to: block(x)))
    #expect(!block(x).isEqual(to: block(x, using: Generator(seed: 3))))
  }
}
