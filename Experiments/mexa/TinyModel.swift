import Datasets
import Foundation
import Lab
import NN
import Optim
import Store
import Tensors
import Zoo

/// The testbed's models: four architectures, each with its own text.
enum TinyModel: String, Codable, CaseIterable, CustomStringConvertible {
  /// RMSNorm, SwiGLU, rotary positions, tied embeddings.
  case tinyllama
  /// Gemma 2's blocks; it has memorised verses (C2).
  case tinygemma
  /// Norms without parameters, an untied head, and 70 % English: the less multilingual model (C8).
  case tinyolmo
  /// Two heads of keys and values for four of queries, and a window of 32 tokens.
  case tinymistral

  var description: String { rawValue }

  /// The share of English words in its text.
  var englishShare: Double { self == .tinyolmo ? 0.70 : 0.42 }

  /// Whether its English text has the verses of the Bible-like set verbatim.
  var memorisesVerses: Bool { self == .tinygemma }

  /// Each model draws its own text.
  var dataSeedOffset: UInt64 { UInt64(Self.allCases.firstIndex(of: self) ?? 0) }
}

/// All that decides a trained model's weights; stored with them.
struct Recipe: Codable, Equatable {
  let model: TinyModel
  let worldSeed: UInt64
  let languageSeed: UInt64
  let dataSeed: UInt64
  let languages: Int
  let vocabulary: Int
  let width: Int
  let depth: Int
  let feedForward: Int
  let context: Int
  let batch: Int
  let tokens: Int
  let rate: Double
  let verseRepeats: Int

  init(_ model: TinyModel, _ p: Watched<MEXA.Parameters>, vocabulary: Int) {
    self.model = model
    worldSeed = p.worldSeed
    languageSeed = p.languageSeed
    dataSeed = p.dataSeed + model.dataSeedOffset
    languages = p.languages
    self.vocabulary = vocabulary
    width = p.width
    depth = p.depth
    feedForward = p.feedForward
    context = p.context
    batch = p.batch
    tokens = p.tokens
    rate = p.rate
    verseRepeats = model.memorisesVerses ? p.verseRepeats : 0
  }

  var steps: Int { max(1, tokens / (batch * context)) }

  /// Linear warm-up and a cosine down to a twentieth.
  var schedule: Schedule {
    .cosine(peak: rate, warmUp: min(100, steps / 10), steps: steps, floor: 0.05)
  }

  var configuration: DecoderConfiguration {
    get throws {
      let architecture =
        switch model {
        case .tinyllama: "llama"
        case .tinygemma: "gemma2"
        case .tinyolmo: "olmo"
        case .tinymistral: "mistral"
        }
      var configuration = try DecoderConfiguration(
        architecture, vocabulary: vocabulary, width: width, depth: depth, heads: 4,
        keyValueHeads: model == .tinymistral ? 2 : 4, feedForward: feedForward)
      configuration.isTied = model != .tinyolmo
      if model == .tinymistral { configuration.window = 32 }
      return configuration
    }
  }

  /// The model before training: N(0, 1/width) weights, outputs of the blocks scaled down by depth.
  ///
  /// GPT-2's deviation of 0.02 would leave attention near uniform at this width, and no fact would
  /// be learned within the budget.
  func untrained() throws -> any LanguageModel {
    let branches = (2 * Double(depth)).squareRoot()
    let model = try configuration.model(
      Initialisation(
        using: Generator(seed: dataSeed), deviation: 1 / Double(width).squareRoot(),
        attentionOutput: 0.5 / branches, feedForwardOutput: 0.3 / branches))
    for parameter in model.parameters { parameter.tensor.requiresGradient = true }
    return model
  }

  /// Trains on batches of the model's own text; `encode` gives the tokens of a word.
  func train(_ run: TrainingRun, on bed: Testbed, encode: @escaping (String) throws -> [Int]) throws
  {
    let network = try untrained()
    let stream = try bed.stream(
      dataSeed: dataSeed, englishShare: model.englishShare, length: context, rows: steps * batch,
      verseRepeats: verseRepeats, encode: encode)
    let adam = AdamW(network.parameters, rate: rate, betas: (0.9, 0.95), decay: 0.05)
    let halfway = Snapshot(of: network)
    let tally = Tally(stream.codes)
    try run.resume(network, adam, halfway, tally)
    for step in run.steps(to: steps) {
      let text = stream.batch(step - 1, rows: batch)
      tally.add(text.counts)
      let rows = Tensor(text.tokens, shape: [batch, context + 1])
      let loss = network.loss(
        rows[TensorIndex.all, 0..<context].contiguous(), targets: rows[TensorIndex.all, 1...].contiguous())
      adam.rate = schedule.rate(at: step - 1)
      adam.minimise(loss, clip: 1)
      if step == (steps + 1) / 2 { halfway.take() }
      if step.isMultiple(of: max(1, steps / 200)) { run.log(loss: loss.item()) }
    }
  }
}

/// A copy of a model's weights at one moment of its training; empty before.
final class Snapshot: Stateful {
  private let network: any LanguageModel
  private var weights: [String: Tensor] = [:]

  init(of network: any LanguageModel) { self.network = network }

  /// Copies the weights as they are now.
  func take() { weights = network.state.mapValues { $0.detached().copy() } }

  func savedState() -> [String: Tensor] { weights }

  func restore(_ state: [String: Tensor]) { weights = state }
}

/// The tokens seen so far by language; BOS tokens belong to none.
final class Tally: Stateful {
  private var counts: [(code: String, tokens: Int)]

  init(_ codes: [String]) { counts = codes.map { ($0, 0) } }

  /// Adds a batch's tokens, in the order of the codes.
  func add(_ tokens: [Int]) {
    for (index, more) in tokens.enumerated() { counts[index].tokens += more }
  }

  func savedState() -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: counts.map { ($0.code, Tensor($0.tokens)) })
  }

  func restore(_ state: [String: Tensor]) {
    for index in counts.indices { counts[index].tokens = state[counts[index].code]?.item() ?? 0 }
  }
}

/// What is kept of a training: the weights at its end and halfway, the loss, and the recipe.
struct TrainedModel: Codable {
  let recipe: Recipe
  let weights: [String: Tensor]
  let halfway: [String: Tensor]
  let loss: Series
  /// Tokens seen by language.
  let tokens: [String: Int]

  init(_ training: Training, _ recipe: Recipe) {
    self.recipe = recipe
    weights = training.states["CausalDecoder", default: [:]]
    halfway = training.states["Snapshot", default: [:]]
    tokens = training.states["Tally", default: [:]].mapValues { $0.item() }
    loss = training.loss
  }

  /// The model at a stage of its training.
  func network(_ stage: Stage) throws -> any LanguageModel {
    if stage == .untrained { return try recipe.untrained() }
    let network = try recipe.configuration.model(nil)
    try network.load(stage == .trained ? weights : halfway)
    return network
  }
}

/// How far a model has come.
enum Stage: String, Codable {
  case trained, halfway, untrained
}

/// A model at a stage: what is measured.
struct Subject: Codable, CustomStringConvertible {
  let model: TinyModel
  let stage: Stage

  var description: String { stage == .trained ? "\(model)" : "\(model)-\(stage.rawValue)" }

  /// Each model before and after training, and the first one halfway.
  static func all(of models: [TinyModel]) -> [Subject] {
    models.prefix(1).map { Subject(model: $0, stage: .halfway) }
      + models.flatMap { [Subject(model: $0, stage: .trained), Subject(model: $0, stage: .untrained)] }
  }
}

/// Why a stored model cannot be used.
struct StoredModelError: Error, CustomStringConvertible {
  let description: String
}

extension TrainedModel {
  /// Where a trained model is stored in the repository.
  static func file(of model: TinyModel) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "testbed/\(model).h5")
  }

  /// Stores the model in the repository.
  func publish(as model: TinyModel) throws {
    let file = Self.file(of: model)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Results.save(self, attributes: [:], to: file)
  }

  /// Reads a stored model, whose digest is checked, and refuses one of another recipe.
  init(contentsOf file: URL, for recipe: Recipe) throws {
    self = try Results.load(TrainedModel.self, from: file)
    guard self.recipe == recipe else {
      throw StoredModelError(
        description: "\(file.path): was trained by another recipe; use --retrain")
    }
  }
}
