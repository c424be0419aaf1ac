import Lab
import Metrics
import Tensors

/// The held-out distributions of a family, with a set of points of each: the same for every method.
struct HeldOut {
  let population: Population
  /// As many points of each as in training. Shape: `[count, size, …]`.
  let sets: Tensor
  /// Distributions on which choices are made, and their sets.
  let validation: Population
  let validationSets: Tensor
  /// Pairs of held-out distributions whose distances are compared.
  let pairs: [IndexPair]

  init(_ family: Family, _ p: Watched<GDE.Parameters>) {
    let random = Generator(seed: p.seed + 77)
    population = Population(family, family == .dna ? p.heldOut / 5 : p.heldOut, using: random)
    validation = Population(family, p.validation, using: random)
    let size = family == .dna ? p.dnaSetSize : p.setSize
    sets = population.sets(size, using: random)
    validationSets = validation.sets(size, using: random)
    var order = SeededRandom(seed: p.seed, stream: "pairs")
    pairs = IndexPair.sample(p.pairs, of: population.count, random: &order)
  }
}

/// What is measured of a trained model on held-out distributions of its family.
struct Examination: Codable {
  let method: Method
  let parameters: Int
  /// The distance between the embeddings of each pair.
  var distances: [Double] = []
  /// The same before training.
  var untrained: [Double] = []
  /// How far what is generated is from each distribution: W₂ of the refit, for DNA the L1 distance of
  /// the spectra of words of four letters.
  var reconstruction: [Double] = []
  /// The same on the validation distributions.
  var validation: [Double] = []
  /// The same on the first of the held-out ones, from sets sixteen times as large.
  var largeSets: [Double] = []
  /// The distance of the latent path from the true geodesic, the mean over places on it, by path.
  var interpolation: [Double] = []
  /// The trace of the embedding's covariance over sets from one distribution, [size][distribution].
  var scatter: [[Double]] = []
}

/// Measures a trained model.
struct Examiner {
  let method: Method
  let model: DistributionAutoencoder
  let heldOut: HeldOut
  let p: Watched<GDE.Parameters>
  private let random: Generator

  static let places = [0.25, 0.5, 0.75]

  init(
    _ method: Method, _ model: DistributionAutoencoder, _ heldOut: HeldOut,
    _ p: Watched<GDE.Parameters>
  ) {
    (self.method, self.model, self.heldOut, self.p) = (method, model, heldOut, p)
    random = Generator(seed: p.seed + 99)
  }

  func callAsFunction() -> Examination {
    noGrad {
      let pairs = heldOut.pairs
      let embeddings = model.encoder(heldOut.sets)
      var result = Examination(method: method, parameters: model.parameterCount)
      result.distances = Self.distances(embeddings, pairs)
      let blank = DistributionAutoencoder(method, p)
      result.untrained = Self.distances(blank.encoder(heldOut.sets), pairs)
      result.reconstruction = errors(embeddings, heldOut.population)
      result.validation = errors(model.encoder(heldOut.validationSets), heldOut.validation)
      if method.family == .gaussian || method.family == .mixture {
        result.interpolation = interpolation(embeddings)
      }
      if method.family == .gaussian, method.generator != .wormhole {
        result.largeSets = largeSetErrors()
        result.scatter = scatter()
      }
      return result
    }
  }

  /// The mean error on the validation distributions.
  func validationError() -> Double {
    noGrad {
      errors(model.encoder(heldOut.validationSets), heldOut.validation).mean
    }
  }

  private static func distances(_ embeddings: Tensor, _ pairs: [IndexPair]) -> [Double] {
    let rows = embeddings.converted(to: .float64)
    let (first, second) = (Tensor(pairs.map(\.first)), Tensor(pairs.map(\.second)))
    return (rows.indexSelected(0, first) - rows.indexSelected(0, second)).norm(-1).elements()
  }

  /// Points generated from embeddings, in the family's own units; a few sets at a time stay in the
  /// processor's cache.
  private func generated(_ embeddings: Tensor) -> Tensor {
    let parts = stride(from: 0, to: embeddings.shape[0], by: 20).map { start in
      let part = embeddings[start..<min(start + 20, embeddings.shape[0])]
      return model.generator.sample(p.samples, given: part, using: random)
    }
    return method.family.restored(.concatenated(parts))
  }

  private func errors(_ embeddings: Tensor, _ population: Population) -> [Double] {
    guard method.family == .dna else {
      return population.wasserstein(ofRefit: generated(embeddings), using: random)
    }
    let written = model.generator.sample(p.samples, given: embeddings, using: random)
    let trueSets = population.sets(4 * p.samples, using: Generator(seed: p.seed + 55))
    return (kmerSpectrum(written, k: 4) - kmerSpectrum(trueSets, k: 4)).abs().sum(-1).elements()
  }

  /// The errors of the first distributions from larger sets, a few at a time for memory's sake.
  private func largeSetErrors() -> [Double] {
    let rows = Array(0..<min(p.largeSets, heldOut.population.count))
    let embeddings = stride(from: 0, to: rows.count, by: 20).map { start in
      let part = heldOut.population[Array(rows[start..<min(start + 20, rows.count)])]
      return model.encoder(part.sets(16 * p.setSize, using: random))
    }
    return errors(.concatenated(embeddings), heldOut.population[rows])
  }

  /// Paths between the first held-out distributions and as many next ones.
  private func interpolation(_ embeddings: Tensor) -> [Double] {
    let paths = min(p.paths, heldOut.population.count / 2)
    let (start, end) = (embeddings[0..<paths], embeddings[paths..<2 * paths])
    let errors = Self.places.map { t in
      let points = generated(start * (1 - t) + end * t)
      return Path(heldOut.population, paths: paths).distance(from: points, at: t, using: random)
    }
    return (0..<paths).map { path in
      errors.reduce(0) { $0 + $1[path] } / Double(errors.count)
    }
  }

  /// tr Var(z | P) by the number of points of a set, for some distributions.
  private func scatter() -> [[Double]] {
    p.scatterSizes.map { size in
      (0..<p.scatterDistributions).map { row in
        let copies = heldOut.population[Array(repeating: row, count: p.scatterSets)]
        let embeddings = model.encoder(copies.sets(size, using: random))
        return embeddings.variance(0).sum().item()
      }
    }
  }
}

/// The true geodesics between the first distributions of a population and as many next ones.
struct Path {
  private let start: Population
  private let end: Population

  init(_ population: Population, paths: Int) {
    start = population[Array(0..<paths)]
    end = population[Array(paths..<2 * paths)]
  }

  /// W₂ of what is fitted to the points from the geodesic at t, path by path.
  func distance(from points: Tensor, at t: Double, using random: Generator) -> [Double] {
    start.displaced(towards: end, by: t).wasserstein(ofRefit: points, using: random)
  }

  /// The same of the plain mixtures (1 − t) P₀ + t P₁: for Gaussians of the mixture's moments.
  func distanceOfMixture(at t: Double) -> [Double] {
    start.displaced(towards: end, by: t).wasserstein(to: start.mixed(with: end, share: t))
  }
}
