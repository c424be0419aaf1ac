import Foundation
import Lab
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
  /// The reconstruction error of a perfect generator: W₂ of the refit of as many true points.
  let perfect: [Double]
  /// That of a model that keeps all of a set of the training's size: W₂ of the set's own refit.
  let refitOfSet: [Double]
  /// For Gaussians, that of a model that keeps a set's mean only: the family's mean covariance about it.
  var meanOnly: [Double] = []

  init(_ heldOut: HeldOut, _ p: Watched<GDE.Parameters>) {
    let population = heldOut.population
    pairs = heldOut.pairs
    let (first, second) = (population[pairs.map(\.first)], population[pairs.map(\.second)])
    wasserstein = first.wasserstein(to: second)
    means = (first.moments.means - second.moments.means).norm(1).elements()
    if population.family == .multinomial {
      mixturePath = []
    } else {
      let path = Path(population, paths: min(p.paths, population.count / 2))
      let distances = Examiner.places.map(path.distanceOfMixture)
      mixturePath = distances[0].indices.map { row in distances.map { $0[row] }.mean }
    }
    let random = Generator(seed: p.seed + 33)
    let family = population.family
    func error(of sets: Tensor) -> [Double] {
      population.wasserstein(ofRefit: family.restored(sets), using: random)
    }
    perfect = error(of: population.sets(p.samples, using: random))
    refitOfSet = error(of: heldOut.sets)
    if case .gaussians(let all) = population.truth {
      let covariances = all.covariances.mean(0, keepDim: true).expanded(all.covariances.shape)
      let means = family.restored(heldOut.sets).mean(1)
      meanOnly =
        all.wasserstein(to: Gaussians(means: means, covariances: covariances)).elements()
    }
  }

  /// The mean share of the squared distance that means alone explain.
  var shareOfMeans: Double {
    zip(means, wasserstein).reduce(0) { $0 + $1.0 * $1.0 / ($1.1 * $1.1) } / Double(pairs.count)
  }
}

extension Population {
  /// W₂ of what is fitted to sets of points, in the family's own units, from each distribution: for
  /// multinomials of the moments.
  func wasserstein(ofRefit points: Tensor, using random: Generator) -> [Double] {
    switch truth {
    case .gaussians(let truth):
      return truth.wasserstein(to: Gaussians(fitting: points)).elements()
    case .mixtures(let truth):
      return truth.wasserstein(
        to: GaussianMixtures(
          fitting: points, components: 3, iterations: 30, starts: 2, using: random))
    case .shares:
      return moments.wasserstein(to: Gaussians(fitting: points)).elements()
    }
  }

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

extension Population {
  /// The distributions at a share of the way along the geodesics to the other's.
  func displaced(towards other: Population, by share: Double) -> Population {
    switch (truth, other.truth) {
    case (.gaussians(let mine), .gaussians(let theirs)):
      Population(family, .gaussians(mine.displaced(towards: theirs, by: share)), count)
    case (.mixtures(let mine), .mixtures(let theirs)):
      Population(family, .mixtures(mine.displaced(towards: theirs, by: share)), count)
    default: fatalError("no geodesics are known in this family")
    }
  }

  /// The mixtures of each distribution (1 − share) with the other's (share): of Gaussians those with
  /// the mixture's moments.
  func mixed(with other: Population, share: Double) -> Population {
    switch (truth, other.truth) {
    case (.gaussians(let mine), .gaussians(let theirs)):
      Population(family, .gaussians(mine.mixed(with: theirs, share: share)), count)
    case (.mixtures(let mine), .mixtures(let theirs)):
      Population(family, .mixtures(mine.mixed(with: theirs, share: share)), count)
    default: fatalError("no mixtures are kept in this family")
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
    TransportPlan.squaredWasserstein(
      points, probabilities, to: other.points, other.probabilities
    ).squareRoot()
  }
}
