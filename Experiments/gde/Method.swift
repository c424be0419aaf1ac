import Lab
import NN
import Tensors
import Zoo

/// What is trained: an encoder with a generator on a family of distributions.
struct Method: Codable, CustomStringConvertible, Equatable {
  /// How a set becomes an embedding.
  enum Encoder: String, Codable {
    case gnn, median, resnet, tx
    /// Not invariant to how many points there are: an ablation.
    case sum
    /// A kernel mean embedding: nothing is trained.
    case kme
    /// The mean of the points.
    case mean
    /// Two convolutions on each sequence, and a mean.
    case conv
    /// The mean spectrum of words of three letters.
    case kmers
  }

  /// How an embedding becomes points, and what is minimised.
  enum Generator: String, Codable {
    /// Direct, by sliced W₂, the maximum mean discrepancy, or the Sinkhorn divergence.
    case sw, mmd, sinkhorn
    case ddpm, cvae
    /// Wasserstein Wormhole's decoder and loss.
    case wormhole
    /// Recurrent, for sequences.
    case gru
  }

  let family: Family
  let encoder: Encoder
  let generator: Generator
  var seed = 0
  /// The scale of the kernel mean's frequencies.
  var scale: Double?

  var description: String { "\(family)-\(name)-\(seed)" }

  /// The name without family and seed.
  var name: String {
    let kernel = scale.map { "@\($0)" } ?? ""
    return "\(encoder.rawValue)\(kernel)-\(generator.rawValue)"
  }

  /// The name for tables and figures.
  var title: String {
    switch (encoder, generator) {
    case (.tx, .wormhole): "Wormhole"
    case (.kmers, _): "3-mers + GRU"
    case (.conv, _): "conv + GRU"
    default: "\(encoder.title) + \(generator.rawValue.uppercased())"
    }
  }

  /// Whether it is a generative distribution embedding, as against a baseline or an ablation.
  var isGDE: Bool {
    generator != .wormhole && [.gnn, .median, .resnet, .tx, .conv].contains(encoder)
  }

  /// All that is compared in the default preset, the longest trainings first.
  ///
  /// - Parameter scales: of the kernel mean, by family, as chosen on validation distributions.
  static func compared(seeds: Int, scales: [Family: Double]) -> [Method] {
    var methods: [Method] = []
    func add(
      _ family: Family, _ encoder: Encoder, _ generator: Generator, isRepeated: Bool = false
    ) {
      for seed in 0..<(isRepeated ? seeds : 1) {
        methods.append(
          Method(
            family: family, encoder: encoder, generator: generator, seed: seed,
            scale: encoder == .kme ? scales[family] : nil))
      }
    }
    for family in [Family.gaussian, .mixture] { add(family, .tx, .wormhole, isRepeated: true) }
    add(.multinomial, .tx, .wormhole)
    for encoder in [Encoder.conv, .kmers] { add(.dna, encoder, .gru) }
    for family in [Family.gaussian, .mixture] {
      add(family, .tx, .sw)
      add(family, .gnn, .sw, isRepeated: true)
      add(family, .gnn, .mmd)
      add(family, .sum, .sw)
      add(family, .gnn, .ddpm)
      add(family, .kme, .sw, isRepeated: true)
      add(family, .mean, .sw)
    }
    add(.multinomial, .gnn, .sw)
    add(.multinomial, .kme, .sw)
    return methods
  }
}

extension Method.Encoder {
  var title: String {
    switch self {
    case .gnn, .kme: rawValue.uppercased()
    case .tx: "Tx"
    case .resnet: "ResNet-GNN"
    case .sum: "sum-pooled GNN"
    case .median: "median GNN"
    case .mean, .conv, .kmers: rawValue
    }
  }
}

extension Method {
  /// Kernel means of each family at each scale that is tried.
  static let kernelScales: [Method] = Family.measured.flatMap { family in
    [0.5, 1, 2].map { Method(family: family, encoder: .kme, generator: .sw, scale: $0) }
  }

  /// The scale with the lowest validation error, by family.
  static func bestScales(_ errors: [(item: Method, value: Double)]) -> [Family: Double] {
    Dictionary(grouping: errors, by: \.item.family).compactMapValues { tried in
      tried.min { $0.value < $1.value }?.item.scale
    }
  }
}
