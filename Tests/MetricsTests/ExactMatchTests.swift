import Foundation
import Metrics
import Tensors
import Testing

@Suite struct ExactMatchTests {
  @Test func answersAreCountedByLength() {
    let match = ExactMatch([
      (length: 3, isRight: true), (1, false), (3, false), (1, true), (3, true), (3, true),
      (7, true),
    ])
    #expect(match.lengths == [1, 3, 7])
    #expect(match.right == [1, 3, 1])
    #expect(match.counts == [2, 4, 1])
    #expect(match.accuracies == [0.5, 0.75, 1])
    #expect(match.accuracies(in: 2...7) == [0.75, 1])
    // Lengths count alike, however many answers they have.
    #expect(match.accuracy(in: 1...3) == 0.625)
    #expect(match.accuracy(in: 4...6).isNaN)
  }

  @Test func reciprocalRanksShareTies() {
    // Ranks 1, 2, 3; then 2.5, 1, 2.5.
    let ranks = meanReciprocalRanks([[0.9, 0.5, 0.1], [0.2, 0.7, 0.2]])
    for (found, wanted) in zip(ranks, [(1 + 0.4) / 2, (0.5 + 1) / 2, (1.0 / 3 + 0.4) / 2]) {
      #expect(abs(found - wanted) < 1e-12)
    }
  }
}

@Suite struct MeanTests {
  @Test func numbersOfAnyKindHaveAMean() {
    #expect([1.0, 2, 6].mean == 3)
    // In float32 the sum would lose the ones.
    #expect(([16_777_216] + Array(repeating: Float(1), count: 3)).mean == 4_194_304.75)
    #expect([Double]().mean.isNaN)
  }

  @Test func deviationsAreThoseOfASample() {
    #expect([1.0, 2, 6].deviation == 7.0.squareRoot())
    #expect([Float(2), 4].deviation == 2.0.squareRoot())
    #expect([3.0].deviation.isNaN && [Double]().deviation.isNaN)
  }
}

@Suite struct JensenShannonTests {
  func distributions(_ shape: [Int], seed: UInt64) -> Tensor {
    (Tensor.randn(shape, using: Generator(seed: seed)) * 3).softmax()
  }

  @Test func divergencesAreTheirFormula() {
    let (p, q) = ([0.5, 0.5, 0], [0.1, 0.2, 0.7])
    var wanted = 0.0
    for (a, b) in zip(p, q) {
      let middle = (a + b) / 2
      if a > 0 { wanted += a * log(a / middle) / 2 }
      if b > 0 { wanted += b * log(b / middle) / 2 }
    }
    #expect(abs(jensenShannonDivergence(Tensor(p), Tensor(q)).item() - wanted) < 1e-12)
  }

  @Test func divergencesAreSymmetricAndBounded() {
    let (p, q) = (distributions([50, 6], seed: 0), distributions([50, 6], seed: 1))
    let found = jensenShannonDivergence(p, q)
    #expect(found.isClose(to: jensenShannonDivergence(q, p), absolute: 1e-12))
    #expect(found.min().item(Double.self) > 0)
    #expect(found.max().item(Double.self) < log(2))
    #expect(jensenShannonDivergence(p, p).abs().max().item(Double.self) == 0)
    let apart = jensenShannonDivergence(Tensor([1.0, 0, 0]), Tensor([0.0, 0.5, 0.5]))
    #expect(abs(apart.item() - log(2)) < 1e-12)
  }

  @Test func attentionDistanceIsTheBestPairOfHeads() {
    let (a, b) = (distributions([3, 2, 4, 5], seed: 2), distributions([3, 4, 4, 5], seed: 3))
    let found = attentionDistance(a, b).elements(Double.self)
    for sequence in 0..<3 {
      var least = Double.infinity
      for first in 0..<2 {
        for second in 0..<4 {
          let rows = jensenShannonDivergence(a[sequence, first], b[sequence, second])
          least = min(least, rows.mean().item())
        }
      }
      #expect(abs(found[sequence] - least) < 1e-12)
    }
    #expect(attentionDistance(a, a).abs().max().item(Double.self) == 0)
    #expect(
      attentionDistance(a, b).isClose(to: attentionDistance(b, a), absolute: 1e-12, relative: 0))
  }
}
