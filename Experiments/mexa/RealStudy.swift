import Foundation
import Lab
import Metrics
import Tensors

/// How alignment of real models goes together with their published accuracies (Table 6).
struct RealStudy {
  /// One model's alignment with one pivot, and its accuracies on one task, over the languages that
  /// have both; the pivot itself never enters.
  struct Panel {
    let model: String
    let pivot: String
    let task: String
    let languages: [String]
    let profiles: [Profile]
    let accuracies: [Double]
    /// Accuracy in the pivot language; nil where the task lacks it.
    let pivotAccuracy: Double?
    let includesEmbeddingLayer: Bool

    /// μ pooled over layers, in each language.
    func mexa(_ embedding: Embedding = .weighted, _ pooling: LayerPooling = .mean) -> [Double] {
      profiles.map {
        pooling(
          $0.alignment(embedding).scores, includeEmbeddingLayer: includesEmbeddingLayer)
      }
    }

    /// μ_adj(L) = μ(L) · accuracy in the pivot language (equation 3).
    func adjusted(_ pooling: LayerPooling) -> [Double]? {
      pivotAccuracy.map { accuracy in mexa(.weighted, pooling).map { $0 * accuracy } }
    }
  }

  /// One entry of Table 6, or of Table 3 where the predictor is an absolute cosine.
  struct Entry: Codable {
    let model: String
    let pivot: String
    let embedding: Embedding
    /// `mean` and `max` of μ, or `ac-p`, the mean cosine of parallel sentences.
    let predictor: String
    let task: String
    let over: LanguageCorrelation
  }

  let panels: [Panel]
  let corpus: Corpus
  private let resamples: Int

  init(
    profiles: [Profile], scores: DownstreamScores, map: LanguageCodes, corpus: Corpus,
    includesEmbeddingLayer: Bool, resamples: Int
  ) throws {
    (self.corpus, self.resamples) = (corpus, resamples)
    var panels: [Panel] = []
    let groups = Dictionary(grouping: profiles) { [$0.model, $0.pivot] }
    for (key, group) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let (model, pivot) = (key[0], key[1])
      for (task, accuracies) in try scores.tasks(of: model).sorted(by: { $0.key < $1.key }) {
        let byCode = Dictionary(accuracies.map { (map.code($0), $1) }) { first, _ in first }
        let both = group.filter { $0.language != pivot && byCode[$0.language] != nil }
        // A correlation of fewer has no interval.
        guard both.count > 3 else { continue }
        panels.append(
          Panel(
            model: model, pivot: pivot, task: task, languages: both.map(\.language),
            profiles: both, accuracies: both.compactMap { byCode[$0.language] },
            pivotAccuracy: byCode[pivot], includesEmbeddingLayer: includesEmbeddingLayer))
      }
    }
    guard !panels.isEmpty else {
      throw LabError("the scores share fewer than four languages with the text; see --map")
    }
    self.panels = panels
  }

  /// Every model, pivot, embedding, predictor and task.
  func correlations() -> [Entry] {
    var random = SeededRandom(seed: 0, stream: "real table 6")
    return panels.flatMap { panel in
      Embedding.allCases.flatMap { embedding in
        predictors(panel, embedding).map { name, values in
          Entry(
            model: panel.model, pivot: panel.pivot, embedding: embedding, predictor: name,
            task: panel.task,
            over: LanguageCorrelation(
              values, panel.accuracies, resamples: resamples, random: &random))
        }
      }
    }
  }

  private func predictors(_ panel: Panel, _ embedding: Embedding) -> [(String, [Double])] {
    [
      ("mean", panel.mexa(embedding, .mean)), ("max", panel.mexa(embedding, .max)),
      ("ac-p", panel.profiles.map { $0.alignment(embedding).parallel.dropFirst().mean }),
    ]
  }
}

extension RealStudy.Entry {
  /// Where the paper printed its value of this entry; nil where it has none.
  func reported(_ corpus: Corpus) -> String? {
    guard pivot.hasPrefix("eng"), predictor != "ac-p", let model = PaperModel(named: model),
      let task = ["belebele", "mmlu", "arc"].first(where: { task == $0 || task == "m-\($0)" })
    else { return nil }
    return "table6/\(corpus.rawValue)-\(embedding.rawValue)-\(predictor)-\(task)/\(model.rawValue)"
  }
}
