import Foundation
import Metrics
import Tensors
import Testing

/// A small sample that several tests share, with two controls.
enum Sample {
  static let x = [2.1, 3.5, 1.0, 4.4, 4.4, 5.9, 0.2, 6.1]
  static let y = [1.0, 2.2, 1.1, 2.0, 4.0, 3.7, 0.9, 3.6]
  static let control = [1.0, 0, 2, 3, 1, 5, 2, 4]
  static let second = [0.5, 0.1, 0.9, 0.3, 0.7, 0.2, 0.8, 0.4]
}

/// Constants: scipy.stats 1.17.1 unless another source is named.
@Suite struct CorrelationTests {
  @Test func ranksOfResamplesAreThoseOfTheirValues() {
    var random = SeededRandom(seed: 3, stream: "ranks")
    let values = (0..<40).map { _ in Double(random.below(15)) - 7.5 }
    let ordered = OrderedValues(values)
    for _ in 0..<20 {
      let drawn = (0..<60).map { _ in random.below(values.count) }
      #expect(ordered.ranks(at: drawn) == ranks(drawn.map { values[$0] }))
    }
    #expect(ordered.ranks(at: []).isEmpty)
    let unranked = OrderedValues([1, .nan]).ranks(at: [0, 0])
    #expect(unranked.count == 2 && unranked.allSatisfy { $0.isNaN })
  }

  @Test func pearsonMatchesScipy() {
    // pearsonr(x, y), and its confidence_interval()
    let found = pearson(Sample.x, Sample.y)
    #expect(close(found.coefficient, 0.8837822910531277))
    #expect(close(found.p, 0.0035901521968594815))
    #expect(close(found.interval().lower, 0.47481086445105647))
    #expect(close(found.interval().upper, 0.9788496965258345))
  }

  @Test func pearsonClosedForms() {
    #expect(pearson([1, 2, 3], [2, 4, 6]) == Correlation(coefficient: 1, degreesOfFreedom: 1))
    #expect(pearson([1, 2, 3], [2, 4, 6]).p == 0)
    #expect(pearson([1, 2, 3], [3, 2, 1]).coefficient == -1)
    #expect(close(pearson([1, 2, 3], [1, 3, 2]).coefficient, 0.5))
    #expect(pearson([1, 2, 3, 4], [1, -1, -1, 1]).coefficient == 0)
    #expect(pearson([1, 2, 3, 4], [1, -1, -1, 1]).p == 1)
  }

  @Test func constantVariablesHaveNoCorrelation() {
    // .1 and .7 have means that rounding moves.
    let constant = Array(repeating: 0.1, count: 7)
    #expect(pearson(constant, [1, 2, 3, 4, 5, 6, 7]).coefficient.isNaN)
    #expect(pearson(constant, constant.map { _ in 0.7 }).p.isNaN)
    #expect(pearson([1, 2], [3, 5]).p.isNaN)
  }

  @Test func pValueOfHalfInTwenty() {
    #expect(abs(Correlation(coefficient: 0.5, degreesOfFreedom: 18).p - 0.02477) < 5e-6)
  }

  @Test func spearmanMatchesScipy() {
    // spearmanr(x, y); x has a tie
    let found = spearman(Sample.x, Sample.y)
    #expect(close(found.coefficient, 0.8143858581010162))
    #expect(close(found.p, 0.013844257377974132))
    let curved = Sample.x.map { exp($0) }
    #expect(spearman(curved, Sample.y) == found)
  }

  @Test func tiesShareTheirAverageRank() {
    #expect(ranks([10, 20, 10, 30, 10]) == [2, 4, 2, 5, 2])
    #expect(ranks([]) == [])
    #expect(ranks([1, .nan]).allSatisfy { $0.isNaN })
  }

  @Test func partialCorrelationWithOneControlIsTheTextbookFormula() {
    let (xy, xz, yz) = (
      pearson(Sample.x, Sample.y).coefficient, pearson(Sample.x, Sample.control).coefficient,
      pearson(Sample.y, Sample.control).coefficient
    )
    let formula = (xy - xz * yz) / ((1 - xz * xz) * (1 - yz * yz)).squareRoot()
    let found = partialCorrelation(Sample.x, Sample.y, given: [Sample.control])
    #expect(close(found.coefficient, formula))
    // numpy.linalg.lstsq residuals, correlated, t test with N − 3 degrees of freedom
    #expect(close(found.coefficient, 0.8622290563566241))
    #expect(close(found.p, 0.012546358720715809))
  }

  @Test func partialCorrelationWithTwoControls() {
    let found = partialCorrelation(Sample.x, Sample.y, given: [Sample.control, Sample.second])
    // numpy.linalg.lstsq residuals, correlated, t test with N − 4 degrees of freedom
    #expect(close(found.coefficient, 0.9212902688722926))
    #expect(close(found.p, 0.009049020541232251))
    // A constant, and a combination of the others, change nothing.
    let doubled = zip(Sample.control, Sample.second).map { 3 * $0 - 2 * $1 + 7 }
    let padded = partialCorrelation(
      Sample.x, Sample.y,
      given: [Sample.control, Sample.second, doubled, doubled.map { _ in 0.3 }])
    #expect(close(padded.coefficient, found.coefficient))
    #expect(padded.degreesOfFreedom == found.degreesOfFreedom)
  }

  @Test func partialCorrelationWithoutControlsIsPearson() {
    #expect(partialCorrelation(Sample.x, Sample.y, given: []) == pearson(Sample.x, Sample.y))
    let explained = partialCorrelation(Sample.x, Sample.y, given: [Sample.x])
    #expect(explained.coefficient.isNaN)
  }

  @Test func fisherMeanOfEqualValuesIsTheValue() {
    #expect(close(fisherMean([0.7, 0.7, 0.7]), 0.7))
    #expect(close(fisherMean([0.3, -0.3]), 0))
    #expect(close(fisherMean([0.2, 0.9]), tanh((atanh(0.2) + atanh(0.9)) / 2)))
    #expect(fisherMean([1, 0.2]) == 1)
    #expect(fisherMean([1, -1]).isNaN)
  }

  @Test func williamsTestMatchesHowell() {
    // Howell, Statistical Methods for Psychology (6th ed., p. 262): r12 = .80, r13 = .72,
    // r23 = .89, n = 26 gives t(23) = 1.36; p = .187 in two tails.
    let found = williamsTest(0.80, 0.72, between: 0.89, count: 26)
    #expect(abs(found.statistic - 1.361) < 5e-4)
    #expect(found.degreesOfFreedom == 23)
    #expect(abs(found.p - 0.187) < 5e-4)
    let greater = williamsTest(0.80, 0.72, between: 0.89, count: 26, alternative: .greater)
    #expect(close(greater.p, found.p / 2))
    let less = williamsTest(0.80, 0.72, between: 0.89, count: 26, alternative: .less)
    #expect(close(less.p, 1 - found.p / 2))
    #expect(williamsTest(0.72, 0.80, between: 0.89, count: 26).statistic == -found.statistic)
    #expect(williamsTest(0.5, 0.5, between: 0.2, count: 26).p == 1)
  }

  @Test func williamsTestKeepsItsLevel() {
    // Under equal correlations a .05 test rejects in 5 % of samples, within 4 standard errors.
    var random = SeededRandom(seed: 5)
    let trials = 4000
    var rejected = 0
    for _ in 0..<trials {
      let y = (0..<24).map { _ in random.normal() }
      let a = y.map { $0 + random.normal() }
      let b = y.map { $0 + random.normal() }
      let found = williamsTest(
        pearson(y, a).coefficient, pearson(y, b).coefficient,
        between: pearson(a, b).coefficient, count: 24)
      rejected += found.p < 0.05 ? 1 : 0
    }
    let share = Double(rejected) / Double(trials)
    #expect(abs(share - 0.05) < 4 * (0.05 * 0.95 / Double(trials)).squareRoot())
  }

  @Test func holmAdjustsStepDown() {
    // Holm's procedure by hand: .01 · 4, .02 · 3, .03 · 2 raised to .06, .04 · 1 raised to .06.
    let adjusted = holm([0.03, 0.01, 0.04, 0.02])
    for (found, expected) in zip(adjusted, [0.06, 0.04, 0.06, 0.06]) {
      #expect(close(found, expected))
    }
    #expect(holm([0.9, 0.8]) == [1, 1])
    #expect(holm([]) == [])
    let withNaN = holm([.nan, 0.02])
    #expect(withNaN[0].isNaN && withNaN[1] == 0.02)
  }

  @Test func splitHalves() {
    // Odd items 1, 3 and even items 2, 4 rank the groups alike: r = 1; reversed: r = −1.
    #expect(close(splitHalfReliability([[1, 2, 1, 2], [2, 3, 2, 3], [4, 5, 4, 5]]), 1))
    #expect(close(spearmanBrown(0.5), 2.0 / 3))
    #expect(close(spearmanBrown(spearmanBrown(0.8), factor: 0.5), 0.8))
    let scores = [[1.0, 0, 1, 1], [0, 0, 1, 0], [1, 1, 0, 1], [0, 0, 0, 1]]
    let halves = pearson([1, 0.5, 0.5, 0], [0.5, 0, 1, 0.5]).coefficient
    #expect(close(splitHalfReliability(scores), 2 * halves / (1 + halves)))
    #expect(close(attenuationCeiling(0.81, 0.64), 0.72))
  }
}
