import Datasets
import Foundation
import Lab
import Metrics
import NN
import Optim
import Tensors

/// The applications of preset full: which files are read, and what makes a set.
enum Application: String, Codable, CaseIterable {
  /// Cells of a perturbation screen (`.h5ad`): a set is the cells of one perturbed gene.
  case perturbation
  /// Cells of a lineage-tracing experiment (`.h5ad`): a set is a clone.
  case lineage
  /// MNIST's images and labels (IDX, a folder): a set is a Dirichlet mixture of digits.
  case digits
  /// Promoters with their expression (text): a set is a window of expression quantiles.
  case promoters
  /// Spike proteins (FASTA, GISAID's headers): a set is a month in a country.
  case proteins

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  var isSequences: Bool { self == .promoters || self == .proteins }
}

/// Groups of real points, each taken for a distribution of its own.
struct RealSets {
  let labels: [String]
  /// The points of each group: `[count, width]`, or int64 letters `[count, length]`.
  let groups: [Tensor]
  let points: PointKind
  /// Points of several groups are mixed for each set.
  let isMixed: Bool

  static let nucleotides = Array("ACGT")
  static let aminoAcids = Array("ACDEFGHIKLMNPQRSTVWY")

  init(_ application: Application, _ data: URL, _ p: Watched<GDE.Parameters>) throws {
    var found: [(label: String, points: Tensor)]
    switch application {
    case .perturbation, .lineage:
      let cells = try AnnData(data)
      let column = p.column ?? (application == .lineage ? "clone" : "gene")
      found = try Self.grouped(cells.labels(column)).map { ($0.label, try cells.rows($0.rows)) }
      points = .vectors(cells.variableCount)
    case .digits:
      let images = try IDXFile.tensor(data.appending(path: "train-images-idx3-ubyte"))
      let file = data.appending(path: "train-labels-idx1-ubyte")
      let digits = try IDXFile.tensor(file).converted(to: .int64).elements(Int.self)
      guard images.rank == 3, digits.count == images.shape[0] else {
        throw LabError("\(file.path): \(digits.count) labels for images of shape \(images.shape)")
      }
      let pixels = images.flattened(1).converted(to: .float32) / 127.5 - 1
      found = Self.grouped(digits.map { "\($0)" }).map {
        ($0.label, pixels.indexSelected(0, Tensor($0.rows)))
      }
      points = .vectors(pixels.shape[1])
    case .promoters:
      let table = try PromoterTable(data)
      let letters = table.sequences.map { Self.numbers($0, Self.nucleotides, p.sequenceLength) }
      found = table.quantileSets(p.quantiles, window: p.quantileWindow).enumerated().map {
        ("\($0)", Self.stacked($1.compactMap { letters[$0] }))
      }
      points = .sequences(letters: Self.nucleotides.count, length: p.sequenceLength)
    case .proteins:
      var groups: [String: [[Int]]] = [:]
      try FASTA(data).forEachRecord { record in
        if let origin = SampleOrigin(header: record.header),
          let letters = Self.numbers(record.sequence, Self.aminoAcids, p.sequenceLength)
        {
          groups["\(origin.month) \(origin.country)", default: []].append(letters)
        }
        return true
      }
      found = groups.sorted { $0.key < $1.key }.map { ($0.key, Self.stacked($0.value)) }
      points = .sequences(letters: Self.aminoAcids.count, length: p.sequenceLength)
    }
    found = found.filter { $0.points.shape[0] >= p.smallestGroup }
    guard found.count >= 5 else {
      throw LabError(
        "\(data.path): \(found.count) groups of at least \(p.smallestGroup) points; 5 are needed")
    }
    labels = found.map(\.label)
    groups = found.map(\.points)
    isMixed = application == .digits
  }

  /// The rows of each label, labels in order; rows without one are left out.
  private static func grouped(_ labels: [String?]) -> [(label: String, rows: [Int])] {
    let known = labels.indices.filter { labels[$0] != nil }
    return Dictionary(grouping: known) { labels[$0] ?? "" }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  /// The first letters as numbers; nil where there are too few, or others among them.
  private static func numbers(_ text: String, _ letters: [Character], _ length: Int) -> [Int]? {
    let numbers = text.prefix(length).compactMap { letters.firstIndex(of: $0) }
    return numbers.count == length ? numbers : nil
  }

  private static func stacked(_ rows: [[Int]]) -> Tensor {
    Tensor(rows.flatMap { $0 }, shape: [rows.count, rows.first?.count ?? 0])
  }

  /// Every fifth group is held out; mixed groups are all seen, and their mixtures are new.
  func members(isHeldOut: Bool) -> [Int] {
    isMixed ? Array(groups.indices) : groups.indices.filter { ($0 % 5 == 4) == isHeldOut }
  }

  /// Sets of points from each of the groups, or so many from mixtures of three of them; with replacement
  /// where a group is smaller.
  func sets(of members: [Int], mixtures: Int, size: Int, using generator: Generator) -> Tensor {
    let drawn = Tensor.stacked(
      members.map { member in
        let count = groups[member].shape[0]
        let places =
          count >= size
          ? Tensor.randperm(count, using: generator)[0..<size]
          : Tensor.randint([size], in: 0..<count, using: generator)
        return groups[member].indexSelected(0, places)
      })
    guard isMixed else { return drawn }
    let weights = SetMixing.weights(mixtures, of: members.count, parts: 3, using: generator)
    return SetMixing.mixed(drawn, weights: weights, using: generator)
  }
}

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
        let sets = real.sets(
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
        "distance of generated sets": result().reconstruction.average,
        "distance of other true sets": result().floor.average,
        "ρ of latent distances with distances of sets": result().correlation,
        "parameters": result().parameters, "sets": result().reconstruction.count,
      ])
    try book.figure("training", caption: "Training loss.") {
      $0.x("step").y("loss").lines("", try training().loss)
    }
  }
}

extension RealResult {
  init(_ model: DistributionAutoencoder, _ real: RealSets, _ p: Watched<GDE.Parameters>) throws {
    let random = Generator(seed: p.seed + 1)
    let members = real.members(isHeldOut: true)
    let (sets, others): (Tensor, Tensor)
    let directions = Tensor.randomDirections(
      p.directions, width: max(1, real.points.width), using: random)
    let count = real.isMixed ? p.validation : members.count
    if real.isMixed {
      let both = real.sets(of: members, mixtures: count, size: 2 * p.setSize, using: random)
      (sets, others) = (
        both[TensorIndex.all, 0..<p.setSize], both[TensorIndex.all, p.setSize...]
      )
    } else {
      sets = real.sets(of: members, mixtures: 0, size: p.setSize, using: random)
      others = real.sets(of: members, mixtures: 0, size: p.setSize, using: random)
    }
    func distances(_ a: Tensor, _ b: Tensor) -> [Double] {
      switch real.points {
      case .vectors:
        return a.slicedWasserstein(to: b, along: directions).elements(Float.self).map(Double.init)
      case .sequences(let letters, _):
        let k = letters > 4 ? 2 : 3
        return
          (kmerSpectrum(a, k: k, letters: letters) - kmerSpectrum(b, k: k, letters: letters))
          .abs().sum(-1).elements()
      }
    }
    let (embedded, drawn) = noGrad {
      let embedded = model.encoder(sets)
      return (embedded, model.generator.sample(p.setSize, given: embedded, using: random))
    }
    var order = SeededRandom(seed: p.seed, stream: "pairs")
    let pairs = IndexPair.sample(p.pairs, of: count, random: &order)
    let (first, second) = (Tensor(pairs.map(\.first)), Tensor(pairs.map(\.second)))
    let latent = (embedded.indexSelected(0, first) - embedded.indexSelected(0, second)).norm(-1)
    labels = real.isMixed ? [] : members.map { real.labels[$0] }
    parameters = model.parameterCount
    reconstruction = distances(drawn, others)
    floor = distances(sets, others)
    embeddings = embedded
    correlation =
      spearman(
        latent.elements(Float.self).map(Double.init),
        distances(sets.indexSelected(0, first), sets.indexSelected(0, second))
      ).coefficient
  }
}
