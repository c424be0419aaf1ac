import Foundation
import Tensors
import Testing

@Suite struct RandomTests {
  func moments(_ tensor: Tensor) -> (mean: Double, deviation: Double) {
    let wide = tensor.converted(to: .float64)
    return (wide.mean().item(), wide.standardDeviation().item())
  }

  @Test func equalSeedsGiveEqualNumbers() {
    let draws: [(String, (Tensors.Generator) -> Tensor)] = [
      ("randn", { .randn([50], using: $0) }), ("rand", { .rand([50], using: $0) }),
      ("randint", { .randint([50], in: 0..<1000, using: $0) }),
      ("randperm", { .randperm(50, using: $0) }),
      ("bernoulli", { Tensor.zeros([50]).bernoulli(0.5, using: $0) }),
      ("multinomial", { Tensor.ones([9]).multinomial(50, using: $0) }),
      ("poisson", { Tensor.full([50], 20).poisson(using: $0) }),
      ("gamma", { Tensor.full([50], 2).gamma(using: $0) }),
      ("dirichlet", { Tensor.ones([10, 5]).dirichlet(using: $0) }),
      ("dropout", { Tensor.ones([50]).dropout(0.5, using: $0) }),
    ]
    for (name, draw) in draws {
      let (a, b, other) = (Generator(seed: 7), Generator(seed: 7), Generator(seed: 8))
      let first = draw(a)
      #expect(first.isEqual(to: draw(b)), "\(name)")
      #expect(!first.isEqual(to: draw(other)), "\(name)")
      #expect(!first.isEqual(to: draw(a)), "\(name)")
    }
  }

  @Test func savedStateContinuesTheSequence() {
    let generator = Generator(seed: 3)
    _ = Tensor.randn([17], using: generator)
    let state = generator.state
    #expect(state.dtype == .uint8)
    let after = Tensor.randn([33], using: generator)
    let restored = Generator(seed: 99)
    // As it would come back from a file.
    restored.state = Tensor(state.elements(UInt8.self))
    #expect(Tensor.randn([33], using: restored).isEqual(to: after))
    generator.state = state
    #expect(Tensor.randn([33], using: generator).isEqual(to: after))
  }

  @Test func distributionsHaveTheirMoments() {
    let generator = Generator(seed: 1)
    let count = 20_000
    // Each bound is about five standard errors.
    let normal = moments(.randn([count], dtype: .float64, using: generator))
    #expect(abs(normal.mean) < 0.04 && abs(normal.deviation - 1) < 0.03)
    let uniform = Tensor.rand([count], dtype: .float64, using: generator)
    #expect(abs(moments(uniform).mean - 0.5) < 0.011)
    #expect(uniform.min().item(Double.self) >= 0 && uniform.max().item(Double.self) < 1)
    let integers = Tensor.randint([count], in: -2..<3, using: generator)
    #expect(integers.unique().values.elements() == [-2, -1, 0, 1, 2])
    let counts = moments(Tensor.full([count], 4).poisson(using: generator))
    #expect(abs(counts.mean - 4) < 0.08 && abs(counts.deviation - 2) < 0.06)
    let gamma = moments(Tensor.full([count], 3).gamma(using: generator))
    #expect(abs(gamma.mean - 3) < 0.07 && abs(gamma.deviation - sqrt(3)) < 0.08)
    let shares = Tensor([1.0, 2, 3]).expanded([count, 3]).dirichlet(using: generator)
    #expect(shares.sum(1).isClose(to: Tensor.ones([count], dtype: .float64)))
    expect(shares.mean(0), [1.0 / 6, 2.0 / 6, 3.0 / 6], within: 0.01)
    let coins = Tensor([0.0, 0.2, 1]).expanded([count, 3]).bernoulli(using: generator)
    expect(coins.mean(0), [0, 0.2, 1], within: 0.015)
    let drawn = Tensor([1.0, 0, 3]).multinomial(count, using: generator).bincount(3)
    expect(drawn / count, [0.25, 0, 0.75], within: 0.02)
  }

  @Test func permutationsAndDrawsWithoutReplacement() {
    let generator = Generator(seed: 1)
    let order = Tensor.randperm(100, using: generator)
    #expect(order.sorted().values.elements() == Array(0..<100))
    #expect(order.elements() != Array(0..<100))
    let drawn = Tensor.ones([3, 5]).multinomial(5, replacement: false, using: generator)
    #expect(drawn.sorted().values.elements() == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4])
  }

  @Test func fillingInPlace() {
    let generator = Generator(seed: 1)
    let tensor = Tensor.zeros([10_000], dtype: .float64)
    tensor.uniform_(from: -3, to: 5, using: generator)
    #expect(abs(moments(tensor).mean - 1) < 0.12)
    #expect(tensor.min().item(Double.self) >= -3 && tensor.max().item(Double.self) < 5)
    tensor.normal_(mean: 2, deviation: 0.5, using: generator)
    #expect(abs(moments(tensor).mean - 2) < 0.025)
    #expect(abs(moments(tensor).deviation - 0.5) < 0.018)
  }

  @Test func dropoutKeepsTheMeanAndItsGradient() {
    let ones = Tensor.ones([20_000], dtype: .float64).requiringGradient()
    let dropped = ones.dropout(0.25, using: Generator(seed: 1))
    #expect(dropped.unique().values.isClose(to: Tensor([0, 4.0 / 3])))
    #expect(abs(moments(dropped.detached()).mean - 1) < 0.02)
    dropped.sum().backward()
    #expect(ones.gradient?.isEqual(to: dropped.detached()) == true)
    #expect(ones.dropout(0, using: Generator(seed: 1)) === ones)
  }

  @Test func gradientsFlowThroughDraws() {
    // d/dα of a gamma draw, by differences of draws with one state would need the quantile
    // function; the mean of the derivative over draws is d E[x] / dα = 1.
    let shapes = Tensor.full([20_000], 2, dtype: .float64).requiringGradient()
    shapes.gamma(using: Generator(seed: 1)).sum().backward()
    let derivative = shapes.gradient.map { moments($0).mean } ?? 0
    #expect(abs(derivative - 1) < 0.02)
  }
}

@Suite struct SeededRandomTests {
  /// SplitMix64 from 0, then xoshiro256**, computed independently with Python's integers.
  @Test func numbersAreFixedForever() {
    var random = SeededRandom(seed: 0)
    #expect(
      (0..<4).map { _ in random.next() } == [
        0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0, 0x6aa5_94f1_262d_2d2c,
      ])
  }

  @Test func streamsDiffer() {
    var (a, b, c) = (
      SeededRandom(seed: 1), SeededRandom(seed: 1, stream: "x"), SeededRandom(seed: 1, stream: "y")
    )
    #expect(Set([a.next(), b.next(), c.next()]).count == 3)
  }

  @Test func drawsStayInRangeAndSpread() {
    var random = SeededRandom(seed: 5)
    let uniform = (0..<20_000).map { _ in random.uniform() }
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
    #expect(abs(uniform.reduce(0, +) / 20_000 - 0.5) < 0.011)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<14_000 { counts[random.below(7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 2000) < 220 })
    let normal = (0..<20_000).map { _ in random.normal() }
    #expect(abs(normal.reduce(0, +) / 20_000) < 0.04)
    #expect(abs(normal.map { $0 * $0 }.reduce(0, +) / 20_000 - 1) < 0.06)
    let hits = (0..<10_000).filter { _ in random.chance(0.3) }.count
    #expect(abs(hits - 3000) < 240)
    var weighted = [Int](repeating: 0, count: 3)
    for _ in 0..<8000 { weighted[random.index(weights: [1, 0, 3])] += 1 }
    #expect(weighted[1] == 0 && abs(weighted[0] - 2000) < 200)
  }

  @Test func ordersAndSamples() {
    var random = SeededRandom(seed: 5)
    let order = random.shuffled(0..<50)
    #expect(order.sorted() == Array(0..<50) && order != Array(0..<50))
    let sample = random.sample(10, of: 0..<50)
    #expect(Set(sample).count == 10)
    #expect("abc".contains(random.pick(Array("abc"))))
  }

  @Test func codingKeepsTheState() throws {
    var random = SeededRandom(seed: 9)
    _ = random.next()
    var copy = try JSONDecoder().decode(
      SeededRandom.self, from: JSONEncoder().encode(random))
    #expect(copy == random)
    #expect(copy.next() == random.next())
  }
}
