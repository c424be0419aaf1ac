import Lab
import Metrics
import NN
import Optim
import Tensors
import Zoo

/// A set encoder E and a conditional generator G, trained together so that points of G(E(S)) are
/// distributed as those of S. Nothing is asked of the embedding itself.
struct DistributionAutoencoder: Module {
  let encoder: any Layer
  let generator: any ConditionalGenerator

  /// The untrained model of a method.
  init(_ method: Method, _ p: Watched<GDE.Parameters>) {
    self.init(method, method.family.points, p)
  }

  /// The untrained model of a method's encoder and generator for points of a kind.
  init(_ method: Method, _ points: PointKind, _ p: Watched<GDE.Parameters>) {
    let random = Generator(seed: p.seed + UInt64(method.seed))
    let (input, width, latent) = (points.width, p.width, p.latent)
    func graph(_ pooling: SetPooling, readout: SetPooling) -> SetGraphEncoder {
      SetGraphEncoder(
        input, width: width, output: latent, pooling: pooling, readout: readout, using: random)
    }
    var condition = latent
    switch method.encoder {
    case .gnn: encoder = graph(.mean, readout: .mean)
    case .median: encoder = graph(.median, readout: .mean)
    case .sum: encoder = graph(.mean, readout: .sum)
    case .resnet: encoder = ResidualSetEncoder(input, width: width, output: latent, using: random)
    case .tx: encoder = AttentionSetEncoder(input, width: width, output: latent, using: random)
    case .kme:
      encoder = KernelMean(input, features: latent, scale: method.scale ?? 1, using: random)
    case .mean:
      encoder = SetMean()
      condition = input
    case .conv:
      encoder = SequenceSetEncoder(
        letters: input, width: width, output: latent, using: random)
    case .kmers:
      encoder = WordMean()
      condition = WordMean.kinds
    }
    func direct(_ distance: DirectGenerator.Distance) -> DirectGenerator {
      DirectGenerator(
        points: input, condition: condition, noise: latent, width: width, distance: distance,
        using: random)
    }
    switch method.generator {
    case .sw: generator = direct(.slicedWasserstein(directions: p.directions))
    case .mmd: generator = direct(.meanDiscrepancy)
    case .sinkhorn: generator = direct(.sinkhorn(p.sinkhorn))
    case .ddpm:
      generator = DiffusionGenerator(
        points: input, condition: condition, width: width, diffusion: p.diffusion, using: random)
    case .cvae:
      generator = ConditionalAutoencoder(
        points: input, condition: condition, latent: latent, width: width, using: random)
    case .wormhole:
      generator = WormholeDecoder(
        AttentionSetDecoder(
          condition, width: width, elements: p.setSize, output: input, using: random),
        sinkhorn: p.sinkhorn)
    case .gru:
      guard case .sequences(let letters, let length) = points else {
        fatalError("a recurrent generator writes sequences")
      }
      generator = ConditionalSequenceGenerator(
        letters: letters, length: length, condition: condition, width: width, using: random)
    }
  }

  /// d(G(E(S)), S), averaged over sets.
  func loss(_ sets: Tensor, progress: Double, using random: Generator) -> Tensor {
    generator.loss(of: sets, given: encoder(sets), progress: progress, using: random)
  }

  /// Trains on fresh sets of the method's family.
  func train(
    _ method: Method, _ p: Watched<GDE.Parameters>, steps: some Sequence<Int>,
    log: (_ loss: Double) -> Void = { _ in }
  ) {
    let random = Generator(seed: p.seed + 1000 + UInt64(method.seed))
    let adam = Adam(parameters, rate: p.rate)
    let schedule = Schedule.cosine(peak: p.rate, warmUp: 0, steps: p.steps, floor: 0)
    let (count, size) = method.family == .dna ? (p.dnaSets, p.dnaSetSize) : (p.sets, p.setSize)
    for step in steps {
      let sets = method.family.trainingSets(count, size: size, using: random)
      let loss = loss(sets, progress: Double(step) / Double(p.steps), using: random)
      adam.rate = schedule.rate(at: step - 1)
      adam.minimise(loss)
      if step.isMultiple(of: max(1, p.steps / 50)) { log(loss.item()) }
    }
  }
}

/// The mean of the points.
struct SetMean: Layer {
  func callAsFunction(_ sets: Tensor) -> Tensor { sets.mean(1) }
}

/// The mean spectrum of words of three letters, scaled so that a word by chance counts 1.
struct WordMean: Layer {
  static let kinds = 64

  func callAsFunction(_ sets: Tensor) -> Tensor {
    (kmerSpectrum(sets, k: 3) * Double(Self.kinds)).converted(to: .float32)
  }
}

/// Two convolutions on each sequence, and the mean over places and sequences.
struct SequenceSetEncoder: Layer {
  let convolutions: [Convolution]
  let project: Linear
  private let letters: Int

  init(letters: Int, width: Int, output: Int, using generator: Generator?) {
    self.letters = letters
    convolutions = [letters, width].map {
      Convolution($0, width, kernel: [5], padding: [2], using: generator)
    }
    project = Linear(width, output, using: generator)
  }

  func callAsFunction(_ sets: Tensor) -> Tensor {
    let letters = sets.flattened(0, 1).oneHot(letters).converted(to: .float32)
    let seen = convolutions.reduce(letters.transposed()) { $1($0).selu() }.mean(-1)
    return project(seen.reshaped(sets.shape[0], sets.shape[1], -1).mean(1)).selu()
  }
}
