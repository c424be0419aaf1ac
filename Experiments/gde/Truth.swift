import Foundation
import Metrics
import Tensors

/// Held-out pairs of distributions and how far they truly are from each other.
struct TrueDistances: Codable {
  let pairs: [IndexPair]
  /// W₂ between the distributions themselves, in the family's own units.
  let wasserstein: [Double]
  /// The distance between their means alone.
  let means: [Double]
  /// How far the plain mixtures (1 − t) P₀ + t P₁ are from the geodesics, the mean over t, by path.
  let mixturePath: [Double]

  init(_ heldOut: HeldOut, paths: Int) {
    let population = heldOut.population
    pairs = heldOut.pairs
    let (first, second) = (population[pairs.map(\.first)], population[pairs.map(\.second)])
    wasserstein = first.wasserstein(to: second)
    means = (first.moments.means - second.moments.means).norm(1).elements()
    if population.family == .multinomial {
      mixturePath = []
    } else {
      let path = Path(population, paths: min(paths, population.count / 2))
      let distances = Examiner.places.map(path.distanceOfMixture)
      mixturePath = distances[0].indices.map { row in distances.map { $0[row] }.average }
    }
  }

  /// The mean share of the squared distance that means alone explain.
  var shareOfMeans: Double {
    zip(means, wasserstein).reduce(0) { $0 + $1.0 * $1.0 / ($1.1 * $1.1) } / Double(pairs.count)
  }
}

extension Population {
  /// W₂ row by row: Gaussians in closed form, mixtures by transport among components, multinomials by
  /// exact transport among counts.
  func wasserstein(to other: Population) -> [Double] {
    switch (truth, other.truth) {
    case (.gaussians(let mine), .gaussians(let theirs)):
      return mine.wasserstein(to: theirs).elements()
    case (.mixtures(let mine), .mixtures(let theirs)): return mine.wasserstein(to: theirs)
    case (.shares(let mine), .shares(let theirs)):
      return zip(Multinomial.all(mine), Multinomial.all(theirs)).map { $0.wasserstein(to: $1) }
    default: fatalError("distributions of two families have no distance")
    }
  }
}

/// The distribution of shares of three categories in a number of draws.
struct Multinomial {
  /// The shares with a probability worth counting, and these.
  private let points: [[Double]]
  private let probabilities: [Double]
  /// Rarer counts are left out of transport problems.
  private static let negligible = 1e-4

  init(_ shares: [Double]) {
    let n = Family.trials
    let logShares = shares.map { log(max($0, 1e-300)) }
    var kept: [(point: [Double], probability: Double)] = []
    for a in 0...n {
      for b in 0...(n - a) {
        let counts = [a, b, n - a - b]
        let logProbability = zip(counts, logShares).reduce(lgamma(Double(n) + 1)) {
          $0 + Double($1.0) * $1.1 - lgamma(Double($1.0) + 1)
        }
        let probability = exp(logProbability)
        if probability > Self.negligible {
          kept.append((counts.map { Double($0) / Double(n) }, probability))
        }
      }
    }
    let total = kept.reduce(0) { $0 + $1.probability }
    points = kept.map(\.point)
    probabilities = kept.map { $0.probability / total }
  }

  /// One distribution a row of shares.
  static func all(_ shares: Tensor) -> [Multinomial] {
    let flat = shares.converted(to: .float64).elements(Double.self)
    return stride(from: 0, to: flat.count, by: 3).map { Multinomial(Array(flat[$0..<$0 + 3])) }
  }

  /// W₂ with Euclidean distances between shares.
  func wasserstein(to other: Multinomial) -> Double {
    let costs = points.map { x in
      other.points.map { y in zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    }
    return TransportPlan(supplies: probabilities, demands: other.probabilities, costs: costs)
      .cost.squareRoot()
  }
}
