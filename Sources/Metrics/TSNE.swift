import Foundation
import Tensors

/// t-distributed stochastic neighbour embedding in the plane, with exact gradients (van der Maaten &
/// Hinton 2008): time and memory grow with the square of the number of points, for up to about
/// 1 000 of them.
public struct TSNE: Codable, Equatable, Sendable {
  /// The place of each point in the plane.
  public let coordinates: [[Double]]
  /// The Kullback-Leibler divergence that is left.
  public let divergence: Double

  /// Embeds points. Shape: `[points, dimensions]`, more points than the perplexity.
  ///
  /// Starts from seeded normal noise of size 1e-4. Attraction is exaggerated 12-fold for the first
  /// quarter of the steps; the learning rate is max(n/48, 50) (Belkina et al. 2019).
  public init(
    _ points: Tensor, perplexity: Double = 30, steps: Int = 1000, random: inout SeededRandom
  ) {
    require(
      points.rank == 2 && perplexity >= 1 && Double(points.shape[0]) > perplexity + 1,
      "t-SNE of \(points.signature) with perplexity \(perplexity)")
    let count = points.shape[0]
    let wide = points.detached().converted(to: .float64)
    let distances = wide.distances(to: wide).square().elements(Double.self)
    let affinities = Self.affinities(distances, count: count, perplexity: perplexity)

    var map = Map(affinities: affinities, count: count) { 1e-4 * random.normal() }
    let exaggerated = steps / 4
    for step in 0..<steps {
      map.move(
        exaggeration: step < exaggerated ? 12 : 1, momentum: step < exaggerated ? 0.5 : 0.8,
        rate: max(Double(count) / 48, 50))
    }
    coordinates = zip(map.x.place, map.y.place).map { [$0, $1] }
    divergence = map.divergence
  }

  /// The joint probabilities p_ij = (p_j|i + p_i|j) / 2n, each row's Gaussian as wide as the
  /// perplexity asks (equations 1-3 and section 3.1).
  private static func affinities(
    _ distances: [Double], count: Int, perplexity: Double
  ) -> [Double] {
    var conditional = Array(repeating: 0.0, count: count * count)
    for row in 0..<count {
      let others = (0..<count).filter { $0 != row }
      // Only differences of distances matter; the nearest at 0 keeps exponentials in range.
      let nearest = others.reduce(Double.infinity) { min($0, distances[row * count + $1]) }
      let offsets = others.map { distances[row * count + $0] - nearest }
      func weights(_ precision: Double) -> (weights: [Double], entropy: Double) {
        let raw = offsets.map { exp(-precision * $0) }
        let total = raw.reduce(0, +)
        return (raw.map { $0 / total }, log(total) + precision * dot(raw, offsets) / total)
      }
      // Entropy falls as precision grows. Where many points are equally near it stays above the
      // target at any precision: the search then ends at the upper bound.
      let scale = max(offsets.reduce(0, +) / Double(offsets.count), .leastNormalMagnitude)
      var (lower, upper) = (-30.0, 30.0)
      for _ in 0..<60 {
        let middle = (lower + upper) / 2
        if weights(exp(middle) / scale).entropy > log(perplexity) {
          lower = middle
        } else {
          upper = middle
        }
      }
      for (other, weight) in zip(others, weights(exp(upper) / scale).weights) {
        conditional[row * count + other] = weight
      }
    }
    var joint = conditional
    for row in 0..<count {
      for column in 0..<count {
        let both = conditional[row * count + column] + conditional[column * count + row]
        joint[row * count + column] = max(both / Double(2 * count), 1e-12)
      }
    }
    return joint
  }

  /// The points on their way.
  private struct Map {
    let affinities: [Double]
    let count: Int
    var x: Axis
    var y: Axis

    init(affinities: [Double], count: Int, start: () -> Double) {
      self.affinities = affinities
      self.count = count
      x = Axis(place: (0..<count).map { _ in start() })
      y = Axis(place: (0..<count).map { _ in start() })
    }

    /// One step of gradient descent with momentum and gains (equation 5):
    /// ∂C/∂y_i = 4 Σ_j (p_ij − q_ij)(y_i − y_j) w_ij, w_ij = 1/(1 + ‖y_i − y_j‖²), q = w / Σw.
    mutating func move(exaggeration: Double, momentum: Double, rate: Double) {
      var total = 0.0
      for row in 0..<count {
        let (x0, y0) = (x.place[row], y.place[row])
        var (pullX, pullY, pushX, pushY) = (0.0, 0.0, 0.0, 0.0)
        for column in row + 1..<max(count, row + 1) {
          let (dx, dy) = (x0 - x.place[column], y0 - y.place[column])
          let weight = 1 / (1 + dx * dx + dy * dy)
          total += weight
          let pull = affinities[row * count + column] * weight
          let push = weight * weight
          pullX += pull * dx
          pullY += pull * dy
          pushX += push * dx
          pushY += push * dy
          x.pull[column] -= pull * dx
          y.pull[column] -= pull * dy
          x.push[column] -= push * dx
          y.push[column] -= push * dy
        }
        x.pull[row] += pullX
        y.pull[row] += pullY
        x.push[row] += pushX
        y.push[row] += pushY
      }
      x.descend(exaggeration: exaggeration, total: 2 * total, momentum: momentum, rate: rate)
      y.descend(exaggeration: exaggeration, total: 2 * total, momentum: momentum, rate: rate)
    }

    var divergence: Double {
      func weight(_ row: Int, _ column: Int) -> Double {
        let (dx, dy) = (x.place[row] - x.place[column], y.place[row] - y.place[column])
        return 1 / (1 + dx * dx + dy * dy)
      }
      var (total, sum) = (0.0, 0.0)
      for row in 0..<count {
        for column in 0..<count where column != row { total += weight(row, column) }
      }
      for row in 0..<count {
        for column in 0..<count where column != row {
          let p = affinities[row * count + column]
          sum += p * log(p * total / weight(row, column))
        }
      }
      return sum
    }
  }

  /// One coordinate of all points.
  private struct Axis {
    var place: [Double]
    var pull: [Double]
    var push: [Double]
    var velocity: [Double]
    var gains: [Double]

    init(place: [Double]) {
      self.place = place
      pull = Array(repeating: 0, count: place.count)
      push = pull
      velocity = pull
      gains = Array(repeating: 1, count: place.count)
    }

    /// Moves along the gradient and clears it; a gain grows while its direction lasts (Jacobs 1988).
    mutating func descend(exaggeration: Double, total: Double, momentum: Double, rate: Double) {
      for index in place.indices {
        let gradient = 4 * (exaggeration * pull[index] - push[index] / total)
        gains[index] =
          (gradient > 0) == (velocity[index] > 0)
          ? max(gains[index] * 0.8, 0.01) : gains[index] + 0.2
        velocity[index] = momentum * velocity[index] - rate * gains[index] * gradient
        place[index] += velocity[index]
        pull[index] = 0
        push[index] = 0
      }
    }
  }
}
