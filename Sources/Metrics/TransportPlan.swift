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
