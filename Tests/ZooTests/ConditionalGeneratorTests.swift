import NN
import Optim
import Tensors
import Testing
import Zoo

@Suite struct ConditionalGeneratorTests {
  enum Kind: CaseIterable {
    case sliced, discrepancy, sinkhorn, diffusion, autoencoder

    func model(_ generator: Generator) -> any ConditionalGenerator {
      func direct(_ distance: DirectGenerator.Distance) -> DirectGenerator {
        DirectGenerator(
          points: 2, condition: 2, noise: 2, width: 32, depth: 2, distance: distance,
          using: generator)
      }
      switch self {
      case .sliced: return direct(.slicedWasserstein(directions: 16))
      case .discrepancy: return direct(.meanDiscrepancy)
      case .sinkhorn:
        return direct(.sinkhorn(Sinkhorn(blur: .ofMedianCost(0.1), iterations: 10)))
      case .diffusion:
        return DiffusionGenerator(
          points: 2, condition: 2, width: 64, depth: 2,
          diffusion: .linear(steps: 20, from: 0.01, to: 0.4), using: generator)
      case .autoencoder:
        return ConditionalAutoencoder(
          points: 2, condition: 2, latent: 2, width: 32, beta: 0.05, using: generator)
      }
    }
  }

  /// Each learns to put its points around the condition, with the data's deviation of 0.5.
  @Test(arguments: Kind.allCases) func learnsToFollowTheCondition(kind: Kind) {
    let generator = Generator(seed: 1)
    let model = kind.model(generator)
    let adam = Adam(model.parameters, rate: 5e-3)
    for step in 1...400 {
      let conditions = Tensor.randn([16, 2], using: generator)
      let noise = Tensor.randn([16, 24, 2], using: generator) * 0.5
      adam.minimise(
        model.loss(
          of: conditions.unsqueezed(1) + noise, given: conditions,
          progress: Double(step) / 400, using: generator))
    }
    let conditions = Tensor([1.0, -1, -0.5, 0.5] as [Float], shape: [2, 2])
    let drawn = noGrad { model.sample(500, given: conditions, using: generator) }
    #expect(drawn.shape == [2, 500, 2])
    let gap: Float = (drawn.mean(1) - conditions).abs().max().item()
    let deviation: Float = drawn.standardDeviation(1).mean().item()
    #expect(gap < 0.3, "\(kind): \(gap)")
    #expect((0.3...0.7).contains(deviation), "\(kind): \(deviation)")
  }

  @Test func wormholesLossIsTheDefinition() {
    let generator = Generator(seed: 4)
    let sinkhorn = Sinkhorn(iterations: 10)
    let model = WormholeDecoder(
      AttentionSetDecoder(3, width: 8, elements: 5, output: 2, using: generator),
      sinkhorn: sinkhorn)
    let (points, conditions) = (
      Tensor.randn([4, 5, 2], using: generator), Tensor.randn([4, 3], using: generator)
    )
    let loss = model.loss(
      of: points, given: conditions, progress: 0, using: Generator(seed: 9))
    let order = Tensor.randperm(4, using: Generator(seed: 9)).elements(Int.self)
    let drawn = model.sample(100, given: conditions, using: generator)
    #expect(drawn.shape == [4, 5, 2])
    var expected: Float = sinkhorn.divergence(drawn, points).mean().item()
    for (i, j) in [(order[0], order[2]), (order[1], order[3])] {
      let distance: Float = (conditions[i] - conditions[j]).norm(-1).item()
      let divergence: Float = sinkhorn.divergence(points[i..<i + 1], points[j..<j + 1]).item()
      expected += 0.5 * (distance - divergence) * (distance - divergence) / 2
    }
    let found: Float = loss.item()
    #expect(abs(found - expected) < 1e-4 * expected)
  }

  @Test func theDivergenceCountsMoreAndMore() {
    let model = ConditionalAutoencoder(
      points: 2, condition: 2, latent: 2, width: 4, beta: 3, annealing: 0.5, using: nil)
    #expect(model.divergenceWeight(progress: 0) == 0)
    #expect(model.divergenceWeight(progress: 0.25) == 1.5)
    #expect(model.divergenceWeight(progress: 0.9) == 3)
  }

  /// The condition says which letter is written; after training it is.
  @Test func sequencesFollowTheCondition() {
    let generator = Generator(seed: 2)
    let model = ConditionalSequenceGenerator(
      letters: 3, length: 6, condition: 3, width: 16, using: generator)
    let adam = Adam(model.parameters, rate: 1e-2)
    let first = Tensor.arange(0..<3)
    // Letter c, then c + 1, and so on.
    let steps = first.unsqueezed(1) + Tensor.arange(0..<6).unsqueezed(0)
    let sequences = steps.remainder(3).unsqueezed(1).expanded([3, 4, 6])
    let conditions = Tensor.eye(3)
    let start: Float = model.loss(
      of: sequences, given: conditions, progress: 0, using: generator
    ).item()
    #expect(abs(start - 1.0986) < 0.3)
    for _ in 0..<150 {
      adam.minimise(
        model.loss(of: sequences, given: conditions, progress: 0, using: generator))
    }
    let written = noGrad { model.sample(20, given: conditions, using: generator) }
    #expect(written.shape == [3, 20, 6])
    let right = (written .== sequences[TensorIndex.all, 0..<1]).converted(to: .float32).mean()
    #expect(right.item(Float.self) > 0.95)
  }
}
