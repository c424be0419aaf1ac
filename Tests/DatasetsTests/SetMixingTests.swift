import Datasets
import Foundation
import Tensors
import Testing

@Suite struct SetMixingTests {
  private let generator = Generator(seed: 5)

  @Test func weightsAreSharesOfSoManySets() {
    let weights = SetMixing.weights(200, of: 12, parts: 3, using: generator)
    #expect(weights.shape == [200, 12])
    let sums = weights.sum(1)
    #expect(sums.isClose(to: .ones([200]), absolute: 1e-6))
    #expect(
      (weights .> 0).converted(to: .int64).sum(1).isEqual(
        to: Tensor(Array(repeating: 3, count: 200))))
    // Every set is chosen as often as any other: 50 ± 5 σ.
    let counts = (weights .> 0).converted(to: .int64).sum(0).elements(Int.self)
    #expect(counts.allSatisfy { abs($0 - 50) < 35 })
    // Concentrated shares are near a third.
    let even = SetMixing.weights(50, of: 3, parts: 3, concentration: 1e5, using: generator)
    #expect(even.isClose(to: .full([50, 3], 1.0 / 3), absolute: 0.02))
  }

  @Test func pointsComeFromTheirSources() {
    // Set i holds the points 100 i, 100 i + 1, …
    let sets = Tensor(
      (0..<4).flatMap { set in (0..<500).map { Float(1000 * set + $0) } }, shape: [4, 500, 1])
    let weights = Tensor(rows: [[0.25, 0.75, 0, 0], [0, 0, 0, 1] as [Float]])
    let mixed = SetMixing.mixed(sets, weights: weights, using: generator)
    #expect(mixed.shape == [2, 500, 1])
    let first = mixed[0].elements(Float.self)
    #expect(first.enumerated().allSatisfy { Int($1) % 1000 == $0 })
    let share = Double(first.count { $0 >= 1000 }) / 500
    #expect(abs(share - 0.75) < 0.1 && first.allSatisfy { $0 < 2000 })
    #expect(mixed[1].isEqual(to: sets[3]))
  }

  @Test func motifsAreWrittenWithSlips() {
    let sources = [MotifSource([0, 1, 2, 3], slip: 0), MotifSource([3, 3, 0, 2], slip: 0.3)]
    let numbers = Tensor([0, 1, 1, 0], shape: [2, 2])
    let sequences = MotifSource.sequences(
      from: sources, numbers: numbers, length: 9, using: generator)
    #expect(sequences.shape == [2, 2, 9])
    let written = sequences[0, 0].elements(Int.self)
    #expect(zip(written, written.dropFirst()).allSatisfy { $1 == ($0 + 1) % 4 })
    // A slip goes to any of four places, so the next letter follows in 1 − ¾ · 0.3 of the steps.
    let many = MotifSource.sequences(
      from: [MotifSource([0, 1, 2, 3], slip: 0.3)], numbers: .zeros([2000], dtype: .int64),
      length: 20, using: generator)
    let next = (many[TensorIndex.all, 0..<19] + 1).remainder(4)
    let share = (next .== many[TensorIndex.all, 1...]).converted(to: .float64).mean()
    #expect(abs(share.item(Double.self) - 0.775) < 0.01)
  }

  @Test func motifsDifferInMoreThanTheirBeginning() {
    var random = SeededRandom(seed: 0)
    let sources = MotifSource.random(5, length: 3, slip: 0.1, random: &random)
    let turned = sources.map { source in
      Set((0..<3).map { Array(source.motif[$0...] + source.motif[..<$0]) })
    }
    for (i, one) in turned.enumerated() {
      #expect(one.count == 3)
      for other in turned[(i + 1)...] { #expect(one.isDisjoint(with: other)) }
    }
  }
}
