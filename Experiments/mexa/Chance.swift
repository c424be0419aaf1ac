import Metrics
import Tensors

/// C6: what alignment score chance alone gives, by the formula and by simulation.
struct Chance: Codable {
  /// A curve of the paper's Figure 1: P(X ≥ k/n) against k/n for n sentences.
  struct Curve: Codable {
    let sentences: Int
    let scores: [Double]
    let probabilities: [Double]
  }

  /// The figure's numbers of sentences.
  static let sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500]

  let curves: [Curve]
  /// P(μ ≥ .05) for 100 sentences by the binomial formula.
  let tail: Double
  /// The share of simulated matrices of normal numbers with μ ≥ .05, and the mean μ.
  let simulatedTail: Double
  let simulatedMean: Double
  let simulations: Int

  init(simulations: Int = 20_000) throws {
    curves = Self.sizes.map { count in
      let chance = chanceAlignment(sentences: count)
      return Curve(
        sentences: count, scores: (0...count).map { Double($0) / Double(count) },
        probabilities: (0...count).map { chance.probability(atLeast: $0) })
    }
    tail = chanceAlignment(sentences: 100).probability(atLeast: 5)
    let generator = Generator(seed: 0)
    var scores: [Double] = []
    while scores.count < simulations {
      let matrices = Tensor.randn(
        [min(500, simulations - scores.count), 100, 100], using: generator)
      scores += try alignmentScores(matrices).map(\.value)
    }
    simulatedTail = scores.map { $0 >= 0.05 }.share
    simulatedMean = scores.mean
    self.simulations = simulations
  }
}
