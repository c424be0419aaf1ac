import Lab
import Metrics
import Tensors

/// All that tables, figures and claims read.
struct Findings {
  /// The outcomes of the comparison of encodings, in the order of topics.
  let outcomes: [(run: Run, outcome: Outcome)]
  let scratchpads: [(run: Run, outcome: Outcome)]
  let studies: [(topic: Topic, study: AttentionStudy)]
  let construction: Construction
  let losses: [(run: Run, loss: Series)]
  let topics: [Topic]
  let encodings: [Encoding]
  private let seeds: Range<UInt64>
  private let resamples: Int

  /// Below this accuracy at trained lengths a network counts as not trained.
  static let fitted = 0.9

  init(
    _ p: Watched<Nope.Parameters>, outcomes: [(run: Run, outcome: Outcome)],
    studies: [(topic: Topic, study: AttentionStudy)], construction: Construction,
    losses: [(run: Run, loss: Series)]
  ) {
    let seeds = p.seed..<p.seed + UInt64(p.seeds)
    self.seeds = seeds
    self.outcomes = outcomes.filter { !$0.run.isScratchpad && seeds.contains($0.run.seed) }
    scratchpads = outcomes.filter { $0.run.isScratchpad }.reversed()
    self.studies = studies
    self.construction = construction
    self.losses = losses
    topics = Topic.all(p)
    encodings = Array(p.encodings)
    resamples = p.resamples
  }

  /// Whether numbers can be spread over seeds.
  var hasSeveralSeeds: Bool { seeds.count > 1 }

  /// Whether the run takes part in the comparison: the second seed of NoPE that only the attention's
  /// floor needs does not.
  func isCompared(_ run: Run) -> Bool { !run.isScratchpad && seeds.contains(run.seed) }

  func outcomes(_ topic: Topic, _ encoding: Encoding) -> [Outcome] {
    outcomes.filter { $0.run.topic == topic && $0.run.encoding == encoding }.map(\.outcome)
  }

  /// Whether every seed of the encoding fitted the topic's trained lengths.
  func isFitted(_ topic: Topic, _ encoding: Encoding) -> Bool {
    outcomes(topic, encoding).allSatisfy { $0.inside >= Self.fitted }
  }

  /// The topics whose trained lengths every encoding fitted: only there is the comparison fair.
  var fittedTopics: [Topic] {
    topics.filter { topic in encodings.allSatisfy { isFitted(topic, $0) } }
  }

  /// The mean over seeds of the accuracy beyond the trained lengths.
  func outside(_ topic: Topic, _ encoding: Encoding) -> Double {
    outcomes(topic, encoding).map(\.outside).mean
  }

  /// The mean reciprocal rank of each encoding by its accuracy beyond the trained lengths.
  func reciprocalRanks(_ topics: [Topic]) -> [Encoding: Double] {
    let scores = topics.map { topic in encodings.map { outside(topic, $0) } }
    guard !scores.isEmpty else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(encodings, meanReciprocalRanks(scores)))
  }

  /// The mean over cells of topic, seed and length of how far NoPE is ahead of another encoding
  /// beyond the trained lengths, with its interval over resampled cells.
  func advantage(over encoding: Encoding, _ topics: [Topic]) -> Estimate {
    let differences = topics.flatMap { topic in
      zip(outcomes(topic, .nope), outcomes(topic, encoding)).flatMap { nope, other in
        zip(nope.beyond, other.beyond).map { $0 - $1 }
      }
    }
    return estimate(differences, stream: "advantage over \(encoding)")
  }

  /// The encodings that answer most right on a topic beyond the trained lengths.
  func winner(_ topic: Topic) -> String {
    let best = encodings.map { outside(topic, $0) }.max() ?? .nan
    return encodings.filter { outside(topic, $0) == best }.map(\.title).joined(separator: ", ")
  }

  /// D of a pair in each cell of topic and length, in a layer or averaged over all.
  func distances(_ pair: Pair, _ part: LengthPart = .all, layer: Int? = nil) -> [Double] {
    studies.flatMap { topic, study in
      study.distances(of: pair, in: part.range(trained: study.trained), layer: layer)
    }
  }

  /// The layers whose attention is compared.
  var layers: Range<Int> { 0..<(studies.first?.study.distances.first?.values.count ?? 0) }

  /// NoPE's pairs with others, with itself from another seed, and of untrained networks.
  var pairsOfNoPE: [Pair] {
    Pair.all(encodings).filter {
      if case .encodings(let first, _) = $0 { first == .nope } else { true }
    }
  }

  /// The encodings by the distance of their attention from NoPE's, the nearest first.
  var nearest: [Encoding] {
    encodings.filter { $0 != .nope }.sorted {
      distances(.encodings(.nope, $0)).mean < distances(.encodings(.nope, $1)).mean
    }
  }

  /// How much farther the nearest other encoding is from NoPE than the T5 bias.
  var gap: Estimate {
    guard let rival = nearest.first(where: { $0 != .t5 }), encodings.contains(.t5) else {
      return Estimate(.nan)
    }
    let differences = zip(
      distances(.encodings(.nope, rival)), distances(.encodings(.nope, .t5))
    ).map { $0 - $1 }
    return estimate(differences, stream: "gap")
  }

  /// The range over scratchpad formats of the accuracy beyond the trained lengths.
  var formatRange: Double {
    let shares = scratchpads.map(\.outcome.outside)
    return (shares.max() ?? .nan) - (shares.min() ?? .nan)
  }

  private func estimate(_ cells: [Double], stream: String) -> Estimate {
    guard cells.count > 1 else { return Estimate(cells.mean) }
    var random = SeededRandom(seed: 0, stream: stream)
    let distribution = bootstrap(count: cells.count, resamples: resamples, random: &random) {
      cells[$0].mean
    }
    return Estimate(distribution.estimate, distribution.interval())
  }
}

/// Which lengths are looked at.
enum LengthPart: String, CaseIterable {
  case trained = "trained lengths"
  case longer = "longer"
  case all = "all lengths"

  func range(trained: Int) -> ClosedRange<Int> {
    switch self {
    case .trained: 1...trained
    case .longer: (trained + 1)...(.max - 1)
    case .all: 1...(.max - 1)
    }
  }
}
