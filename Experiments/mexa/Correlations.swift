import Datasets
import Lab
import Metrics
import Tensors

/// The sets that play the paper's two parts: two-clause sentences for FLORES, verses for the Bible.
let mainSets: [Testbed.ParallelSet] = [.flores, .bibleMemorised]

/// One entry of the paper's Table 6: how alignment and task accuracy go together over languages.
struct CorrelationEntry: Codable {
  let model: String
  let set: Testbed.ParallelSet
  let embedding: Embedding
  let pooling: LayerPooling
  let task: Testbed.Task
  let over: LanguageCorrelation
}

/// How two measurements go together over languages.
struct LanguageCorrelation: Codable {
  let pearson: Estimate
  let p: Double
  let spearman: Double
  let permutationP: Double
  let languages: Int

  /// Languages are resampled for the interval and permuted for the second p.
  init(_ scores: [Double], _ accuracies: [Double], resamples: Int, random: inout SeededRandom) {
    let correlation = Metrics.pearson(scores, accuracies)
    let interval = bootstrap(count: scores.count, resamples: resamples, random: &random) {
      Metrics.pearson(scores[$0], accuracies[$0]).coefficient
    }.interval()
    pearson = Estimate(correlation.coefficient, interval)
    p = correlation.p
    spearman = Metrics.spearman(scores, accuracies).coefficient
    permutationP = permutationTest(
      count: scores.count, permutations: resamples, random: &random
    ) { Metrics.pearson(scores, accuracies[$0]).coefficient }
    languages = scores.count
  }
}

/// Correlations with their uncertainty; languages are resampled.
struct CorrelationStudy {
  let panels: [Panel]
  let resamples: Int

  /// Table 6: every model, set, embedding, pooling and task.
  func entries() -> [CorrelationEntry] {
    var random = SeededRandom(seed: 0, stream: "table 6")
    var entries: [CorrelationEntry] = []
    for set in mainSets + [.floresOneClause, .bibleUnseen] {
      for embedding in Embedding.allCases {
        for pooling in [LayerPooling.mean, .max] {
          for task in mainTasks {
            for panel in panels {
              entries.append(
                CorrelationEntry(
                  model: "\(panel.model)", set: set, embedding: embedding, pooling: pooling,
                  task: task,
                  over: LanguageCorrelation(
                    panel.mexa(set, embedding, pooling), panel.accuracy(task),
                    resamples: resamples, random: &random)))
            }
          }
        }
      }
    }
    return entries
  }

  /// The Fisher mean over panels of a statistic of resampled languages, with its interval.
  func fisherMean(
    _ panels: [Panel], _ statistic: (Panel, [Int]) -> Double
  ) -> Estimate {
    mean(panels, statistic, combine: Metrics.fisherMean)
  }

  /// The mean over panels of a statistic of resampled languages, with its interval.
  func mean(
    _ panels: [Panel], _ statistic: (Panel, [Int]) -> Double,
    combine: ([Double]) -> Double = { $0.mean }
  ) -> Estimate {
    guard let count = panels.first?.measurements.count else { return Estimate(.nan) }
    var random = SeededRandom(seed: 0, stream: "mean over models")
    let distribution = bootstrap(count: count, resamples: resamples, random: &random) { indices in
      combine(panels.map { statistic($0, indices) })
    }
    return Estimate(distribution.estimate, distribution.interval())
  }

  /// C1: the Fisher mean of ρ(μ_Mean, task), resampling languages, sentences and items together;
  /// with `givenExposure` of the partial correlation given the logarithm of the tokens seen.
  func headline(
    _ panels: [Panel], _ set: Testbed.ParallelSet, _ task: Testbed.Task, givenExposure: Bool
  ) -> Estimate {
    guard !panels.isEmpty else { return Estimate(.nan) }
    var random = SeededRandom(seed: 0, stream: "headline")
    let scores = panels.flatMap {
      [$0.sentences(set), $0.items(task), ItemScores(known: $0.logTokens)]
    }
    let distribution = nestedBootstrap(scores, resamples: resamples, random: &random) { means in
      Metrics.fisherMean(
        stride(from: 0, to: means.count, by: 3).map { first in
          givenExposure
            ? partialCorrelation(means[first], means[first + 1], given: [means[first + 2]])
              .coefficient
            : pearson(means[first], means[first + 1]).coefficient
        })
    }
    return Estimate(distribution.estimate, distribution.interval())
  }

  /// C1's second part: does alignment predict a task beyond exposure?
  struct Headline: Codable {
    let set: Testbed.ParallelSet
    let task: Testbed.Task
    let plain: Estimate
    let givenExposure: Estimate
    let models: [String]
    let excluded: [String]
  }

  /// C1 for each main set and task, over the models whose measurements have the range.
  func headlines() -> [Headline] {
    mainSets.flatMap { set in
      mainTasks.map { task in
        let ranged = panels.filter { $0.rangeProblem(set) == nil && $0.rangeProblem(task) == nil }
        return Headline(
          set: set, task: task,
          plain: headline(ranged, set, task, givenExposure: false),
          givenExposure: headline(ranged, set, task, givenExposure: true),
          models: ranged.map { "\($0.model)" },
          excluded: panels.compactMap { $0.rangeProblem(set) ?? $0.rangeProblem(task) })
      }
    }
  }
}
