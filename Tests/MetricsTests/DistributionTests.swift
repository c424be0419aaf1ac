import Foundation
import Metrics
import Testing

/// Whether two numbers agree to a relative (near zero: absolute) tolerance.
func close(_ x: Double, _ y: Double, _ tolerance: Double = 1e-12) -> Bool {
  x == y || abs(x - y) <= tolerance * max(1e-300, abs(y)) || (abs(y) < 1 && abs(x - y) < 1e-16)
}

/// Constants: scipy.stats 1.17.1.
@Suite struct DistributionTests {
  @Test func normal() {
    // norm.cdf(x), norm.ppf(p)
    #expect(close(NormalDistribution.cdf(-8), 6.22096057427174e-16, 1e-10))
    #expect(close(NormalDistribution.cdf(1.96), 0.9750021048517795))
    #expect(close(NormalDistribution.cdf(-0.3), 0.3820885778110474))
    for (p, z) in [
      (1e-300, -37.0470962993612), (1e-10, -6.361340902404056), (0.025, -1.9599639845400545),
      (0.3, -0.5244005127080409), (0.975, 1.959963984540054), (0.9999, 3.719016485455709),
    ] {
      #expect(close(NormalDistribution.quantile(p), z))
    }
    #expect(abs(NormalDistribution.quantile(0.5)) < 1e-15)
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    #expect(NormalDistribution.quantile(1.5).isNaN)
  }

  @Test func studentT() {
    // 2 * t.sf(x, df)
    for (t, freedom, p) in [
      (2.0, 1.0, 0.2951672353008665), (2.5, 18, 0.022308020232022233),
      (0.1, 3.5, 0.9258044196868921), (40, 5, 1.8411962171772954e-07),
      (1.3, 1000, 0.19390052841545732),
    ] {
      let distribution = StudentTDistribution(degreesOfFreedom: freedom)
      #expect(close(distribution.twoSidedP(t), p, 1e-11))
      #expect(distribution.twoSidedP(-t) == distribution.twoSidedP(t))
      #expect(close(distribution.cdf(-t), p / 2, 1e-11))
      #expect(close(distribution.cdf(t), 1 - p / 2))
    }
    // t.ppf(p, df)
    for (p, freedom, t) in [
      (0.975, 22.0, 2.0738730679040254), (0.025, 1, -12.706204736174705),
      (1e-6, 4, -41.577854150450975), (0.6, 2.5, 0.2814595127485477),
    ] {
      #expect(close(StudentTDistribution(degreesOfFreedom: freedom).quantile(p), t))
    }
    // One degree of freedom is Cauchy's distribution.
    #expect(close(StudentTDistribution(degreesOfFreedom: 1).cdf(1), 0.75))
    #expect(StudentTDistribution(degreesOfFreedom: 0).twoSidedP(1).isNaN)
    #expect(StudentTDistribution(degreesOfFreedom: 3).twoSidedP(.infinity) == 0)
  }

  @Test func beta() {
    // beta.cdf(x, a, b)
    for (x, a, b, p) in [
      (0.3, 2.0, 5.0, 0.5798250000000003), (0.999, 0.5, 0.5, 0.9798649583666235),
      (0.01, 40, 3, 8.442820000000006e-78), (0.7, 200, 100, 0.8911569343550899),
    ] {
      #expect(close(BetaDistribution(alpha: a, beta: b).cdf(x), p, 1e-11))
    }
    // beta.ppf(p, a, b)
    #expect(close(BetaDistribution(alpha: 6, beta: 95).quantile(0.025), 0.022334886071316368))
    #expect(close(BetaDistribution(alpha: 0.5, beta: 2).quantile(0.9), 0.5318774334735805))
    // Uniform, and mirrored.
    #expect(close(BetaDistribution(alpha: 1, beta: 1).cdf(0.37), 0.37))
    #expect(
      close(
        BetaDistribution(alpha: 3, beta: 7).cdf(0.2),
        1 - BetaDistribution(alpha: 7, beta: 3).cdf(0.8)))
  }

  @Test func chiSquared() {
    // chi2.sf(x, df)
    for (x, freedom, p) in [
      (3.84, 1.0, 0.05004352124870519), (1.2, 4, 0.8780986177504424),
      (60, 20, 7.121750862815593e-06), (200, 3, 4.218541107192018e-43),
    ] {
      #expect(close(ChiSquaredDistribution(degreesOfFreedom: freedom).upperTail(x), p, 1e-11))
    }
    // chisquare([30, 25, 41, 24]); chisquare([30, 25, 41, 24], [20, 20, 40, 40])
    let even = chiSquaredTest([30, 25, 41, 24])
    #expect(close(even.statistic, 6.066666666666666))
    #expect(close(even.p, 0.10841141344919415))
    #expect(even.degreesOfFreedom == 3)
    let uneven = chiSquaredTest([30, 25, 41, 24], proportions: [1, 1, 2, 2])
    #expect(close(uneven.statistic, 12.675))
    #expect(close(uneven.p, 0.005394844859920028))
    #expect(chiSquaredTest([30, 30, 30, 30]).p == 1)
    #expect(chiSquaredTest([0, 0]).p.isNaN)
  }

  @Test func binomial() {
    // binom.logpmf(7, 120, .25), binom.sf(39, 120, .25), binom.cdf(20, 120, .25)
    let quarter = BinomialDistribution(trials: 120, probability: 0.25)
    #expect(close(quarter.logMass(7), -17.40310151293479))
    #expect(close(quarter.probability(atLeast: 40), 0.025099371837791307))
    #expect(close(quarter.probability(atMost: 20), 0.01934449532599993))
    #expect(quarter.probability(atLeast: 121) == 0)
    #expect(close(quarter.probability(atLeast: 0), 1))
    #expect(close(quarter.probability(atMost: 500), 1))
    // binom.interval(.99, 120, .25)
    #expect(quarter.centralCounts(level: 0.99) == 18...43)
    // Certain success and failure.
    #expect(BinomialDistribution(trials: 3, probability: 1).probability(atLeast: 3) == 1)
    #expect(BinomialDistribution(trials: 3, probability: 0).probability(atLeast: 1) == 0)
  }

  @Test func binomialTailIsTheExactSum() {
    // Pascal's triangle in exact integers against the sum in log space.
    for trials in [1, 2, 5, 20, 40] {
      var coefficients = [1.0]
      for _ in 0..<trials {
        coefficients = zip([0] + coefficients, coefficients + [0]).map { $0 + $1 }
      }
      let p = 1 / Double(2 * trials - 1)
      let masses = coefficients.enumerated().map { index, ways in
        ways * pow(p, Double(index)) * pow(1 - p, Double(trials - index))
      }
      let chance = chanceAlignment(sentences: trials)
      for wins in 0...trials {
        let exact = masses[wins...].reversed().reduce(0, +)
        #expect(close(chance.probability(atLeast: wins), exact, 1e-11))
      }
    }
  }

  @Test func binomialIntervals() {
    // binomtest(k, n).proportion_ci(level, 'exact')
    let quarter = binomialInterval(successes: 30, trials: 120, level: 0.99)
    #expect(close(quarter.lower, 0.15575341116707858, 1e-11))
    #expect(close(quarter.upper, 0.3647347884535445, 1e-11))
    #expect(quarter.contains(0.25) && !quarter.contains(0.37))
    let none = binomialInterval(successes: 0, trials: 100)
    #expect(none.lower == 0)
    #expect(close(none.upper, 0.03621669264519054))
    let all = binomialInterval(successes: 100, trials: 100)
    #expect(all.upper == 1)
    #expect(close(all.lower, 1 - 0.03621669264519054))
  }
}
