import Tensors

/// The permutation p value of a statistic, (1 + #{T* at least as extreme}) / (1 + permutations)
/// (Phipson & Smyth 2010).
///
/// The statistic sees `count` indices in an order: call for instance
/// `pearson(x, y[order]).coefficient`. The two-sided test compares absolute values, so the statistic
/// should be centred at zero. NaN where the statistic of the order as it stands is NaN; permutations
/// whose statistic is NaN count as extreme.
public func permutationTest(
  count: Int, permutations: Int = 10_000, alternative: Alternative = .twoSided,
  random: inout SeededRandom, statistic: ([Int]) -> Double
) -> Double {
  var order = Array(0..<count)
  let observed = statistic(order)
  guard !observed.isNaN else { return .nan }
  func measure(_ value: Double) -> Double {
    switch alternative {
    case .twoSided: abs(value)
    case .greater: value
    case .less: -value
    }
  }
  // Equal arrangements may differ in the last bits.
  let limit = measure(observed) - 1e-12 * abs(observed)
  var extreme = 1
  for _ in 0..<permutations {
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, random.below(last + 1))
    }
    if !(measure(statistic(order)) < limit) { extreme += 1 }
  }
  return Double(extreme) / Double(permutations + 1)
}

/// An order of 0..<count in which nothing keeps its place, all such orders equally likely.
public func derangement(of count: Int, random: inout SeededRandom) -> [Int] {
  require(count > 1, "a derangement of \(count)")
  while true {
    let order = random.shuffled(0..<count)
    if order.enumerated().allSatisfy({ $0.offset != $0.element }) { return order }
  }
}
