import Datasets
import Foundation
import Lab
import Metrics
import Tensors
import Tokenizers
import Zoo

/// How a sentence's hidden states become one vector (section 3.2 of the paper).
enum Embedding: String, Codable, CaseIterable {
  /// The mean weighted by position.
  case weighted
  /// The last token's state.
  case last
}

/// The tasks whose accuracies are correlated with alignment.
let mainTasks: [Testbed.Task] = [.belebele, .mmlu, .arc]

/// What is measured of one model in one language.
struct Measurement: Codable {
  /// Whether each item was answered rightly, by task.
  var answers: [String: [Bool]] = [:]
  /// Accuracy when the options follow BOS alone, by task.
  var blindAccuracy: [String: Double] = [:]
  /// Bits per word of the FLORES-like sentences.
  var bitsPerWord = 0.0
  /// Tokens per word of the FLORES-like sentences.
  var fertility = 0.0
  /// Alignment with English, by `key(_:_:)` of parallel set and embedding.
  var alignments: [String: Alignment] = [:]
  /// Similarity of the weighted vectors' geometry with English, by layer: rivals that the paper names.
  var linearCKA: [Double] = []
  var representationalSimilarity: [Double] = []
  /// μ(l) with a language other than English as pivot.
  var wrongPivot: [Double] = []
  /// μ(l) of random subsets of the FLORES-like sentences, by their size: [draw][layer].
  var subsets: [String: [[Double]]] = [:]

  static func key(_ set: Testbed.ParallelSet, _ embedding: Embedding) -> String {
    "\(set.rawValue)-\(embedding.rawValue)"
  }
}

/// The alignment of one set of sentences with the pivot's, layer by layer.
struct Alignment: Codable {
  /// Whether each sentence and its translation are mutual nearest neighbours, [layer][sentence].
  let wins: [[Bool]]
  /// Sentences that lose by a tie alone, by layer.
  let ties: [Int]
  /// Mean cosine of parallel and of other pairs, by layer (AC-P and AC-NP).
  let parallel: [Double]
  let nonParallel: [Double]
  /// μ(l) against the pivot's sentences in an order that keeps none in its place.
  let shuffled: [Double]

  /// μ(l) of each layer.
  var scores: [Double] {
    wins.map { Double($0.count { $0 }) / Double($0.count) }
  }

  /// - Parameter similarities: cosines `[layers, sentences, pivot's sentences]`.
  init(_ similarities: Tensor, nan: NaNPolicy = .refuse) throws {
    let scores = try alignmentScores(similarities, nan: nan)
    wins = scores.map(\.wins)
    ties = scores.map(\.ties)
    let cosines = absoluteCosines(similarities)
    parallel = cosines.map(\.parallel)
    nonParallel = cosines.map(\.nonParallel)
    let count = similarities.shape[1]
    var random = SeededRandom(seed: 0, stream: "derangement")
    let order = derangement(of: count, random: &random)
    shuffled = try alignmentScores(similarities.indexSelected(2, Tensor(order)), nan: nan)
      .map(\.value)
  }
}

/// Measures a model of the testbed in all languages.
struct Examination {
  let bed: Testbed
  let tokenizer: Tokenizer
  let network: any LanguageModel

  /// Sizes of the random subsets of sentences, and how many of each.
  static let subsetSizes = [5, 10, 20, 50, 100]
  static let subsetCount = 20

  /// Measurements by language code.
  func callAsFunction() throws -> [String: Measurement] {
    let english = try vectors(Testbed.pivot)
    let wrongCode = bed.languages[min(6, bed.languages.count - 1)].code
    let wrong = try vectors(wrongCode)
    var result: [String: Measurement] = [:]
    for language in bed.allLanguages {
      let own = try vectors(language.code)
      var measurement = Measurement()
      for task in Testbed.Task.allCases {
        let (answers, blind) = try answers(task, in: language.code)
        measurement.answers[task.rawValue] = answers
        measurement.blindAccuracy[task.rawValue] = blind
      }
      (measurement.bitsPerWord, measurement.fertility) = try text(in: language.code)
      for set in Testbed.ParallelSet.allCases {
        for embedding in Embedding.allCases {
          let key = Measurement.key(set, embedding)
          guard let pivot = english[key], let vectors = own[key] else { continue }
          let similarities = try PivotEmbeddings(pivot, language: Testbed.pivot)
            .cosineSimilarities(with: vectors, language: language.code)
          measurement.alignments[key] = try Alignment(similarities)
          guard set == .flores, embedding == .weighted else { continue }
          measurement.linearCKA = linearCKA(vectors, pivot)
          measurement.representationalSimilarity = representationalSimilarity(vectors, pivot)
          measurement.subsets = try subsets(of: similarities)
          if let wrongPivot = wrong[key] {
            measurement.wrongPivot = try alignmentScores(
              PivotEmbeddings(wrongPivot, language: wrongCode)
                .cosineSimilarities(with: vectors, language: language.code)
            ).map(\.value)
          }
        }
      }
      result[language.code] = measurement
    }
    return result
  }

  /// The vectors of all sets in a language, `[layers, sentences, width]` by `Measurement.key`.
  private func vectors(_ code: String) throws -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for set in Testbed.ParallelSet.allCases {
      let vectors = try network.embed(
        bed.parallel(set)[code, default: []].map { try tokenizer.encode($0) })
      result[Measurement.key(set, .weighted)] = vectors.weighted.transposed(0, 1).contiguous()
      result[Measurement.key(set, .last)] = vectors.last.transposed(0, 1).contiguous()
    }
    return result
  }

  /// Which items are answered rightly by the option of the highest mean log-probability, and the
  /// accuracy without the prompt.
  private func answers(
    _ task: Testbed.Task, in code: String
  ) throws -> (isRight: [Bool], blind: Double) {
    let items = try bed.task(task, in: code)
    let choices = try items.map { item in
      Choice(
        prompt: try tokenizer.encode(item.prompt.joined(separator: " ")),
        options: try item.options.map {
          try tokenizer.encode($0.joined(separator: " "), addSpecialTokens: false)
        })
    }
    let blind = choices.map { Choice(prompt: Array($0.prompt.prefix(1)), options: $0.options) }
    func isRight(_ choices: [Choice]) throws -> [Bool] {
      try zip(network.scores(choices), items).map { scores, item in
        // Words that no text has are told apart by rounding alone. Options within ten times what it
        // moves scores by tie, and the first of them counts, so that every machine counts alike.
        let highest = scores.map(\.mean).max() ?? 0
        return scores.firstIndex { $0.mean > highest - 1e-4 } == item.answer
      }
    }
    return (try isRight(choices), try isRight(blind).share)
  }

  /// Bits and tokens per word of the FLORES-like sentences.
  private func text(in code: String) throws -> (bits: Double, tokens: Double) {
    let sentences = bed.parallel(.flores)[code, default: []]
    let choices = try sentences.map { sentence in
      let ids = try tokenizer.encode(sentence)
      return Choice(prompt: Array(ids.prefix(1)), options: [Array(ids.dropFirst())])
    }
    let scores = try network.scores(choices).map { $0[0] }
    let words = sentences.reduce(0) { $0 + $1.split(separator: " ").count }
    return (
      -scores.reduce(0) { $0 + $1.sum } / log(2) / Double(words),
      Double(scores.reduce(0) { $0 + $1.tokens }) / Double(words)
    )
  }

  /// μ(l) of random subsets; the same subsets in every language.
  private func subsets(of similarities: Tensor) throws -> [String: [[Double]]] {
    let count = similarities.shape[1]
    var result: [String: [[Double]]] = [:]
    for size in Self.subsetSizes where size <= count {
      var random = SeededRandom(seed: UInt64(size), stream: "subsets")
      result["\(size)"] = try (0..<Self.subsetCount).map { _ in
        let chosen = Tensor(random.sample(size, of: 0..<count))
        let part = similarities.indexSelected(1, chosen).indexSelected(2, chosen)
        return try alignmentScores(part).map(\.value)
      }
    }
    return result
  }
}

extension [Bool] {
  /// The share of true elements.
  var share: Double { Double(count { $0 }) / Double(count) }
}
