import Lab
import Metrics
import NN
import Tensors

/// Fishman et al. 2025 (arXiv 2505.18150): an autoencoder whose data points are whole distributions. A set
/// encoder E maps a sample to z, a conditional generator G(z) is trained so that its points are distributed
/// as the sample; then distances of z follow Wasserstein's, and straight lines of z optimal transport.
///
/// By default small models embed families whose distances are known exactly: Gaussians, their mixtures,
/// multinomials, and mixtures of DNA sources, against kernel means, plain means and Wasserstein Wormhole.
/// With `--preset full --application <name> --data <file>` real sets of cells, images or sequences are
/// embedded. Deviations are listed in the README.
@main
struct GDE: Experiment {
  struct Parameters: ParameterSet {
    var seed: UInt64 = 0
    /// Trainings of the main methods, each with its own seed.
    var seeds = 2
    /// Sets in a training step.
    var sets = 32
    /// Points in a training set.
    var setSize = 64
    /// Width of all hidden layers.
    var width = 64
    /// Width of the embedding, and of the generator's noise.
    var latent = 16
    var steps = 500
    /// Peak of the learning rate, which falls along a cosine.
    var rate = 1e-3
    /// Random directions of the sliced distance.
    var directions = 100
    /// Steps of the diffusion; variances are scaled so that as little is left of the data as after the
    /// paper's 400.
    var diffusionSteps = 100
    /// Sinkhorn's entropy weight, as a share of the median cost, and iterations.
    var blur = 0.05
    var iterations = 30
    /// Sets in a training step, and sequences in a set, of DNA.
    var dnaSets = 16
    var dnaSetSize = 16
    /// Held-out distributions of each family (a fifth for DNA), and pairs of them.
    var heldOut = 500
    var pairs = 2000
    /// Further distributions for choices.
    var validation = 100
    /// Points that are generated to measure a distribution.
    var samples = 128
    /// Interpolated pairs.
    var paths = 100
    /// Set sizes, sets, and distributions with which the embedding's variance is measured.
    var scatterSizes = [16, 32, 64, 128, 256, 512, 1024]
    var scatterSets = 32
    var scatterDistributions = 20
    /// Resamples of every bootstrap.
    var resamples = 1000

    init() {}
  }

  static let paper = Paper(
    "Generative Distribution Embeddings", authors: ["Fishman", "Gowri", "Yin", "Gootenberg", "Abudayyeh"],
    year: 2025, arxiv: "2505.18150", venue: "NeurIPS 2025", reported: "reported.csv")

  static let smoke = Edit<Parameters> {
    $0.seeds = 1
    $0.sets = 8
    $0.setSize = 16
    $0.width = 16
    $0.steps = 10
    $0.directions = 10
    $0.diffusionSteps = 5
    $0.iterations = 3
    $0.dnaSets = 4
    $0.dnaSetSize = 4
    $0.heldOut = 40
    $0.pairs = 60
    $0.validation = 10
    $0.samples = 16
    $0.paths = 4
    $0.scatterSizes = [16, 32]
    $0.scatterSets = 4
    $0.scatterDistributions = 3
    $0.resamples = 50
  }

  func body(_ book: Notebook<Parameters>) throws {
    book.limitThreads(to: 1)

    // How far held-out distributions truly are from each other.
    let truths = book.cells("true distances", over: Family.measured) { p, family in
      TrueDistances(HeldOut(family, p))
    }

    // The kernel mean gets the scale that serves it best on validation distributions.
    let tuning = book.cells("kernel scales", over: Method.kernelScales) { p, method in
      let model = DistributionAutoencoder(method, p)
      model.train(method, p, steps: 1...p.steps)
      return Examiner(method, model, HeldOut(method.family, p), p).validationError()
    }

    // Every encoder with its generator.
    let trainings = book.trainings(
      "trainings",
      over: Method.compared(seeds: book.parameters.seeds, scales: Method.bestScales(try tuning())),
      saving: .atTheEnd
    ) { p, method, run in
      let model = DistributionAutoencoder(method, p)
      try run.resume(model)
      model.train(method, p, steps: run.steps(to: p.steps)) { run.log(loss: $0) }
    }

    // Each of them on held-out distributions: distances, reconstructions, paths, larger sets.
    let examinations = book.cells("examinations", over: try trainings.items) { p, method in
      let model = DistributionAutoencoder(method, p)
      try trainings(method).restore(model)
      return Examiner(method, model, HeldOut(method.family, p), p)()
    }

    let findings = book.resource("findings") { p in
      try Findings(
        truths: truths(), examinations: examinations().map(\.value), tuning: tuning(),
        resamples: p.resamples)
    }
    try showTables(findings, book)
  }
}

extension Watched<GDE.Parameters> {
  var sinkhorn: Sinkhorn { Sinkhorn(blur: .ofMedianCost(self.blur), iterations: self.iterations) }

  /// Variances rise linearly, from 1e-4 to 0.02 at 400 steps.
  var diffusion: DenoisingDiffusion {
    let scale = 400 / Double(self.diffusionSteps)
    return .linear(
      steps: self.diffusionSteps, from: 1e-4 * scale, to: min(0.02 * scale, 0.999))
  }
}
