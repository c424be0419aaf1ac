import Lab
import Metrics
import NN
import Optim
import Tensors

/// How a model does on held-out real sets.
struct RealResult: Codable {
  let labels: [String]
  let parameters: Int
  /// How far what is generated is from another set of the same group: sliced W₂, or the L1 distance of
  /// spectra of 3-mers (single letters and pairs where there are more than four).
  let reconstruction: [Double]
  /// How far two sets of the same group are from each other: no generator can be expected to be nearer.
  let floor: [Double]
  /// Each held-out set's embedding.
  let embeddings: Tensor
  /// Spearman's correlation of distances of embeddings with those distances of sets.
  let correlation: Double
}

extension GDE {
  /// Preset full: trains on real sets and measures the model on held-out ones.
  func embedRealSets(_ book: Notebook<Parameters>) throws {
    guard let application = book.parameters.application, let data = book.parameters.data else {
      throw LabError("--preset full needs --application <\(Application.names)> and --data <path>")
    }
    let method = Method(
      family: .gaussian, encoder: application.isSequences ? .conv : book.parameters.encoder,
      generator: application.isSequences ? .gru : book.parameters.generator)
    let real = book.resource("real sets") { p in
      try RealSets(application, book.input(data), p)
    }
    let training = book.training("training", saving: .every(steps: 100)) { p, run in
      let real = try real()
      let model = DistributionAutoencoder(method, real.points, p)
      let random = Generator(seed: p.seed)
      let adam = Adam(model.parameters, rate: p.rate)
      let schedule = Schedule.cosine(peak: p.rate, warmUp: 0, steps: p.steps, floor: 0)
      let members = real.members(isHeldOut: false)
      try run.resume(model, adam, random)
      for step in run.steps(to: p.steps) {
        let order = Tensor.randperm(members.count, using: random).elements(Int.self)
        let sets = try real.sets(
          of: order.prefix(p.sets).map { members[$0] }, mixtures: p.sets, size: p.setSize,
          using: random)
        adam.rate = schedule.rate(at: step - 1)
        let loss = model.loss(sets, progress: Double(step) / Double(p.steps), using: random)
        adam.minimise(loss)
        if step.isMultiple(of: max(1, p.steps / 50)) { run.log(loss: loss.item()) }
      }
    }
    let result = book.cell("held-out sets") { p in
      let model = DistributionAutoencoder(method, try real().points, p)
      try training().restore(model)
      return try RealResult(model, real(), p)
    }
    try book.table(
      "held-out sets",
      [
        "distance of generated sets": result().reconstruction.mean,
        "distance of other true sets": result().floor.mean,
        "ρ of latent distances with distances of sets": result().correlation,
        "parameters": result().parameters, "sets": result().reconstruction.count,
      ])
    try book.figure("training", caption: "Training loss.") {
      $0.x("step").y("loss").lines("", try training().loss)
    }
  }
}

/// What the distances between real sets are computed from, much smaller than the sets.
private struct Sketches {
  let points: PointKind
  /// Random directions of points that are vectors.
  let directions: Tensor

  /// Sorted projections, or spectra of words, set by set.
  func callAsFunction(_ sets: Tensor) -> Tensor {
    switch points {
    case .vectors: return sets.sortedProjections(along: directions)
    case .sequences(let letters, _):
      return kmerSpectrum(sets, k: letters > 4 ? 2 : 3, letters: letters)
    }
  }

  /// Sliced W₂, or the L1 distance of spectra.
  func distances(_ a: Tensor, _ b: Tensor) -> [Double] {
    switch points {
    case .vectors:
      a.slicedWasserstein(toProjections: b).converted(to: .float64).elements()
    case .sequences: (a - b).abs().sum(-1).elements()
    }
  }
}

extension RealResult {
  init(_ model: DistributionAutoencoder, _ real: RealSets, _ p: Watched<GDE.Parameters>) throws {
    let random = Generator(seed: p.seed + 1)
    let members = real.members(isHeldOut: true)
    let sketch = Sketches(
      points: real.points,
      directions: .randomDirections(
        p.directions, width: max(1, real.points.width), using: random))
    let count = real.isMixed ? p.validation : members.count
    var (embedded, sketched): ([Tensor], [Tensor]) = ([], [])
    var (reconstruction, floor): ([Double], [Double]) = ([], [])
    // A few sets at a time, whatever a point's width: images of thousands of genes need not be in memory.
    for start in stride(from: 0, to: count, by: 8) {
      let part = start..<min(start + 8, count)
      let both = try real.sets(
        of: real.isMixed ? members : Array(members[part]), mixtures: part.count,
        size: 2 * p.setSize, using: random)
      let (sets, others) = (
        both[TensorIndex.all, 0..<p.setSize], both[TensorIndex.all, p.setSize...]
      )
      noGrad {
        let embeddings = model.encoder(sets)
        let drawn = model.generator.sample(p.setSize, given: embeddings, using: random)
        let (seen, unseen) = (sketch(sets), sketch(others))
        reconstruction += sketch.distances(sketch(drawn), unseen)
        floor += sketch.distances(seen, unseen)
        embedded.append(embeddings)
        sketched.append(seen)
      }
    }
    var order = SeededRandom(seed: p.seed, stream: "pairs")
    let pairs = IndexPair.sample(p.pairs, of: count, random: &order)
    let (first, second) = (Tensor(pairs.map(\.first)), Tensor(pairs.map(\.second)))
    let (embeddings, sketches) = (Tensor.concatenated(embedded), Tensor.concatenated(sketched))
    let latent = (embeddings.indexSelected(0, first) - embeddings.indexSelected(0, second)).norm(-1)
    labels = real.isMixed ? [] : members.map { real.groups[$0].label }
    parameters = model.parameterCount
    self.reconstruction = reconstruction
    self.floor = floor
    self.embeddings = embeddings
    correlation =
      spearman(
        latent.converted(to: .float64).elements(),
        sketch.distances(sketches.indexSelected(0, first), sketches.indexSelected(0, second))
      ).coefficient
  }
}
