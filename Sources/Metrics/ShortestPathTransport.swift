/// Successive shortest paths with potentials (Edmonds & Karp 1972): reduced costs stay not negative, so
/// Dijkstra's search finds the cheapest way to send more. Memory is taken once, for a search is short.
final class ShortestPathTransport {
  private let rows: Int
  private let columns: Int
  private let negligible: Double
  private let costs: UnsafeMutableBufferPointer<Double>
  /// How much goes from each row to each column.
  let flow: UnsafeMutableBufferPointer<Double>
  private let supplies: UnsafeMutableBufferPointer<Double>
  private let demands: UnsafeMutableBufferPointer<Double>
  /// The potentials of rows and columns.
  private let u: UnsafeMutableBufferPointer<Double>
  private let v: UnsafeMutableBufferPointer<Double>
  /// Shortest distances in the search under way, and where from.
  private let rowDistance: UnsafeMutableBufferPointer<Double>
  private let distance: UnsafeMutableBufferPointer<Double>
  private let rowCameFrom: UnsafeMutableBufferPointer<Int>
  private let cameFrom: UnsafeMutableBufferPointer<Int>
  /// The columns reached that have no demand left and from which the search has not gone on.
  private var frontier: [Int] = []
  /// The rows from which something goes to each column: few, of many.
  private var senders: [[Int]]

  init(supplies: [Double], demands: [Double], costs: [Double], negligible: Double) {
    func memory<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
      let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
      _ = buffer.initialize(from: elements)
      return buffer
    }
    rows = supplies.count
    columns = demands.count
    self.negligible = negligible
    self.costs = memory(costs)
    self.supplies = memory(supplies)
    self.demands = memory(demands)
    flow = memory(Array(repeating: 0, count: costs.count))
    // Feasible potentials to begin with: the cheapest entry of each column, then of each row.
    let v = demands.indices.map { column in
      supplies.indices.map { costs[$0 * demands.count + column] }.min() ?? 0
    }
    u = memory(
      supplies.indices.map { row in
        demands.indices.map { costs[row * demands.count + $0] - v[$0] }.min() ?? 0
      })
    self.v = memory(v)
    rowDistance = memory(Array(repeating: 0, count: rows))
    distance = memory(Array(repeating: 0, count: columns))
    rowCameFrom = memory(Array(repeating: 0, count: rows))
    cameFrom = memory(Array(repeating: 0, count: columns))
    senders = Array(repeating: [], count: columns)
  }

  deinit {
    for buffer in [costs, flow, supplies, demands, u, v, rowDistance, distance] {
      buffer.deallocate()
    }
    rowCameFrom.deallocate()
    cameFrom.deallocate()
  }

  /// Sends all supplies.
  func solve() {
    for source in 0..<rows {
      while supplies[source] > negligible, let end = search(from: source) {
        push(from: source, to: end)
      }
    }
  }

  /// The nearest column with demand left, and potentials after the search; nil where there is none.
  private func search(from source: Int) -> Int? {
    rowDistance.update(repeating: .infinity)
    distance.update(repeating: .infinity)
    frontier.removeAll(keepingCapacity: true)
    var end: Int?
    rowDistance[source] = 0
    reach(from: source, &end)
    while let nearest = nextOfFrontier(below: bound(end)) {
      // Amounts already on their way here can be sent back, at a reduced cost of 0.
      for row in senders[nearest] where rowDistance[row].isInfinite {
        rowDistance[row] = distance[nearest]
        rowCameFrom[row] = nearest
        reach(from: row, &end)
      }
    }
    if let end { raisePotentials(by: distance[end]) }
    return end
  }

  /// How far the search goes: to the nearest column with demand left that it has reached.
  private func bound(_ end: Int?) -> Double { end.map { distance[$0] } ?? .infinity }

  /// Notes the columns that are nearer by way of the row than they were, if they are nearer than the end.
  private func reach(from row: Int, _ end: inout Int?) {
    let (base, potential) = (rowDistance[row], u[row])
    var bound = bound(end)
    for column in 0..<columns {
      // A reduced cost below zero is rounding.
      let candidate = base + max(0, costs[row * columns + column] - potential - v[column])
      guard candidate < bound, candidate < distance[column] else { continue }
      if demands[column] > negligible {
        bound = candidate
        end = column
      } else if distance[column].isInfinite {
        frontier.append(column)
      }
      distance[column] = candidate
      cameFrom[column] = row
    }
  }

  /// Takes the nearest column out of the frontier; nil where none is nearer than the bound.
  private func nextOfFrontier(below bound: Double) -> Int? {
    var (place, least) = (-1, bound)
    for index in frontier.indices where distance[frontier[index]] < least {
      (place, least) = (index, distance[frontier[index]])
    }
    guard place >= 0 else { return nil }
    frontier.swapAt(place, frontier.count - 1)
    return frontier.removeLast()
  }

  private func raisePotentials(by reach: Double) {
    for row in 0..<rows where rowDistance[row] < reach { u[row] += reach - rowDistance[row] }
    for column in 0..<columns where distance[column] < reach {
      v[column] -= reach - distance[column]
    }
  }

  /// Sends as much as the path found can carry.
  private func push(from source: Int, to end: Int) {
    var amount = min(supplies[source], demands[end])
    var column = end
    while cameFrom[column] != source {
      let row = cameFrom[column]
      column = rowCameFrom[row]
      amount = min(amount, flow[row * columns + column])
    }
    column = end
    while true {
      let row = cameFrom[column]
      carry(amount, from: row, to: column)
      guard row != source else { break }
      column = rowCameFrom[row]
      carry(-amount, from: row, to: column)
    }
    supplies[source] -= amount
    demands[end] -= amount
  }

  private func carry(_ amount: Double, from row: Int, to column: Int) {
    let before = flow[row * columns + column]
    let after = before + amount
    flow[row * columns + column] = after
    if (before > negligible) != (after > negligible) {
      if after > negligible {
        senders[column].append(row)
      } else {
        senders[column].removeAll { $0 == row }
      }
    }
  }
}
