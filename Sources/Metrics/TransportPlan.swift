import Tensors

/// The cheapest way to carry given amounts from places to places: discrete optimal transport, solved
/// exactly by shortest augmenting paths, for problems of up to some hundred places.
public struct TransportPlan: Equatable, Sendable {
  /// An amount carried from one place to another.
  public struct Flow: Equatable, Sendable {
    /// The index of the place of supply.
    public let source: Int
    /// The index of the place of demand.
    public let target: Int
    /// How much is carried.
    public let amount: Double
  }

  /// All amounts above zero.
  public let flows: [Flow]
  /// The sum of amounts times costs.
  public let cost: Double

  /// Finds the cheapest plan.
  ///
  /// - Parameters:
  ///   - supplies, demands: not negative and with equal sums, up to rounding; surplus stays.
  ///   - costs: of carrying one unit, [source][target], not negative.
  public init(supplies: [Double], demands: [Double], costs: [[Double]]) {
    require(
      costs.count == supplies.count && costs.allSatisfy { $0.count == demands.count },
      "costs of transport from \(supplies.count) to \(demands.count) places")
    let total = (supplies.reduce(0, +), demands.reduce(0, +))
    require(
      abs(total.0 - total.1) <= 1e-9 * max(total.0, total.1),
      "supplies of \(total.0) for demands of \(total.1)")
    let negligible = 1e-13 * total.0
    let solver = ShortestPathTransport(
      supplies: supplies, demands: demands, costs: costs.flatMap { $0 }, negligible: negligible)
    solver.solve()
    let flow = Array(solver.flow)
    flows = supplies.indices.flatMap { source in
      demands.indices.compactMap { target in
        let amount = flow[source * demands.count + target]
        return amount > negligible ? Flow(source: source, target: target, amount: amount) : nil
      }
    }
    cost = flows.reduce(0) { $0 + $1.amount * costs[$1.source][$1.target] }
  }
}

extension TransportPlan {
  /// The squared Wasserstein distance of order 2 between two discrete distributions in space.
  ///
  /// - Parameters:
  ///   - points, others: the places, all with as many coordinates.
  ///   - weights, otherWeights: the probabilities, with sums of 1.
  public static func squaredWasserstein(
    _ points: [[Double]], _ weights: [Double], to others: [[Double]], _ otherWeights: [Double]
  ) -> Double {
    // The distance is that of the means plus that of the centred distributions, whose masses lie nearer
    // to each other, so that the cheapest plan is found sooner.
    let (mean, otherMean) = (Self.mean(points, weights), Self.mean(others, otherWeights))
    let shift = zip(mean, otherMean).map { $0 - $1 }
    let plan = TransportPlan(
      supplies: weights, demands: otherWeights,
      costs: points.map { x in
        others.map { y in
          x.indices.reduce(0) {
            let gap = x[$1] - y[$1] - shift[$1]
            return $0 + gap * gap
          }
        }
      })
    return plan.cost + shift.reduce(0) { $0 + $1 * $1 }
  }

  private static func mean(_ points: [[Double]], _ weights: [Double]) -> [Double] {
    (points.first ?? []).indices.map { place in
      zip(points, weights).reduce(0) { $0 + $1.0[place] * $1.1 }
    }
  }
}
