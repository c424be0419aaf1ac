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
    var solver = Solver(supplies: supplies, demands: demands, costs: costs.flatMap { $0 })
    let negligible = 1e-13 * total.0
    solver.solve(negligible: negligible)
    let flow = solver.flow
    flows = supplies.indices.flatMap { source in
      demands.indices.compactMap { target in
        let amount = flow[source * demands.count + target]
        return amount > negligible ? Flow(source: source, target: target, amount: amount) : nil
      }
    }
    cost = flows.reduce(0) { $0 + $1.amount * costs[$1.source][$1.target] }
  }

  /// Successive shortest paths with potentials (Edmonds & Karp 1972): reduced costs stay not
  /// negative, so Dijkstra's search finds the cheapest way to send more.
  private struct Solver {
    var supplies: [Double]
    var demands: [Double]
    let costs: [Double]
    var flow: [Double]
    private var u: [Double]
    private var v: [Double]

    init(supplies: [Double], demands: [Double], costs: [Double]) {
      (self.supplies, self.demands, self.costs) = (supplies, demands, costs)
      flow = Array(repeating: 0, count: costs.count)
      u = Array(repeating: 0, count: supplies.count)
      v = Array(repeating: 0, count: demands.count)
    }

    mutating func solve(negligible: Double) {
      for source in supplies.indices {
        while supplies[source] > negligible, augment(from: source, negligible) {}
      }
    }

    /// Sends as much as one cheapest path from `source` can carry; false where no demand is left.
    private mutating func augment(from source: Int, _ negligible: Double) -> Bool {
      let (rows, columns) = (supplies.count, demands.count)
      var distance = Array(repeating: Double.infinity, count: columns)
      var rowDistance = Array(repeating: Double.infinity, count: rows)
      var cameFrom = Array(repeating: -1, count: columns)
      var rowCameFrom = Array(repeating: -1, count: rows)
      var isDone = Array(repeating: false, count: columns)
      rowDistance[source] = 0
      var fringe = [source]
      var end = -1
      while true {
        while let row = fringe.popLast() {
          for column in 0..<columns where !isDone[column] {
            // A reduced cost below zero is rounding.
            let reduced = max(0, costs[row * columns + column] - u[row] - v[column])
            let reach = rowDistance[row] + reduced
            if reach < distance[column] {
              distance[column] = reach
              cameFrom[column] = row
            }
          }
        }
        var nearest = -1
        for column in 0..<columns
        where !isDone[column] && (nearest < 0 || distance[column] < distance[nearest]) {
          nearest = column
        }
        guard nearest >= 0, distance[nearest].isFinite else { return false }
        isDone[nearest] = true
        if demands[nearest] > negligible {
          end = nearest
          break
        }
        // Amounts already on their way here can be sent back: reduced cost 0.
        for row in 0..<rows
        where rowDistance[row].isInfinite && flow[row * columns + nearest] > negligible {
          rowDistance[row] = distance[nearest]
          rowCameFrom[row] = nearest
          fringe.append(row)
        }
      }

      let reach = distance[end]
      for row in 0..<rows where rowDistance[row] < reach { u[row] += reach - rowDistance[row] }
      for column in 0..<columns where distance[column] < reach {
        v[column] -= reach - distance[column]
      }
      push(to: end, from: source, cameFrom, rowCameFrom)
      return true
    }

    private mutating func push(
      to end: Int, from source: Int, _ cameFrom: [Int], _ rowCameFrom: [Int]
    ) {
      let columns = demands.count
      var amount = min(supplies[source], demands[end])
      var column = end
      while cameFrom[column] != source {
        let row = cameFrom[column]
        amount = min(amount, flow[row * columns + rowCameFrom[row]])
        column = rowCameFrom[row]
      }
      column = end
      while true {
        let row = cameFrom[column]
        flow[row * columns + column] += amount
        guard row != source else { break }
        column = rowCameFrom[row]
        flow[row * columns + column] -= amount
      }
      supplies[source] -= amount
      demands[end] -= amount
    }
  }
}
