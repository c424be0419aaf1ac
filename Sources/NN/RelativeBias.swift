import Foundation
import Tensors

/// A learned number for each head and bucket of distances, added to the scores of causal attention
/// (Raffel et al. 2020, section 2.1). One table serves all layers.
public struct RelativeBias: PositionalEncoding {
  /// Shape: `[buckets, heads]`.
  public let weight: Tensor
  private let reach: Int

  /// - Parameters:
  ///   - buckets: half of them hold one distance each, the others logarithmically more.
  ///   - reach: the distance from which on all share the last bucket.
  ///   - generator: without one, the table is left unset, for loading.
  public init(
    heads: Int, buckets: Int = 32, reach: Int = 128, initialiser: Initialiser = .normal(0.02),
    using generator: Generator?
  ) {
    require(
      buckets.isMultiple(of: 2) && buckets > 1 && reach > buckets / 2,
      "\(buckets) buckets up to a distance of \(reach)")
    self.reach = reach
    weight = initialiser([buckets, heads], using: generator)
  }

  /// The bucket of a distance back, which is not negative.
  public static func bucket(of distance: Int, among buckets: Int = 32, reach: Int = 128) -> Int {
    let exact = buckets / 2
    guard distance >= exact else { return distance }
    let share = log(Double(distance) / Double(exact)) / log(Double(reach) / Double(exact))
    return min(exact + Int(share * Double(buckets - exact)), buckets - 1)
  }

  /// The bias of each head at each distance; keys after their query count as distance 0.
  public func scores(of queries: Range<Int>, over keys: Range<Int>) -> Tensor? {
    let farthest = max(0, queries.upperBound - 1 - keys.lowerBound)
    let buckets = (0...farthest).map {
      Self.bucket(of: $0, among: weight.shape[0], reach: reach)
    }
    let byDistance = Tensor(buckets).moved(to: weight.device).embedded(in: weight)
    let distances = Tensor.distances(from: queries, back: keys).clamped(from: 0)
      .converted(to: .int64)
    return distances.moved(to: weight.device).embedded(in: byDistance).permuted(2, 0, 1)
  }
}

extension Tensor {
  /// How far each key lies behind each query. Shape: int64 `[queries, keys]`.
  static func distances(from queries: Range<Int>, back keys: Range<Int>) -> Tensor {
    Tensor.arange(queries).unsqueezed(1) - Tensor.arange(keys)
  }
}
