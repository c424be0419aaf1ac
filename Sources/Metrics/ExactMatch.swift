import Tensors

/// How many answers of each length are right as a whole.
public struct ExactMatch: Codable, Equatable, Sendable {
  /// The lengths, ascending.
  public private(set) var lengths: [Int] = []
  /// Right answers of each length.
  public private(set) var right: [Int] = []
  /// All answers of each length.
  public private(set) var counts: [Int] = []

  /// Counts answers by their length.
  public init(_ outcomes: [(length: Int, isRight: Bool)]) {
    for (length, group) in Dictionary(grouping: outcomes, by: \.length).sorted(by: {
      $0.key < $1.key
    }) {
      lengths.append(length)
      right.append(group.count { $0.isRight })
      counts.append(group.count)
    }
  }

  /// The share of right answers at each length, in the order of `lengths`.
  public var accuracies: [Double] { zip(right, counts).map { Double($0) / Double($1) } }

  /// The share of right answers at each of the lengths in the range that occur.
  public func accuracies(in range: ClosedRange<Int>) -> [Double] {
    zip(lengths, accuracies).filter { range.contains($0.0) }.map(\.1)
  }

  /// The mean over the lengths in the range, each counting alike; NaN where none occurs.
  public func accuracy(in range: ClosedRange<Int>) -> Double {
    let shares = accuracies(in: range)
    return shares.reduce(0, +) / Double(shares.count)
  }
}

/// How often a competitor comes out on top over several contests: the mean of 1/rank of each, with
/// `scores[contest][competitor]`, the highest ranking first and ties sharing their average rank.
public func meanReciprocalRanks(_ scores: [[Double]]) -> [Double] {
  let count = scores.first?.count ?? 0
  require(scores.allSatisfy { $0.count == count }, "contests of unequal numbers of competitors")
  let places = scores.map { contest in ranks(contest.map { -$0 }) }
  return (0..<count).map { competitor in
    places.reduce(0) { $0 + 1 / $1[competitor] } / Double(scores.count)
  }
}
