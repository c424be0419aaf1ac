import Datasets
import Foundation
import Lab
import Tensors

/// The applications of preset full: which files are read, and what makes a set.
enum Application: String, Codable, CaseIterable {
  /// Cells of a perturbation screen (`.h5ad`): a set is the cells of one perturbed gene.
  case perturbation
  /// Cells of a lineage-tracing experiment (`.h5ad`): a set is a clone.
  case lineage
  /// MNIST's images and labels (IDX, a folder): a set is a Dirichlet mixture of digits.
  case digits
  /// Cells' images of an optical pooled screen (NumPy arrays, a folder for each tile): a set is the
  /// images of one perturbed gene.
  case images
  /// Promoters with their expression (text): a set is a window of expression quantiles.
  case promoters
  /// Spike proteins (FASTA, GISAID's headers): a set is a month in a country.
  case proteins

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  var isSequences: Bool { self == .promoters || self == .proteins }
}

/// Groups of real points, each taken for a distribution of its own.
struct RealSets {
  let groups: [Group]
  let points: PointKind
  /// Points of several groups are mixed for each set.
  let isMixed: Bool

  /// Points that are read when they are asked for.
  struct Group {
    let label: String
    let count: Int
    /// The points with these numbers: `[points, width]`, or int64 letters `[points, length]`.
    let points: (_ numbers: [Int]) throws -> Tensor

    init(_ label: String, count: Int, points: @escaping (_ numbers: [Int]) throws -> Tensor) {
      (self.label, self.count, self.points) = (label, count, points)
    }

    /// Points in memory.
    init(_ label: String, _ points: Tensor) {
      self.init(label, count: points.shape[0]) { points.indexSelected(0, Tensor($0)) }
    }
  }

  static let nucleotides = Array("ACGT")
  static let aminoAcids = Array("ACDEFGHIKLMNPQRSTVWY")

  init(_ application: Application, _ data: URL, _ p: Watched<GDE.Parameters>) throws {
    var found: [Group]
    switch application {
    case .perturbation, .lineage:
      let cells = try AnnData(data)
      found = try Self.sets(of: cells, application, p.column).map { label, rows in
        Group(label, count: rows.count) { numbers in try cells.rows(numbers.map { rows[$0] }) }
      }
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
        Group($0.label, pixels.indexSelected(0, Tensor($0.rows)))
      }
      points = .vectors(pixels.shape[1])
    case .images:
      let screen = try ImageScreen(data)
      found = screen.perturbations.map { gene in
        Group(gene, count: screen.count(of: gene)) {
          try screen.images(of: gene, $0).flattened(1)
        }
      }
      points = .vectors(screen.imageShape.reduce(1, *))
    case .promoters:
      let table = try PromoterTable(data)
      let letters = table.sequences.map { Self.numbers($0, Self.nucleotides, p.sequenceLength) }
      found = table.quantileSets(p.quantiles, window: p.quantileWindow).enumerated().map {
        Group("\($0)", Self.stacked($1.compactMap { letters[$0] }))
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
      found = groups.sorted { $0.key < $1.key }.map { Group($0.key, Self.stacked($0.value)) }
      points = .sequences(letters: Self.aminoAcids.count, length: p.sequenceLength)
    }
    groups = found.filter { $0.count >= p.smallestGroup }
    guard groups.count >= 5 else {
      throw LabError(
        "\(data.path): \(groups.count) groups of at least \(p.smallestGroup) points; 5 are needed")
    }
    isMixed = application == .digits
  }

  /// The cells that belong together by a column that describes them, or by a matrix with a column a set:
  /// clones by `X_clone` where the file has it.
  private static func sets(
    of cells: AnnData, _ application: Application, _ column: String?
  ) throws -> [(label: String, rows: [Int])] {
    let matrices = try cells.matrices
    let clones = matrices.contains("X_clone") ? "X_clone" : "clone"
    let name = column ?? (application == .lineage ? clones : "gene")
    if matrices.contains(name) {
      return try cells.members(name).map { ("\($0.column)", $0.cells) }
    }
    return try grouped(cells.labels(name))
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
  func sets(
    of members: [Int], mixtures: Int, size: Int, using generator: Generator
  ) throws -> Tensor {
    let drawn = Tensor.stacked(
      try members.map { member in
        let group = groups[member]
        let numbers =
          group.count >= size
          ? Tensor.randperm(group.count, using: generator)[0..<size]
          : Tensor.randint([size], in: 0..<group.count, using: generator)
        return try group.points(numbers.elements())
      })
    guard isMixed else { return drawn }
    let weights = SetMixing.weights(mixtures, of: members.count, parts: 3, using: generator)
    return SetMixing.mixed(drawn, weights: weights, using: generator)
  }
}
