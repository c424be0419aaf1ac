import Datasets
import Metrics
import Tensors

/// A family of distributions; one of them is a data point.
enum Family: String, Codable, CaseIterable, CustomStringConvertible {
  /// N(μ, Σ) in the plane: μ ~ U(0, 5)², Σ ~ Wishart(10, I)/4.
  case gaussian = "mvn"
  /// Mixtures of three of those with Dirichlet(1) weights.
  case mixture = "gmm"
  /// Shares of three categories in 20 draws: p ~ Dirichlet(1).
  case multinomial
  /// DNA of 32 letters from three motif-repeating Markov sources, mixed with p ~ Dirichlet(1).
  case dna

  var description: String { rawValue }

  var title: String {
    switch self {
    case .gaussian: "Gaussians"
    case .mixture: "mixtures of Gaussians"
    case .multinomial: "multinomials"
    case .dna: "DNA"
    }
  }

  /// The families whose Wasserstein distances are known.
  static let measured: [Family] = [.gaussian, .mixture, .multinomial]

  /// What a point is.
  var points: PointKind {
    switch self {
    case .gaussian, .mixture: .vectors(2)
    case .multinomial: .vectors(3)
    case .dna: .sequences(letters: Self.letters, length: Self.sequenceLength)
    }
  }

  static let trials = 20
  static let letters = 4
  static let sequenceLength = 32

  static let sources: [MotifSource] = {
    var random = SeededRandom(seed: 0, stream: "motifs")
    return MotifSource.random(3, length: 4, slip: 0.1, random: &random)
  }()

  /// What networks see is (x − centre) · scale; known by design, the same for every method.
  var centre: Double { self == .multinomial ? 1.0 / 3 : 2.5 }
  var scale: Double { self == .multinomial ? 4 : 0.45 }

  /// Points in the family's own units, from what networks see and draw.
  func restored(_ points: Tensor) -> Tensor { points / scale + centre }

  /// Sets of points to train on. Shape: `[count, size, width]`, for DNA letters `[count, size, 32]`.
  func trainingSets(_ count: Int, size: Int, using generator: Generator) -> Tensor {
    guard self == .mixture else {
      return Population(self, count, using: generator).sets(size, using: generator)
    }
    // The authors' augmentation: mixtures of the batch's own sets.
    let parts = Population(.gaussian, count, using: generator).sets(size, using: generator)
    let weights = SetMixing.weights(count, of: count, parts: 3, using: generator)
    return SetMixing.mixed(parts, weights: weights, using: generator)
  }
}

/// What a point is, as networks see it.
enum PointKind: Equatable {
  /// So many numbers.
  case vectors(Int)
  /// Letters of an alphabet, numbered from 0.
  case sequences(letters: Int, length: Int)

  /// How many numbers or kinds of letters.
  var width: Int {
    switch self {
    case .vectors(let width): width
    case .sequences(let letters, _): letters
    }
  }
}

/// Distributions of a family, known exactly.
struct Population {
  enum Truth {
    case gaussians(Gaussians)
    case mixtures(GaussianMixtures)
    /// The shares of categories or of sources. Shape: `[count, 3]`.
    case shares(Tensor)
  }

  let family: Family
  let truth: Truth
  let count: Int

  /// So many distributions that are known.
  init(_ family: Family, _ truth: Truth, _ count: Int) {
    (self.family, self.truth, self.count) = (family, truth, count)
  }

  /// Draws distributions of a family.
  init(_ family: Family, _ count: Int, using generator: Generator) {
    func gaussians() -> Gaussians {
      Gaussians(
        means: Tensor.rand([count, 2], using: generator) * 5,
        covariances: Tensor.wishart(count, degreesOfFreedom: 10, scale: .eye(2), using: generator)
          / 4)
    }
    switch family {
    case .gaussian: self.init(family, .gaussians(gaussians()), count)
    case .mixture:
      let parts = gaussians()
      let weights = SetMixing.weights(count, of: count, parts: 3, using: generator).topK(3)
      let members = weights.indices.flattened()
      self.init(
        family,
        .mixtures(
          GaussianMixtures(
            weights: weights.values,
            means: parts.means.indexSelected(0, members).reshaped(count, 3, 2),
            covariances: parts.covariances.indexSelected(0, members).reshaped(count, 3, 2, 2))),
        count)
    case .multinomial, .dna:
      self.init(family, .shares(Tensor.ones([count, 3]).dirichlet(using: generator)), count)
    }
  }

  /// Multinomials or mixtures of sources with these shares.
  init(_ family: Family, shares: Tensor) {
    self.init(family, .shares(shares), shares.shape[0])
  }

  /// The distributions at the given rows.
  subscript(rows: [Int]) -> Population {
    let truth: Truth =
      switch truth {
      case .gaussians(let all): .gaussians(all[rows])
      case .mixtures(let all): .mixtures(all[rows])
      case .shares(let all): .shares(all.indexSelected(0, Tensor(rows)))
      }
    return Population(family, truth, rows.count)
  }

  /// A set of independent points of each distribution, as networks see them.
  func sets(_ size: Int, using generator: Generator) -> Tensor {
    switch truth {
    case .gaussians(let all):
      let noise = Tensor.randn([count, size, 2], using: generator)
      let factors = all.covariances.cholesky().converted(to: .float32)
      return seen(
        all.means.converted(to: .float32).unsqueezed(1) + noise.matmul(factors.transposed()))
    case .mixtures(let all):
      let rows = Tensor.arange(0..<count).unsqueezed(1)
      let parts = all.weights.multinomial(size, using: generator)
      let factors = all.covariances.cholesky().converted(to: .float32)[rows, parts]
      let noise = Tensor.randn([count, size, 2, 1], using: generator)
      return seen(
        all.means.converted(to: .float32)[rows, parts] + factors.matmul(noise).squeezed(-1))
    case .shares(let shares) where family == .dna:
      return MotifSource.sequences(
        from: Family.sources, numbers: shares.multinomial(size, using: generator),
        length: Family.sequenceLength, using: generator)
    case .shares(let shares):
      let counts = shares.multinomialCounts(trials: Family.trials, draws: size, using: generator)
      return seen(counts / Double(Family.trials))
    }
  }

  private func seen(_ points: Tensor) -> Tensor { (points - family.centre) * family.scale }

  /// The mean and covariance of each distribution, in the family's own units.
  var moments: Gaussians {
    switch truth {
    case .gaussians(let all): all
    case .mixtures(let all): all.moments
    case .shares(let shares):
      Gaussians(
        means: shares,
        covariances: (shares.diagonalMatrix()
          - shares.unsqueezed(-1).matmul(shares.unsqueezed(-2))) / Double(Family.trials))
    }
  }
}
