import Foundation
import Tensors

/// The binomial distribution: the number of successes in independent trials.
public struct BinomialDistribution: Sendable {
  /// The number of trials.
  public let trials: Int
  /// The probability of success in each.
  public let probability: Double

  /// The distribution of successes among `trials` with the given probability each.
  public init(trials: Int, probability: Double) {
    require(
      trials >= 0 && (0...1).contains(probability), "Binomial(\(trials), \(probability))")
    self.trials = trials
    self.probability = probability
  }

  /// ln P(X = k); −∞ where the probability is zero.
  public func logMass(_ successes: Int) -> Double {
    guard (0...trials).contains(successes) else { return -.infinity }
    let (n, k) = (Double(trials), Double(successes))
    // 0 · ln 0 counts as 0.
    let won = successes == 0 ? 0 : k * log(probability)
    let lost = successes == trials ? 0 : (n - k) * log1p(-probability)
    return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + won + lost
  }

  /// P(X ≥ k), summed exactly in log space.
  public func probability(atLeast successes: Int) -> Double { sum(max(successes, 0)...) }

  /// P(X ≤ k), summed exactly in log space.
  public func probability(atMost successes: Int) -> Double { sum(...min(successes, trials)) }

  /// The counts that remain when at most (1 − level)/2 of probability is cut from either end: what
  /// chance explains at that level.
  public func centralCounts(level: Double) -> ClosedRange<Int> {
    let cut = (1 - level) / 2
    var lower = 0
    while lower < trials, probability(atMost: lower) <= cut { lower += 1 }
    var upper = trials
    while upper > lower, probability(atLeast: upper) <= cut { upper -= 1 }
    return lower...upper
  }

  private func sum(_ counts: some RangeExpression<Int>) -> Double {
    let logs = counts.relative(to: 0..<trials + 1).map(logMass)
    guard let largest = logs.max(), largest > -.infinity else { return 0 }
    return min(1, exp(largest) * logs.reduce(0) { $0 + exp($1 - largest) })
  }
}

/// The exact confidence interval of a proportion (Clopper & Pearson 1934), from quantiles of the
/// beta distribution.
public func binomialInterval(
  successes: Int, trials: Int, level: Double = 0.95
) -> ConfidenceInterval {
  require(
    trials > 0 && (0...trials).contains(successes), "\(successes) successes of \(trials)")
  let cut = (1 - level) / 2
  let (k, n) = (Double(successes), Double(trials))
  return ConfidenceInterval(
    lower: successes == 0 ? 0 : BetaDistribution(alpha: k, beta: n - k + 1).quantile(cut),
    upper: successes == trials ? 1 : BetaDistribution(alpha: k + 1, beta: n - k).quantile(1 - cut),
    level: level)
}
