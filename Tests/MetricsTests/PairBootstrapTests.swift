import Foundation
import Metrics
import Tensors
import Testing

@Suite struct PairBootstrapTests {
  @Test func pairsAreDifferentAndInRange() {
    var random = SeededRandom(seed: 1)
    let pairs = IndexPair.sample(30, of: 10, random: &random)
    #expect(pairs.count == 30 && Set(pairs).count == 30)
    #expect(pairs.allSatisfy { 0 <= $0.first && $0.first < $0.second && $0.second < 10 })
    #expect(IndexPair.sample(100, of: 10, random: &random).count == 45)
  }

  /// The mean of xᵢ + xⱼ over all pairs is 2 · mean x: its interval must be that of the objects, which
  /// is far wider than if 1 225 pairs were independent.
  @Test func objectsAreResampledNotPairs() {
    var random = SeededRandom(seed: 2)
    let x = (0..<50).map { _ in random.normal() }
    let pairs = IndexPair.sample(10_000, of: 50, random: &random)
    let sums = pairs.map { x[$0.first] + x[$0.second] }
    let found = pairBootstrap(pairs, count: 50, resamples: 2_000, random: &random) { indices in
      sums[indices].reduce(0, +) / Double(indices.count)
    }
    let objects = bootstrap(count: 50, resamples: 2_000, random: &random) { indices in
      2 * x[indices].reduce(0, +) / 50
    }
    #expect(abs(found.estimate - objects.estimate) < 1e-12)
    #expect(abs(found.standardError / objects.standardError - 1) < 0.15)
    #expect(found.jackknife.count == 50)
  }

  @Test func spectraCountWords() {
    // ACGT as 0123: AC, CG and AC, CA; words of two letters in base 4.
    let sequences = Tensor([0, 1, 2, 0, 1, 0], shape: [2, 3])
    let spectrum = kmerSpectrum(sequences, k: 2).elements(Double.self)
    #expect(spectrum.count == 16 && spectrum[1] == 0.5 && spectrum[6] == 0.25)
    #expect(spectrum[4] == 0.25 && abs(spectrum.reduce(0, +) - 1) < 1e-15)
    let sets = Tensor.stacked([sequences, sequences.flipped(0)])
    #expect(kmerSpectrum(sets, k: 2)[1].elements(Double.self) == spectrum)
    let letters: [Double] = [3.0 / 6, 2.0 / 6, 1.0 / 6, 0]
    #expect(kmerSpectrum(sequences, k: 1).elements(Double.self) == letters)
  }
}
