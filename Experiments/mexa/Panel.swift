import Datasets
import Foundation
import Lab
import Metrics

/// One trained model's measurements as columns over the trained languages: what statistics read.
struct Panel {
  let model: TinyModel
  /// The trained languages; English and the unseen languages never enter a correlation.
  let languages: [TestbedLanguage]
  let measurements: [Measurement]
  let english: Measurement
  /// The languages that no model was trained on.
  let unseen: [Measurement]
  let tokens: [String: Int]
  /// Whether pooling over layers counts the embedding's output.
  let includesEmbeddingLayer: Bool
  /// The same architecture before training: surface overlap alone.
  let untrained: [Measurement]
  /// For each task, which items ask for the same fact.
  let groups: [String: [Int]]

  /// Lines up what was measured of a model, before and after training.
  init(
    model: TinyModel, of bed: Testbed, includesEmbeddingLayer: Bool, tokens: [String: Int],
    measured: [(item: Subject, value: [String: Measurement])]
  ) throws {
    let (trained, untrained) = try (measured.of(model, .trained), measured.of(model, .untrained))
    self.model = model
    self.tokens = tokens
    self.includesEmbeddingLayer = includesEmbeddingLayer
    languages = bed.languages
    measurements = languages.compactMap { trained[$0.code] }
    self.untrained = languages.compactMap { untrained[$0.code] }
    english = trained[Testbed.pivot] ?? Measurement()
    unseen = bed.unseenLanguages.compactMap { trained[$0.code] }
    groups = try Dictionary(
      uniqueKeysWithValues: Testbed.Task.allCases.map { task in
        (task.rawValue, try bed.task(task, in: Testbed.pivot).map(\.group))
      })
  }

  /// Accuracy in each language.
  func accuracy(_ task: Testbed.Task) -> [Double] {
    measurements.map { $0.answers[task.rawValue, default: []].share }
  }

  func englishAccuracy(_ task: Testbed.Task) -> Double {
    english.answers[task.rawValue, default: []].share
  }

  /// Accuracies by group of items, for resampling.
  func items(_ task: Testbed.Task) -> ItemScores {
    let groups = groups[task.rawValue, default: []]
    let names = Set(groups).sorted()
    return ItemScores(
      measurements.map { measurement in
        let answers = measurement.answers[task.rawValue, default: []]
        return names.map { name in
          zip(answers, groups).filter { $0.1 == name }.map(\.0).share
        }
      }, items: task.rawValue)
  }

  /// The alignment of each language's sentences of a set.
  func alignments(
    _ set: Testbed.ParallelSet, _ embedding: Embedding = .weighted
  ) -> [Alignment] {
    measurements.compactMap { $0.alignments[Measurement.key(set, embedding)] }
  }

  /// MEXA: μ pooled over layers, in each language.
  func mexa(
    _ set: Testbed.ParallelSet, _ embedding: Embedding = .weighted, _ pooling: LayerPooling = .mean
  ) -> [Double] { alignments(set, embedding).map { pooled($0.scores, pooling) } }

  /// One score over layers.
  func pooled(_ scores: [Double], _ pooling: LayerPooling = .mean) -> Double {
    pooling(scores, includeEmbeddingLayer: includesEmbeddingLayer)
  }

  /// Each sentence's share of layers won; its mean is μ_Mean, so it can be resampled.
  func sentences(_ set: Testbed.ParallelSet) -> ItemScores {
    ItemScores(
      alignments(set).map { alignment in
        alignment.wins[0].indices.map { sentence in
          alignment.wins.dropFirst(includesEmbeddingLayer ? 0 : 1).map { $0[sentence] }.share
        }
      }, items: set.rawValue)
  }

  /// AC-P: the mean cosine of parallel sentences, last token, over the layers between first and last.
  func absoluteCosine(_ set: Testbed.ParallelSet) -> [Double] {
    alignments(set, .last).map { $0.parallel.dropFirst().dropLast().mean }
  }

  /// AC-NP: the same over sentences that are no translations of each other.
  func otherCosine(_ set: Testbed.ParallelSet) -> [Double] {
    alignments(set, .last).map { $0.nonParallel.dropFirst().dropLast().mean }
  }

  /// The logarithm of the tokens seen in each language.
  var logTokens: [Double] { languages.map { log(Double(max(tokens[$0.code, default: 0], 1))) } }

  /// μ_Mean before training.
  func untrainedMexa(_ set: Testbed.ParallelSet) -> [Double] {
    untrained.compactMap { $0.alignments[Measurement.key(set, .weighted)] }
      .map { pooled($0.scores) }
  }

  /// What could explain a correlation without alignment: exposure, script, cognates, surface.
  func confounders(_ set: Testbed.ParallelSet) -> [[Double]] {
    [
      logTokens, languages.map { $0.script == .latin ? 1 : 0 }, languages.map(\.cognateShare),
      untrainedMexa(set),
    ]
  }

  /// Why the alignment scores of a set vary too little to be correlated with anything; nil if not.
  func rangeProblem(_ set: Testbed.ParallelSet) -> String? {
    let spread = mexa(set).deviation
    let best = mexa(set, .weighted, .max).max() ?? 0
    return spread >= 0.06 && best >= 0.3
      ? nil
      : String(
        format:
          "\(model): \(set.rawValue) has SD of μ_Mean %.3f (.06 needed) and largest μ_Max %.2f"
          + " (.3 needed)", spread, best)
  }

  /// Why the accuracies of a task vary too little, or English does not do it; nil if not.
  func rangeProblem(_ task: Testbed.Task) -> String? {
    let accuracies = accuracy(task)
    let items = Double(english.answers[task.rawValue, default: []].count)
    let noise = accuracies.map { ($0 * (1 - $0) / items).squareRoot() }.mean
    return englishAccuracy(task) >= 0.9 && accuracies.deviation >= 2 * noise
      ? nil
      : String(
        format: "\(model): \(task.rawValue) has English accuracy %.2f (.9 needed) and SD %.3f over "
          + "languages (%.3f needed)", englishAccuracy(task), accuracies.deviation, 2 * noise)
  }
}

extension [(item: Subject, value: [String: Measurement])] {
  /// What was measured of a model at a stage, by language.
  fileprivate func of(_ model: TinyModel, _ stage: Stage) throws -> [String: Measurement] {
    let subject = Subject(model: model, stage: stage).description
    guard let found = first(where: { $0.item.description == subject }) else {
      throw LabError("\(subject) was not measured")
    }
    return found.value
  }
}
