import Tensors

/// How an interval is read off bootstrap replicates.
public enum BootstrapMethod: String, Codable, Sendable {
  /// Quantiles of the replicates (Efron 1979).
  case percentile
  /// Bias-corrected and accelerated (Efron 1987; Efron & Tibshirani 1993, equations 14.9-14.15).
  case bca
}

/// A statistic's replicates under resampling.
public struct BootstrapDistribution: Codable, Equatable, Sendable {
  /// The statistic of the sample itself.
  public let estimate: Double
  /// The finite replicates, ascending.
  public let replicates: [Double]
  /// How many replicates were NaN or infinite (a resample of one language only, for instance).
  public let undefined: Int
  /// The statistic without each observation in turn.
  public let jackknife: [Double]

  /// A distribution from the replicates as drawn.
  public init(estimate: Double, replicates: [Double], jackknife: [Double]) {
    self.estimate = estimate
    self.replicates = replicates.filter(\.isFinite).sorted()
    undefined = replicates.count - self.replicates.count
    self.jackknife = jackknife
  }

  /// The standard deviation of the replicates.
  public var standardError: Double {
    let count = Double(replicates.count)
    let mean = replicates.reduce(0, +) / count
    return (replicates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
  }

  /// A confidence interval; its ends are NaN where the estimate is not finite or no replicate is.
  public func interval(
    _ method: BootstrapMethod = .bca, level: Double = 0.95
  ) -> ConfidenceInterval {
    let cut = (1 - level) / 2
    guard estimate.isFinite, !replicates.isEmpty else {
      return ConfidenceInterval(lower: .nan, upper: .nan, level: level)
    }
    return ConfidenceInterval(
      lower: quantile(method == .bca ? corrected(cut) : cut),
      upper: quantile(method == .bca ? corrected(1 - cut) : 1 - cut), level: level)
  }

  /// The share of replicates on the far side of `value`, doubled: a two-sided p value of the
  /// hypothesis that the statistic is `value`, at least 1/replicates.
  public func p(against value: Double = 0) -> Double {
    guard estimate.isFinite, !replicates.isEmpty else { return .nan }
    let below = replicates.reduce(0) { $0 + ($1 <= value ? 1 : 0) }
    let above = replicates.reduce(0) { $0 + ($1 >= value ? 1 : 0) }
    return min(1, 2 * Double(max(1, min(below, above))) / Double(replicates.count))
  }

  /// The replicate at a probability, linear between order statistics.
  private func quantile(_ probability: Double) -> Double {
    let place = probability * Double(replicates.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, replicates.count - 1)
    return replicates[lower] + (place - Double(lower)) * (replicates[upper] - replicates[lower])
  }

  /// The probability that BCa reads in place of the nominal one.
  private func corrected(_ probability: Double) -> Double {
    let count = Double(replicates.count)
    // Replicates equal to the estimate count half.
    let below = replicates.reduce(0.0) { $0 + ($1 < estimate ? 1 : $1 == estimate ? 0.5 : 0) }
    // Where all lie on one side the correction is as far as their number can tell.
    let share = min(max(below / count, 0.5 / count), 1 - 0.5 / count)
    let bias = NormalDistribution.quantile(share)

    let known = jackknife.filter(\.isFinite)
    let mean = known.reduce(0, +) / Double(known.count)
    var (squares, cubes) = (0.0, 0.0)
    for value in known {
      let influence = mean - value
      squares += influence * influence
      cubes += influence * influence * influence
    }
    let acceleration = squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    let shifted = bias + NormalDistribution.quantile(probability)
    return NormalDistribution.cdf(bias + shifted / (1 - acceleration * shifted))
  }
}

/// The bootstrap of a statistic over `count` independent observations.
///
/// The statistic sees the indices of a resample: call for instance
/// `pearson(x[indices], y[indices]).coefficient`. A statistic that subtracts two others on the same
/// indices is the paired bootstrap.
public func bootstrap(
  count: Int, resamples: Int = 10_000, random: inout SeededRandom,
  statistic: ([Int]) -> Double
) -> BootstrapDistribution {
  require(count > 1, "a bootstrap of \(count) observations")
  let all = Array(0..<count)
  var indices = all
  let replicates = (0..<resamples).map { _ in
    for place in indices.indices { indices[place] = random.below(count) }
    return statistic(indices)
  }
  return BootstrapDistribution(
    estimate: statistic(all), replicates: replicates,
    jackknife: all.map { left in statistic(all.filter { $0 != left }) })
}

/// The bootstrap of the difference of two statistics, both seen on the same resamples.
public func pairedBootstrap(
  count: Int, resamples: Int = 10_000, random: inout SeededRandom,
  _ first: ([Int]) -> Double, minus second: ([Int]) -> Double
) -> BootstrapDistribution {
  bootstrap(count: count, resamples: resamples, random: &random) { first($0) - second($0) }
}

extension Array {
  /// The elements at the given indices, in their order.
  public subscript(indices: [Int]) -> [Element] { indices.map { self[$0] } }
}
