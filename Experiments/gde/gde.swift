import Foundation
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
    var sets = 16
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
    var diffusionSteps = 50
    /// Sinkhorn's entropy weight, as a share of the median cost, and iterations.
    var blur = 0.05
    var iterations = 30
    /// Sets in a training step, and sequences in a set, of DNA.
    var dnaSets = 8
    var dnaSetSize = 16
    /// Held-out distributions of each family (a fifth for DNA), and pairs of them.
    var heldOut = 500
    var pairs = 2000
    /// Further distributions for choices.
    var validation = 100
    /// Points that are generated to measure a distribution.
    var samples = 128
    /// Distributions of which sets sixteen times as large are embedded too.
    var largeSets = 100
    /// Interpolated pairs.
    var paths = 100
    /// Set sizes, sets, and distributions with which the embedding's variance is measured.
    var scatterSizes = [16, 32, 64, 128, 256, 512, 1024]
    var scatterSets = 16
    var scatterDistributions = 20
    /// Resamples of every bootstrap.
    var resamples = 1000

    /// Preset full: perturbation, lineage, digits, images, promoters or proteins.
    var application: Application?
    /// The file with its data; of digits and images, the folder.
    var data: URL?
    /// Encoder and generator of points that are no sequences.
    var encoder = Method.Encoder.resnet
    var generator = Method.Generator.ddpm
    /// The column of cells, or the matrix of obsm, that says which belong together; the application's own
    /// unless given.
    var column: String?
    /// The fewest points that make a distribution.
    var smallestGroup = 3
    /// Letters of a sequence that are read; shorter sequences are left out.
    var sequenceLength = 80
    /// Bins of equal size by expression, and how many neighbours make a set.
    var quantiles = 100
    var quantileWindow = 3

    init() {}
  }

  static let paper = Paper(
    "Generative Distribution Embeddings",
    authors: ["Fishman", "Gowri", "Yin", "Gootenberg", "Abudayyeh"],
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
    $0.largeSets = 10
    $0.scatterSizes = [16, 32]
    $0.scatterSets = 4
    $0.scatterDistributions = 3
    $0.resamples = 50
  }

  static let full = Edit<Parameters> {
    $0.sets = 256
    $0.setSize = 500
    $0.width = 128
    $0.latent = 32
    $0.steps = 20_000
    $0.rate = 2e-4
    $0.diffusionSteps = 400
  }

  func body(_ book: Notebook<Parameters>) throws {
    if book.preset == "full" { return try embedRealSets(book) }
    book.limitThreads(to: 1)

    // How far held-out distributions truly are from each other.
    let truths = book.cells("true distances", over: Family.measured) { p, family in
      TrueDistances(HeldOut(family, p), p)
    }

    // The kernel mean gets the scale that serves it best on validation distributions.
    let tuning = book.cells("kernel scales", over: Method.kernelScales) { p, method in
      let model = DistributionAutoencoder(method, p)
      model.train(method, p, steps: 1...max(1, p.steps / 2))
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
        sizes: p.scatterSizes, resamples: p.resamples)
    }

    // Every comparison that a claim needs, with its interval over held-out distributions.
    let contrasts = book.cells("contrasts", over: Contrast.all) { p, contrast in
      try findings().difference(contrast, seed: p.seed)
    }

    // What the paths and the simplex look like, for figures.
    func models(_ family: Family) throws -> [(Method, DistributionAutoencoder)] {
      try trainings.items.filter {
        $0.family == family && $0.seed == 0 && $0.generator == .sw
          && [.gnn, .kme].contains($0.encoder)
      }.map { method in
        let model = DistributionAutoencoder(method, book.parameters)
        try trainings(method).restore(model)
        return (method, model)
      }
    }
    let path = book.cell("path") { p in LatentPath(try models(.gaussian), p) }
    let simplex = book.cell("simplex") { p in Simplex(try models(.multinomial), p) }

    try showTables(findings, contrasts, book)
    try showFigures(findings, path, simplex, trainings, book)
    try judgeClaims(findings, contrasts, book)
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
