import Lab
import Metrics
import Tensors

/// A latent path between two held-out Gaussians beside the true one, for the figure.
struct LatentPath: Codable {
  /// A Gaussian of the path.
  struct Place: Codable {
    let mean: [Double]
    let covariance: [[Double]]
  }

  static let places = [0, 0.25, 0.5, 0.75, 1]

  /// At each place: the optimal path, and what the models' embeddings between the ends generate.
  var optimal: [Place] = []
  var generated: [String: [Place]] = [:]

  /// The path whose ends lie farthest apart of the measured ones: where there is most to see.
  init(_ models: [(Method, DistributionAutoencoder)], _ p: Watched<GDE.Parameters>) {
    let heldOut = HeldOut(.gaussian, p)
    let random = Generator(seed: p.seed + 5)
    guard case .gaussians(let all) = heldOut.population.truth else { return }
    let paths = min(p.paths, heldOut.population.count / 2)
    let (starts, ends) = (all[Array(0..<paths)], all[Array(paths..<2 * paths)])
    let chosen: Int = starts.wasserstein(to: ends).argmax().item()
    optimal = Self.places.map { Place(starts[[chosen]].displaced(towards: ends[[chosen]], by: $0)) }
    for (method, model) in models {
      noGrad {
        let embeddings = model.encoder(heldOut.sets)
        let (start, end) = (
          embeddings[chosen..<chosen + 1], embeddings[chosen + paths..<chosen + paths + 1]
        )
        generated[method.title] = Self.places.map { t in
          let points = model.generator.sample(
            8 * p.samples, given: start * (1 - t) + end * t, using: random)
          return Place(Gaussians(fitting: method.family.restored(points)))
        }
      }
    }
  }
}

extension LatentPath.Place {
  init(_ gaussian: Gaussians) {
    let flat = gaussian.covariances.elements(Double.self)
    self.init(
      mean: gaussian.means.elements(), covariance: [Array(flat[0..<2]), Array(flat[2..<4])])
  }
}

/// How far multinomials all over the simplex are from the one with equal shares.
struct Simplex: Codable {
  static let steps = 16

  /// The grid's shares.
  let shares: [[Double]]
  /// W₂ from the centre.
  let wasserstein: [Double]
  /// Distances from the centre's embedding, by method.
  var latent: [String: [Double]] = [:]

  init(_ models: [(Method, DistributionAutoencoder)], _ p: Watched<GDE.Parameters>) {
    let steps = Self.steps
    shares = (0...steps).flatMap { i in
      (0...(steps - i)).map { j in
        [i, j, steps - i - j].map { Double($0) / Double(steps) }
      }
    }
    let centre = Array(repeating: 1.0 / 3, count: 3)
    let all = Population(.multinomial, shares: Tensor(rows: [centre] + shares))
    let grid = Array(1...shares.count)
    wasserstein = all[Array(repeating: 0, count: grid.count)].wasserstein(to: all[grid])
    for (method, model) in models {
      let random = Generator(seed: p.seed + 6)
      latent[method.title] = noGrad {
        let sets = Population(
          .multinomial, shares: Tensor(rows: [centre] + shares).converted(to: .float32)
        ).sets(16 * p.setSize, using: random)
        let embeddings = model.encoder(sets)
        return (embeddings[1...] - embeddings[0..<1]).norm(-1).elements(Float.self).map(Double.init)
      }
    }
  }
}
