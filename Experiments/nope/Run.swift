import Datasets
import Foundation
import Lab
import Metrics
import NN
import Optim
import Tensors
import Zoo

/// What a network is trained on: a generated task, or files.
struct Topic: Codable, Hashable, CustomStringConvertible {
  /// Nil for files.
  let task: SequenceTask?
  let description: String

  init(_ task: SequenceTask) { (self.task, description) = (task, task.rawValue) }

  init(files folder: URL) { (task, description) = (nil, folder.lastPathComponent) }

  var repeatsOneSymbol: Bool {
    [.copyRepeated, .copyMapped, .copyRepeatedTwice].contains(task)
  }

  /// The paper's group of tasks.
  var group: String {
    switch task {
    case .copyRepeated, .copyMapped, .copyRepeatedTwice, .copy, .copyTwice, .reverse: "primitive"
    case .some: "mathematical"
    case nil: "files"
    }
  }

  /// The longest training instance where instances are generated.
  func generatedLength(_ p: Watched<Nope.Parameters>) -> Int {
    switch task {
    case .copyRepeated, .copyMapped, .copyRepeatedTwice: p.repeatLength
    case .copy, .copyTwice, .reverse: p.copyLength
    default: p.length
    }
  }

  static func all(_ p: Watched<Nope.Parameters>) -> [Topic] {
    p.data.map { [Topic(files: $0)] } ?? p.tasks.map(Topic.init)
  }
}

/// One network to train and test.
struct Run: Codable, CustomStringConvertible {
  let topic: Topic
  let encoding: Encoding
  let seed: UInt64
  let format: Scratchpad.Format
  /// Part of the scratchpads' comparison, not of that of encodings.
  let isScratchpad: Bool

  var description: String {
    "\(topic)-\(encoding)-\(seed)" + (isScratchpad ? "-scratchpad-\(format)" : "")
  }

  /// A run of the comparison of encodings, or with a format one of that of scratchpads.
  init(_ topic: Topic, _ encoding: Encoding, seed: UInt64, scratchpad: Scratchpad.Format? = nil) {
    self.topic = topic
    self.encoding = encoding
    self.seed = seed
    format = scratchpad ?? .none
    isScratchpad = scratchpad != nil
  }

  /// The scratchpads, then every topic with every encoding and seed; the longest first, so that
  /// processes that share them end together.
  static func all(_ p: Watched<Nope.Parameters>) throws -> [Run] {
    guard p.heads > 0, p.width.isMultiple(of: 8 * p.heads), p.seeds > 0 else {
      throw MaterialError(
        description:
          "--width \(p.width) --heads \(p.heads) --seeds \(p.seeds): the width must be a "
          + "multiple of 8 · heads (a quarter of each head turns in pairs), and there must be a seed"
      )
    }
    for topic in Topic.all(p) {
      let length = topic.generatedLength(p)
      guard length > 0, 2 * length <= topic.task?.longest ?? .max else {
        throw MaterialError(
          description:
            "\(topic): trained up to length \(length), tested up to twice that; there is "
            + "none of length 0 or above \(topic.task?.longest ?? .max)")
      }
    }
    let seeds = (0..<p.seeds).map { p.seed + UInt64($0) }
    let scratchpads = try p.data == nil ? formats(p) : []
    let comparison = Topic.all(p).flatMap { topic in
      p.encodings.flatMap { encoding in
        (encoding == .nope ? Array(Set(seeds + [p.seed, p.seed + 1])).sorted() : seeds).map {
          Run(topic, encoding, seed: $0)
        }
      }
    }
    return scratchpads + comparison
  }

  private static func formats(_ p: Watched<Nope.Parameters>) throws -> [Run] {
    guard p.scratchpads.isEmpty || p.scratchpadTask.hasSteps else {
      throw MaterialError(description: "--scratchpad-task: \(p.scratchpadTask) has no steps")
    }
    return try p.scratchpads.map { name in
      guard let format = Scratchpad.Format(name) else {
        throw MaterialError(
          description:
            "--scratchpads: '\(name)' is not 'none' or letters of i, c, o, v, r joined by +")
      }
      return Run(Topic(p.scratchpadTask), .nope, seed: p.seed, scratchpad: format)
    }.sorted { $0.format.parts.count > $1.format.parts.count }
  }
}

extension Run {
  /// The network before training: the same weights for all encodings.
  func untrained(_ material: Material, _ p: Watched<Nope.Parameters>) -> T5Decoder {
    T5Decoder(
      .init(
        vocabulary: material.vocabulary, width: p.width, depth: p.depth, heads: p.heads,
        feedForward: p.feedForward, dropout: p.dropout, isTied: p.tied),
      positions: encoding.positions(width: p.width, heads: p.heads, seed: seed),
      using: Generator(seed: seed))
  }

  /// The trained network.
  func model(
    _ training: Training, _ material: Material, _ p: Watched<Nope.Parameters>
  ) throws -> T5Decoder {
    let network = untrained(material, p)
    try training.restore(network)
    return network
  }

  /// AdamW on batches of training instances, with the loss on the answers' tokens alone.
  func train(_ run: TrainingRun, on material: Material, _ p: Watched<Nope.Parameters>) throws {
    let network = untrained(material, p)
    let steps = topic.repeatsOneSymbol ? p.repeatSteps : p.steps
    let schedule = Schedule.cosine(
      peak: topic.repeatsOneSymbol ? p.repeatRate : p.rate, warmUp: p.warmUp, steps: steps,
      floor: 0)
    let adam = AdamW(network.parameters, rate: schedule.rate(at: 0), decay: p.decay)
    let dropout = Generator(seed: seed)
    try run.resume(network, adam, dropout)
    for step in run.steps(to: steps) {
      var random = SeededRandom(seed: seed, stream: "batch \(step)")
      let batch = AnswerBatch(
        try (0..<p.batch).map { _ in
          try material.row(material.trainingExample(random.below(p.examples), seed: seed))
        }, padding: material.padding)
      let loss = batch.loss(network(batch.inputs, using: p.dropout > 0 ? dropout : nil))
      adam.rate = schedule.rate(at: step - 1)
      adam.minimise(loss, clip: p.clip)
      if step.isMultiple(of: max(1, steps / 50)) { run.log(loss: loss.item()) }
    }
  }
}

/// How a network did on the test instances.
struct Outcome: Codable {
  /// The longest training instance.
  let trained: Int
  /// Exact matches by length, up to twice the trained one.
  let match: ExactMatch
  /// Wrong answers beyond the trained length that ended too early.
  let early: Int
  /// Those that ended too late or not at all.
  let late: Int
  /// Those of the right length with a wrong token.
  let other: Int

  /// Decodes greedily, one token longer than the longest answer, and compares whole answers.
  init(of network: T5Decoder, on material: Material, _ p: Watched<Nope.Parameters>) throws {
    trained = material.trained
    let examples = try material.tests()
    let rows = try examples.map(material.row)
    let limit = (rows.map(\.answer.count).max() ?? 0) + 1
    let answers = network.greedy(rows.map(\.prompt), end: material.end, limit: limit)
    var (early, late, other) = (0, 0, 0)
    match = ExactMatch(
      zip(examples, zip(rows, answers)).map { example, pair in
        let wanted = Array(pair.0.answer.dropLast())
        let (found, ended) = pair.1
        let isRight = ended && found == wanted
        if !isRight && example.length > material.trained {
          if !ended || found.count > wanted.count {
            late += 1
          } else if found.count < wanted.count {
            early += 1
          } else {
            other += 1
          }
        }
        return (example.length, isRight)
      })
    (self.early, self.late, self.other) = (early, late, other)
  }

  /// Mean accuracy at the trained lengths.
  var inside: Double { match.accuracy(in: 1...trained) }

  /// Mean accuracy at longer ones.
  var outside: Double { match.accuracy(in: (trained + 1)...(.max - 1)) }

  /// The accuracy at each longer length.
  var beyond: [Double] { match.accuracies(in: (trained + 1)...(.max - 1)) }

  /// The accuracy at twice the trained length; NaN where there is none.
  var doubled: Double { match.accuracy(in: (2 * trained)...(2 * trained)) }
}
