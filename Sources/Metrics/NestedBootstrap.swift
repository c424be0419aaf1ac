import Tensors

/// Scores of items in groups, whose means over items enter a statistic over groups: right answers
/// by question and language, for instance.
public struct ItemScores: Sendable {
  /// [group][item].
  public let values: [[Double]]
  /// The name of the set of items: scores with the same name are of the same items, in the same
  /// order, and are resampled together.
  public let items: String

  /// Scores [group][item] of a named set of items; at least one item a group.
  public init(_ values: [[Double]], items: String) {
    require(values.allSatisfy { !$0.isEmpty }, "\(items): a group without items")
    self.values = values
    self.items = items
  }

  /// One known value a group, which has no item noise: log exposure, for instance.
  public init(known values: [Double]) { self.init(values.map { [$0] }, items: "") }
}

/// The bootstrap of a statistic of group means that resamples groups, and within them items, so that
/// the noise of both is in the interval (Davison & Hinkley 1997, section 3.8; with shared items the
/// pigeonhole bootstrap of Owen 2007).
///
/// - Parameters:
///   - scores: the statistic's variables; all with the same groups.
///   - sharedItems: whether item i is the same in all groups, and so is drawn once for all (an
///     item's difficulty is common to all languages); otherwise each group draws its own.
///   - statistic: from the means [variable][group of the resample].
///
/// The jackknife behind BCa leaves out groups. Resampled items add their noise to that already in
/// the scores, so replicates of a correlation lie lower than the estimate; BCa corrects for it, the
/// percentile interval does not.
public func nestedBootstrap(
  _ scores: [ItemScores], sharedItems: Bool = true, resamples: Int = 10_000,
  random: inout SeededRandom, statistic: ([[Double]]) -> Double
) -> BootstrapDistribution {
  let groups = scores.first?.values.count ?? 0
  require(groups > 1, "a nested bootstrap of \(groups) groups")
  let sizes = itemCounts(scores, groups: groups, shared: sharedItems)
  let full = scores.map { $0.values.map { $0.reduce(0, +) / Double($0.count) } }
  let names = sizes.keys.sorted()
  var draws = names.reduce(into: [String: [Int]]()) { $0[$1] = [] }
  var means = full

  let replicates = (0..<resamples).map { _ in
    for (place, group) in (0..<groups).map({ ($0, random.below(groups)) }) {
      for name in names where place == 0 || !sharedItems {
        let size = sizes[name]?[group] ?? 0
        draws[name] = (0..<size).map { _ in random.below(size) }
      }
      for (variable, table) in scores.enumerated() {
        let values = table.values[group]
        let drawn = draws[table.items] ?? []
        var sum = 0.0
        for item in drawn { sum += values[item] }
        means[variable][place] = sum / Double(drawn.count)
      }
    }
    return statistic(means)
  }
  return BootstrapDistribution(
    estimate: statistic(full), replicates: replicates,
    jackknife: (0..<groups).map { left in
      let rest = (0..<groups).filter { $0 != left }
      return statistic(full.map { $0[rest] })
    })
}

/// The number of items by set and group, the same for all scores of the set.
private func itemCounts(
  _ scores: [ItemScores], groups: Int, shared: Bool
) -> [String: [Int]] {
  var sizes: [String: [Int]] = [:]
  for table in scores {
    let counts = table.values.map(\.count)
    require(
      counts.count == groups, "\(table.items): \(counts.count) groups, not \(groups)")
    require(
      sizes[table.items, default: counts] == counts, "\(table.items): unequal numbers of items")
    require(
      !shared || Set(counts).count == 1, "\(table.items): shared items, but \(counts) of them")
    sizes[table.items] = counts
  }
  return sizes
}
