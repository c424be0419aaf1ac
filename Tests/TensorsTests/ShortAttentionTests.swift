import Foundation
import Tensors
import Testing

/// Float32 on the CPU: short sequences go through a kernel of our own.
@Suite struct ShortAttentionTests {
  enum Mask: CaseIterable { case none, causal, added, perHead, perSequence, seen }

  /// Queries, keys and values `[batch, heads, length, width]`, with the heads beside one another.
  func heads(_ length: Int, _ width: Int, _ generator: Generator) -> Tensor {
    Tensor.randn([3, length, 2, width], using: generator).transposed(1, 2)
  }

  func mask(_ kind: Mask, _ n: Int, _ m: Int, _ generator: Generator) -> Tensor? {
    switch kind {
    case .none, .causal: nil
    case .added: Tensor.randn([n, m], using: generator)
    case .perHead: Tensor.randn([2, 1, m], using: generator)
    case .perSequence: Tensor.randn([m, 1, n, 3], using: generator).transposed(0, 3)
    case .seen:
      // The first key is seen by all.
      (Tensor.randn([n, m], using: generator) + Tensor.eye(m)[0..<1] * 9) .> 0
    }
  }

  func written(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: Tensor?, causal: Bool, scale: Double
  ) -> Tensor {
    let scores = q.matmul(k.transposed()) * scale
    guard let mask else {
      let causalMask = Tensor.ones([q.shape[2], k.shape[2]]).lowerTriangle() .> 0
      return (causal ? scores.masked(causalMask.logicalNot(), with: -.infinity) : scores)
        .softmax().matmul(v)
    }
    return
      (mask.dtype == .bool
      ? scores.masked(mask.logicalNot(), with: -.infinity) : scores + mask).softmax().matmul(v)
  }

  /// Lengths and widths below, at and above whole registers and blocks, and beyond the kernel's.
  @Test(
    arguments: [
      (1, 1, 16), (1, 40, 16), (3, 5, 16), (14, 14, 16), (16, 17, 32), (16, 9, 64), (64, 64, 16),
      (33, 16, 64), (65, 65, 16), (5, 4, 8),
    ], Mask.allCases)
  func agreesWithTheDefinition(size: (n: Int, m: Int, width: Int), kind: Mask) {
    let generator = Generator(seed: UInt64(size.n * size.m))
    let scale = 1.5 / Double(size.width).squareRoot()
    var inputs = [
      heads(size.n, size.width, generator), heads(size.m, size.width, generator),
      heads(size.m, 2 * size.width, generator),
    ]
    let added = mask(kind, size.n, size.m, generator)
    let hasGradient = added.map { $0.dtype == .float32 } ?? false
    if let added, hasGradient { inputs.append(added) }
    let shares = Tensor.randn([3, 2, size.n, 2 * size.width], using: generator)

    func run(_ dtype: DType, _ attend: ([Tensor], Tensor?) -> Tensor) -> [Tensor] {
      let leaves = inputs.map { $0.converted(to: dtype).detached().requiringGradient() }
      let result = attend(leaves, hasGradient ? leaves[3] : added)
      let gradients = result.gradients(
        withRespectTo: leaves, weight: shares.converted(to: dtype))
      return [result.detached()] + gradients.compactMap { $0 }
    }
    func attention(_ x: [Tensor], _ mask: Tensor?) -> Tensor {
      x[0].attention(keys: x[1], values: x[2], mask: mask, causal: kind == .causal, scale: scale)
    }
    let ours = run(.float32, attention)
    let right = run(.float64) {
      written($0[0], $0[1], $0[2], $1, causal: kind == .causal, scale: scale)
    }
    #expect(ours.count == right.count && ours.count == inputs.count + 1)
    for (mine, other) in zip(ours, right) {
      #expect(mine.shape == other.shape)
      let largest = max(1, other.abs().max().item(Double.self))
      #expect((mine - other).abs().max().item(Double.self) <= 3e-6 * largest)
    }
    let unrecorded = noGrad { attention(inputs, added) }
    #expect(unrecorded.isEqual(to: ours[0]))
  }

  @Test func whatSeesNothingIsZeroAndHasNoGradient() {
    let generator = Generator(seed: 1)
    let inputs = (0..<3).map { _ in heads(4, 16, generator).detached().requiringGradient() }
    let blind = Tensor([0, 1, 1, 1] as [Float], shape: [4, 1]) .> 0
    let result = inputs[0].attention(keys: inputs[1], values: inputs[2], mask: blind)
    #expect(result[TensorIndex.all, TensorIndex.all, 0].abs().max().item(Float.self) == 0)
    let gradients = result.sum().gradients(withRespectTo: inputs).compactMap { $0 }
    #expect(gradients.count == 3 && gradients.allSatisfy { $0.isFinite().all().item(Bool.self) })
    #expect(gradients[0][TensorIndex.all, TensorIndex.all, 0].abs().max().item(Float.self) == 0)
  }

  @Test func largeScoresChooseAndWrongOnesShow() {
    let (q, k) = (Tensor.ones([1, 1, 1, 16]), Tensor.ones([1, 1, 2, 16]))
    k[0, 0, 1] = Tensor.ones([16]) * 2
    let v = Tensor.arange(0..<32).converted(to: .float32).reshaped(1, 1, 2, 16)
    let chosen = q.attention(keys: k, values: v, scale: 1e4)
    #expect(chosen.reshaped(16).isEqual(to: v[0, 0, 1]))
    // e^−80 of a weight is kept.
    let faint = q.attention(
      keys: k, values: v * 0 + Tensor([1, 0] as [Float], shape: [2, 1]), scale: 5)
    let share = faint.reshaped(16)[0].item(Double.self)
    #expect(abs(share / exp(-80) - 1) < 1e-5)
    k[0, 0, 0] = Tensor.ones([16]) * .nan
    #expect(q.attention(keys: k, values: v).isNaN().all().item(Bool.self))
  }

  @Test func masksOfAnotherTypeAreRefused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tensor.ones([1, 1, 2, 16])
      _ = x.attention(keys: x, values: x, mask: Tensor.ones([2, 2], dtype: .float64))
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("float64[2, 2]"))
  }

  @Test func gradientsOfGradientsAreRefused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tensor.ones([1, 1, 2, 16]).requiringGradient()
      let result = x.attention(keys: x, values: x)
      _ = result.sum().gradients(withRespectTo: [x], createGraph: true)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("attention has no gradients of gradients"))
  }
}
