import Metrics
import Tensors
import Testing

@Suite struct ResamplingTests {
  let replicates = [
    0.438, 0.36, 0.592, 0.431, 0.239, 0.508, 0.791, 0.684, 0.189, 0.02, 0.213, 0.412, -0.298,
    0.334, 0.026, 0.18, 0.237, 0.305, 0.523, 0.713, 0.361, 0.81, 0.2, 0.505, 0.671, 0.428, 0.177,
    0.123, 0.263, 0.466, 0.097, 0.337, 0.352, 0.562, 0.464, 0.507, 0.204, 0.361, 0.635, 0.848,
  ]

  @Test func intervalsMatchTheirFormulas() {
    // numpy.quantile(replicates, [.05, .95]), and at the BCa probabilities of scipy.stats.bootstrap
    // (z0 and a by scipy.special.ndtri from these replicates and jackknife values)
    let distribution = BootstrapDistribution(
      estimate: 0.47, replicates: replicates,
      jackknife: [0.337, 0.476, 0.467, 0.439, 0.413, 0.384, 0.473, 0.498, 0.69])
    let percentile = distribution.interval(.percentile, level: 0.9)
    #expect(close(percentile.lower, 0.0257))
    #expect(close(percentile.upper, 0.79195))
    let corrected = distribution.interval(.bca, level: 0.9)
    #expect(close(corrected.lower, 0.19783408927729682))
    #expect(close(corrected.upper, 0.8317780257148174))
    // One replicate of 40 is below 0.
    #expect(close(distribution.p(), 2.0 / 40))
  }

  @Test func withoutBiasOrSkewBCaIsThePercentileInterval() {
    let symmetric = BootstrapDistribution(
      estimate: 0, replicates: (-50...50).map(Double.init), jackknife: [-1, 0, 1])
    let (bca, percentile) = (symmetric.interval(.bca), symmetric.interval(.percentile))
    #expect(abs(bca.lower - percentile.lower) < 1e-9 && abs(bca.upper - percentile.upper) < 1e-9)
  }

  @Test func undefinedReplicatesAreCounted() {
    let distribution = BootstrapDistribution(
      estimate: 1, replicates: [1, .nan, 2, .infinity], jackknife: [1, .nan, 1])
    #expect(distribution.undefined == 2)
    #expect(distribution.replicates == [1, 2])
    let nothing = BootstrapDistribution(estimate: .nan, replicates: [1, 2], jackknife: [])
    #expect(nothing.interval().lower.isNaN && nothing.p().isNaN)
    let constant = BootstrapDistribution(
      estimate: 3, replicates: [3, 3, 3, 3], jackknife: [3, 3])
    #expect(constant.interval().lower == 3 && constant.interval().upper == 3)
  }

  @Test func sameSeedSameReplicates() {
    func run(_ seed: UInt64) -> BootstrapDistribution {
      var random = SeededRandom(seed: seed)
      return bootstrap(count: 8, resamples: 500, random: &random) {
        pearson(Sample.x[$0], Sample.y[$0]).coefficient
      }
    }
    #expect(run(3) == run(3))
    #expect(run(3) != run(4))
    #expect(run(3).estimate == pearson(Sample.x, Sample.y).coefficient)
    #expect(run(3).jackknife.count == 8)
  }

  @Test func standardErrorOfTheMeanIsTheFormula() {
    // The bootstrap variance of a mean is Σ(x − x̄)²/n², up to sampling noise of the replicates.
    var random = SeededRandom(seed: 1)
    let mean = Sample.x.reduce(0, +) / 8
    let exact = (Sample.x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 64).squareRoot()
    let found = bootstrap(count: 8, resamples: 20_000, random: &random) {
      Sample.x[$0].reduce(0, +) / 8
    }
    #expect(abs(found.standardError / exact - 1) < 4 / (2 * 20_000.0).squareRoot() + 0.005)
  }

  @Test func pairedBootstrapSeesBothOnTheSameResample() {
    var random = SeededRandom(seed: 1)
    let same = pairedBootstrap(
      count: 8, resamples: 200, random: &random,
      { Sample.x[$0].reduce(0, +) }, minus: { Sample.x[$0].reduce(0, +) - 1 })
    #expect(same.replicates.allSatisfy { close($0, 1, 1e-9) })
  }

  @Test(arguments: [BootstrapMethod.percentile, .bca])
  func correlationIntervalsCover(_ method: BootstrapMethod) {
    // Nominal 90 % for ρ = .6 and N = 24; bootstrap intervals of so few are a little narrow.
    var random = SeededRandom(seed: 21)
    let trials = 400
    var covered = 0
    for _ in 0..<trials {
      let x = (0..<24).map { _ in random.normal() }
      let y = x.map { 0.6 * $0 + 0.8 * random.normal() }
      let interval = bootstrap(count: 24, resamples: 400, random: &random) {
        pearson(x[$0], y[$0]).coefficient
      }.interval(method, level: 0.9)
      covered += interval.contains(0.6) ? 1 : 0
    }
    let share = Double(covered) / Double(trials)
    #expect(share > 0.82 && share < 0.95)
  }

  @Test func permutationTestApproachesTheExactP() {
    // All 5! orders of y: the share with |r| at least as large.
    let (x, y) = ([1.0, 2, 3, 4, 5], [2.0, 1, 3, 5, 4])
    let observed = abs(pearson(x, y).coefficient)
    var extreme = 0.0
    func permute(_ rest: [Double], _ taken: [Double]) {
      if rest.isEmpty && abs(pearson(x, taken).coefficient) >= observed - 1e-12 { extreme += 1 }
      for index in rest.indices {
        var fewer = rest
        let next = fewer.remove(at: index)
        permute(fewer, taken + [next])
      }
    }
    permute(y, [])
    var random = SeededRandom(seed: 2)
    let p = permutationTest(count: 5, permutations: 40_000, random: &random) {
      pearson(x, y[$0]).coefficient
    }
    let exact = extreme / 120
    #expect(abs(p - exact) < 4 * (exact * (1 - exact) / 40_000).squareRoot())
  }

  @Test func permutationTestCountsTheObservedOrder() {
    var random = SeededRandom(seed: 2)
    let x = (0..<12).map(Double.init)
    let p = permutationTest(
      count: 12, permutations: 99, alternative: .greater, random: &random
    ) { pearson(x, x[$0]).coefficient }
    #expect(p == 0.01)
    let less = permutationTest(
      count: 12, permutations: 99, alternative: .less, random: &random
    ) { pearson(x, x[$0]).coefficient }
    #expect(less == 1)
    let undefined = permutationTest(count: 3, permutations: 9, random: &random) { _ in .nan }
    #expect(undefined.isNaN)
  }

  @Test func derangementsMoveEverything() {
    var random = SeededRandom(seed: 9)
    var seen: Set<[Int]> = []
    for _ in 0..<500 {
      let order = derangement(of: 4, random: &random)
      #expect(order.sorted() == [0, 1, 2, 3])
      #expect(zip(order, 0..<4).allSatisfy { $0 != $1 })
      seen.insert(order)
    }
    #expect(seen.count == 9)
  }

  @Test func nestedBootstrapAddsItemNoise() {
    // Means of 40 coin-like items in 24 groups: the variance of the grand mean is that of groups
    // plus, item noise being resampled on top of itself, a second share of item variance.
    var random = SeededRandom(seed: 4)
    let truth = (0..<24).map { _ in 0.2 + 0.6 * random.uniform() }
    let items = truth.map { p in (0..<40).map { _ in random.chance(p) ? 1.0 : 0 } }
    let means = items.map { $0.reduce(0, +) / 40 }
    func grand(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let center = grand(means)
    let groups = means.reduce(0) { $0 + ($1 - center) * ($1 - center) } / (24 * 24)
    let within = means.reduce(0) { $0 + $1 * (1 - $1) / 40 } / (24 * 24)
    let found = nestedBootstrap(
      [ItemScores(items, items: "questions")], sharedItems: false, resamples: 8000,
      random: &random
    ) { grand($0[0]) }
    #expect(close(found.estimate, center, 1e-12))
    let expected = (groups + within).squareRoot()
    #expect(abs(found.standardError / expected - 1) < 4 / 16_000.0.squareRoot())
    #expect(found.jackknife.count == 24)
  }

  @Test func nestedBootstrapWithOneItemIsTheBootstrapOfGroups() {
    var random = SeededRandom(seed: 4)
    let nested = nestedBootstrap(
      [ItemScores(known: Sample.x), ItemScores(known: Sample.y)], resamples: 4000,
      random: &random
    ) { pearson($0[0], $0[1]).coefficient }
    let plain = bootstrap(count: 8, resamples: 4000, random: &random) {
      pearson(Sample.x[$0], Sample.y[$0]).coefficient
    }
    #expect(nested.estimate == plain.estimate)
    #expect(nested.jackknife == plain.jackknife)
    // Quartiles of 4 000 replicates lie within about .004 of each other.
    let (a, b) = (nested.interval(.percentile, level: 0.5), plain.interval(.percentile, level: 0.5))
    #expect(abs(a.lower - b.lower) < 0.016 && abs(a.upper - b.upper) < 0.016)
  }

  @Test func scoresOfTheSameItemsAreResampledTogether() {
    // The second variable is the first plus 1 item by item: their difference must not vary.
    var random = SeededRandom(seed: 8)
    let base = (0..<6).map { _ in (0..<10).map { _ in random.normal() } }
    let shifted = base.map { $0.map { $0 + 1 } }
    for shared in [true, false] {
      let found = nestedBootstrap(
        [ItemScores(base, items: "sentences"), ItemScores(shifted, items: "sentences")],
        sharedItems: shared, resamples: 200, random: &random
      ) { zip($0[1], $0[0]).reduce(0) { $0 + $1.0 - $1.1 } / 6 }
      #expect(found.replicates.allSatisfy { close($0, 1, 1e-9) })
    }
  }
}
