import Tensors

/// Two of several objects, by index.
public struct IndexPair: Codable, Hashable, Sendable {
  /// One object.
  public let first: Int
  /// The other.
  public let second: Int

  /// A pair of indices.
  public init(_ first: Int, _ second: Int) { (self.first, self.second) = (first, second) }

  /// `limit` different unordered pairs of different objects, drawn without replacement; all where
  /// there are no more.
  public static func sample(
    _ limit: Int, of count: Int, random: inout SeededRandom
  ) -> [IndexPair] {
    let total = count * (count - 1) / 2
    guard limit < total else {
      return (0..<count).flatMap { i in (i + 1..<count).map { IndexPair(i, $0) } }
    }
    var seen: Set<IndexPair> = []
    var pairs: [IndexPair] = []
    while pairs.count < limit {
      let (a, b) = (random.below(count), random.below(count))
      let pair = IndexPair(min(a, b), max(a, b))
      if a != b, seen.insert(pair).inserted { pairs.append(pair) }
    }
    return pairs
  }
}

/// The bootstrap of a statistic of pairs of objects, such as the correlation of two distances, that
/// resamples the objects: pairs that share one are not independent.
///
/// The statistic sees indices into `pairs`: a pair stands in a resample as often as the product of
/// how often its two objects were drawn. The jackknife behind BCa leaves out objects.
public func pairBootstrap(
  _ pairs: [IndexPair], count: Int, resamples: Int = 10_000, random: inout SeededRandom,
  statistic: ([Int]) -> Double
) -> BootstrapDistribution {
  require(
    pairs.allSatisfy { (0..<count).contains($0.first) && (0..<count).contains($0.second) },
    "pairs of objects that are not among the \(count)")
  return bootstrap(count: count, resamples: resamples, random: &random) { objects in
    var times = Array(repeating: 0, count: count)
    for object in objects { times[object] += 1 }
    var drawn: [Int] = []
    drawn.reserveCapacity(pairs.count)
    for (index, pair) in pairs.enumerated() {
      for _ in 0..<(times[pair.first] * times[pair.second]) { drawn.append(index) }
    }
    return statistic(drawn)
  }
}
