import Datasets
import Foundation
import Lab
import Metrics
import Tensors

extension MEXA {
  /// The controls of the testbed: what must come out if score, tasks and statistics are sound.
  func controls(_ findings: Findings) -> [[any TableValue]] {
    let controls = [shuffled, blind, unseen, permuted, pivots, scripts, reliability]
    return findings.panels.flatMap { panel in controls.flatMap { $0(panel) } }
  }

  /// English sentences in an order that keeps none in its place: chance is 1/(2n − 1).
  private func shuffled(_ panel: Panel) -> [[any TableValue]] {
    [Testbed.ParallelSet.flores, .bibleMemorised].map { set in
      let mean = panel.alignments(set).map { panel.pooled($0.shuffled) }.mean
      return ["\(panel.model): shuffled \(set.title) pairs", "at most .02", mean, mean <= 0.02]
    }
  }

  /// Options after BOS alone: chance is a quarter.
  private func blind(_ panel: Panel) -> [[any TableValue]] {
    mainTasks.map { task in
      let mean = panel.measurements.map { $0.blindAccuracy[task.rawValue, default: .nan] }.mean
      return [
        "\(panel.model): \(task.title) without the question", "about .25", mean,
        abs(mean - 0.25) <= 0.05,
      ]
    }
  }

  /// Languages that no model has seen: accuracies within the 99 % interval of chance over the
  /// distinct facts that are asked for, μ_Max as small as chance makes it.
  private func unseen(_ panel: Panel) -> [[any TableValue]] {
    let accuracies = mainTasks.map { task -> [any TableValue] in
      let facts = Set(panel.groups[task.rawValue, default: []]).count
      let range = BinomialDistribution(trials: facts, probability: 0.25).centralCounts(level: 0.99)
      let shares = panel.unseen.map { $0.answers[task.rawValue, default: []].share }
      let low = Double(range.lowerBound) / Double(facts)
      let high = Double(range.upperBound) / Double(facts)
      return [
        "\(panel.model): \(task.title) in unseen languages",
        String(format: "%.2f to %.2f", low, high),
        shares.mean, shares.allSatisfy { (low...high).contains($0) },
      ]
    }
    let scores = panel.unseen.compactMap {
      $0.alignments[Measurement.key(.flores, .weighted)]?.scores
    }
    let sentences = panel.alignments(.flores)[0].wins[0].count
    let limit =
      Double(chanceAlignment(sentences: sentences).centralCounts(level: 0.99).upperBound)
      / Double(sentences)
    let best = scores.map { panel.pooled($0, .max) }.max() ?? .nan
    return accuracies + [
      [
        "\(panel.model): μ_Max of unseen languages",
        String(format: "at most %.2f", limit), best, best <= limit,
      ]
    ]
  }

  /// Accuracies dealt to other languages: the interval of ρ covers 0.
  private func permuted(_ panel: Panel) -> [[any TableValue]] {
    mainTasks.map { task in
      var random = SeededRandom(seed: 0, stream: "dealt \(task.rawValue)")
      let order = derangement(of: panel.languages.count, random: &random)
      let (mexa, accuracy) = (panel.mexa(.flores), panel.accuracy(task)[order])
      let interval = bootstrap(count: mexa.count, resamples: 2_000, random: &random) {
        pearson(mexa[$0], accuracy[$0]).coefficient
      }.interval()
      return [
        "\(panel.model): ρ with \(task.title) dealt to other languages", "interval covers 0",
        Estimate(pearson(mexa, accuracy).coefficient, interval), interval.contains(0),
      ]
    }
  }

  /// Another language as pivot; shown, nothing is expected of it.
  private func pivots(_ panel: Panel) -> [[any TableValue]] {
    let scores = panel.measurements.map { panel.pooled($0.wrongPivot) }
    return mainTasks.map { task in
      [
        "\(panel.model): ρ(μ_Mean with pivot L07, \(task.title))", "shown only",
        pearson(scores, panel.accuracy(task)).coefficient, nil as String?,
      ]
    }
  }

  /// One language in its own script and romanised (C8); shown, nothing is expected of it.
  private func scripts(_ panel: Panel) -> [[any TableValue]] {
    let scores = Dictionary(
      uniqueKeysWithValues: zip(panel.languages.map(\.code), panel.mexa(.flores)))
    return panel.languages.filter { $0.script == .latin }.compactMap { romanised in
      guard let native = romanised.twin, let own = scores[romanised.code],
        let other = scores[native]
      else { return nil }
      return [
        "\(panel.model): μ_Mean of \(romanised.code) (romanised) minus \(native)", "shown only",
        own - other, nil as String?,
      ]
    }
  }

  /// Split-half reliabilities: no correlation can be expected above the root of their product.
  private func reliability(_ panel: Panel) -> [[any TableValue]] {
    let alignment = splitHalfReliability(panel.sentences(.flores).values)
    return mainTasks.map { task in
      let accuracy = splitHalfReliability(panel.items(task).values)
      return [
        "\(panel.model): ceiling of ρ(μ_Mean, \(task.title)) by reliability", "shown only",
        attenuationCeiling(alignment, accuracy), nil as String?,
      ]
    }
  }
}
