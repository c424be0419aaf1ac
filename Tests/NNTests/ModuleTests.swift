import NN
import Tensors
import Testing

/// A net that uses all that the walk knows.
private struct Net: Module {
  struct Inner: Module {
    let embedTokens: Embedding
    let kept: Tensor
    static var buffers: Set<String> { ["kept"] }
  }

  static var keys: [String: String] { ["body": "", "outer": "decoder.head"] }

  let body: Inner
  let blocks: [any Layer]
  let outer: Linear
  let absent: Linear?
  let present: Linear?
  let shared: Linear
  let named: [String: Tensor]
  let sizes = [1, 2, 3]

  init(using generator: Generator?) {
    body = Inner(
      embedTokens: Embedding(5, 2, using: generator), kept: Tensor([7] as [Float]))
    blocks = [Linear(2, 3, bias: false, using: generator), RMSNorm(3, using: generator)]
    outer = Linear(2, 2, using: generator)
    absent = nil
    present = Linear(1, 1, bias: false, using: generator)
    shared = outer
    named = ["b": Tensor([1] as [Float]), "a": Tensor([2] as [Float])]
  }
}

@Suite struct ModuleTests {
  @Test func keysAreThePropertyPaths() {
    let net = Net(using: Generator(seed: 0))
    #expect(
      net.parameters.map(\.key) == [
        "embed_tokens.weight", "blocks.0.weight", "blocks.1.weight", "decoder.head.weight",
        "decoder.head.bias", "present.weight", "named.a", "named.b",
      ])
    #expect(
      Set(net.state.keys)
        == Set(net.parameters.map(\.key)).union(["kept", "shared.weight", "shared.bias"]))
    #expect(net.parameterCount == 10 + 6 + 3 + 4 + 2 + 1 + 2)
    #expect(net.outer.weight.requiresGradient)
  }

  @Test func allFaultsAreReportedAtOnceAndNothingIsChanged() throws {
    let net = Net(using: Generator(seed: 0))
    let before = net.outer.weight.elements(Float.self)
    var state = Net(using: Generator(seed: 1)).state
    state["named.b"] = nil
    state["kept"] = nil
    state["z"] = Tensor([1] as [Float])
    state["blocks.0.weight"] = Tensor.zeros([3, 3])
    #expect {
      try net.load(state)
    } throws: {
      "\($0)" == """
        the weights do not fit the model:
          missing: kept
          missing: named.b
          unused: z
          shape of blocks.0.weight: [3, 3], should be [3, 2]
        """
    }
    #expect(net.outer.weight.elements(Float.self) == before)
  }

  @Test func loadingCopies() throws {
    let source = Net(using: Generator(seed: 1))
    let copy = Net(using: nil)
    try copy.load(source.state)
    for (key, tensor) in source.state {
      #expect(copy.state[key]?.isEqual(to: tensor) == true)
    }
    noGrad { source.outer.weight.fill_(3) }
    #expect(copy.outer.weight.elements(Float.self) != [3, 3, 3, 3])
  }

  @Test func storedTypesAreConverted() throws {
    let layer = Linear(2, 1, bias: false, using: nil)
    let stored = Tensor([1.5, -2] as [Float], shape: [1, 2]).converted(to: .bfloat16)
    try layer.load(["weight": stored])
    #expect(layer.weight.dtype == .float32)
    #expect(layer.weight.elements(Float.self) == [1.5, -2])
  }
}

@Suite struct InitialiserTests {
  /// Deviation by formula, largest value by formula (nil: no bound).
  static let cases: [(Initialiser, [Int], Double, Double?)] = [
    (.normal(0.3), [100, 100], 0.3, nil),
    (.uniform(0.6), [100, 100], 0.6 / 3.0.squareRoot(), 0.6),
    (.xavierNormal(), [50, 150], 0.1, nil),
    (.xavierUniform(gain: 2), [150, 50], 0.2, 0.2 * 3.0.squareRoot()),
    (.kaimingNormal(), [60, 200], 0.1, nil),
    (.kaimingUniform(gain: 1), [60, 100], 0.1, 0.1 * 3.0.squareRoot()),
    // Convolutions: 8 channels in through 5 × 5 weights are a fan of 200.
    (.kaimingNormal(), [40, 8, 5, 5], 0.1, nil),
    (.fanIn, [100, 100], 0.1 / 3.0.squareRoot(), 0.1),
  ]

  @Test(arguments: cases.indices)
  func spreadsAreTheFormulas(index: Int) {
    let (initialiser, shape, deviation, bound) = Self.cases[index]
    let weight = noGrad { initialiser(shape, using: Generator(seed: 5)).detached() }
    #expect(weight.shape == shape)
    let found: Double = weight.variance().sqrt().item()
    #expect(abs(found / deviation - 1) < 0.05)
    let mean: Double = weight.mean().item()
    #expect(abs(mean) < 0.05 * deviation)
    if let bound {
      let largest: Double = weight.abs().max().item()
      #expect(largest <= bound * (1 + 1e-6) && largest > 0.98 * bound)
    }
  }

  @Test func theSeedDecides() {
    let (a, b, c) = (Generator(seed: 1), Generator(seed: 1), Generator(seed: 2))
    let weights = [a, b, c].map { Linear(3, 3, using: $0).weight }
    #expect(weights[0].isEqual(to: weights[1]))
    #expect(!weights[0].isEqual(to: weights[2]))
  }
}
