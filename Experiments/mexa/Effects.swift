import Datasets
import Lab
import Metrics
import Tensors

/// The differences that claims C2, C3, C7 and C8 are about, with intervals over languages.
struct Effects: Codable {
  /// C2: mean over models and tasks of ρ(weighted) − ρ(last token), by main set.
  let weightedAdvantage: [Estimate]
  /// C2: the extra loss of the last token on memorised verses, in the model that has them.
  let memorisation: Estimate
  /// C3, on the FLORES-like set.
  let poolingInteraction: Estimate
  /// C7, on the FLORES-like set.
  let middleRise: Estimate
  /// C8: μ_Mean of the first model after all of its training minus after half of it.
  let laterGain: Estimate
  /// C8: the less multilingual model minus the first one: μ_Mean, and accuracy over the main tasks.
  let englishCentricAlignment: Estimate
  let englishCentricAccuracy: Estimate

  init(_ study: CorrelationStudy, halfway: [String: Measurement]) throws {
    let panels = study.panels
    let first = panels[0]
    weightedAdvantage = mainSets.map(study.weightedAdvantage)
    memorisation =
      panels.first { $0.model.memorisesVerses }.map(study.memorisationEffect) ?? Estimate(.nan)
    poolingInteraction = study.poolingInteraction(.flores)
    middleRise = study.middleRise(.flores)
    let earlier = first.languages.compactMap { language in
      halfway[language.code]?.alignments[Measurement.key(.flores, .weighted)]
    }
    laterGain = study.growth(
      first.mexa(.flores), over: earlier.map { first.pooled($0.scores) })
    let other = panels.first { $0.model == .tinyolmo } ?? first
    englishCentricAlignment = study.growth(other.mexa(.flores), over: first.mexa(.flores))
    englishCentricAccuracy = study.growth(other.meanAccuracy, over: first.meanAccuracy)
  }
}

extension Panel {
  /// The mean over the main tasks of the accuracy in each language.
  fileprivate var meanAccuracy: [Double] {
    let columns = mainTasks.map(accuracy)
    return languages.indices.map { language in columns.map { $0[language] }.mean }
  }
}

extension CorrelationStudy {
  /// C2: mean over models and tasks of ρ(weighted) − ρ(last token), mean pooling.
  func weightedAdvantage(_ set: Testbed.ParallelSet) -> Estimate {
    mean(panels) { panel, indices in
      mainTasks.map { task in
        let accuracy = panel.accuracy(task)[indices]
        return pearson(panel.mexa(set, .weighted)[indices], accuracy).coefficient
          - pearson(panel.mexa(set, .last)[indices], accuracy).coefficient
      }.mean
    }
  }

  /// C2: how much more the last token loses against the weighted mean on memorised verses than on
  /// verses of the same style that were never seen, mean over languages.
  func memorisationEffect(_ panel: Panel) -> Estimate {
    let gaps = [Testbed.ParallelSet.bibleMemorised, .bibleUnseen].map { set in
      zip(panel.mexa(set, .weighted), panel.mexa(set, .last)).map { $0 - $1 }
    }
    let differences = zip(gaps[0], gaps[1]).map { $0 - $1 }
    return mean([panel]) { _, indices in differences[indices].mean }
  }

  /// C3: [ρ(Mean, ARC) − ρ(Max, ARC)] − [ρ(Mean, Belebele) − ρ(Max, Belebele)], mean over models.
  func poolingInteraction(_ set: Testbed.ParallelSet) -> Estimate {
    mean(panels) { panel, indices in
      func advantageOfMean(_ task: Testbed.Task) -> Double {
        let accuracy = panel.accuracy(task)[indices]
        return pearson(panel.mexa(set, .weighted, .mean)[indices], accuracy).coefficient
          - pearson(panel.mexa(set, .weighted, .max)[indices], accuracy).coefficient
      }
      return advantageOfMean(.arc) - advantageOfMean(.belebele)
    }
  }

  /// C7: μ in the middle layers minus the larger of first and last, for each language whose μ_Max is
  /// above .1 in some model: the mean over those models, and over languages.
  func middleRise(_ set: Testbed.ParallelSet) -> Estimate {
    let rises = panels[0].languages.indices.compactMap { language -> Double? in
      let rises = panels.compactMap { panel -> Double? in
        let scores = panel.alignments(set)[language].scores
        guard panel.pooled(scores, .max) > 0.1 else { return nil }
        return (scores.dropFirst().dropLast().max() ?? 0) - max(scores[0], scores[scores.count - 1])
      }
      return rises.isEmpty ? nil : rises.mean
    }
    guard rises.count > 1 else { return Estimate(.nan) }
    var random = SeededRandom(seed: 0, stream: "layers")
    let distribution = bootstrap(count: rises.count, resamples: resamples, random: &random) {
      rises[$0].mean
    }
    return Estimate(distribution.estimate, distribution.interval())
  }

  /// C8: the mean over languages of `later` − `earlier`, both in the panel's languages.
  func growth(_ later: [Double], over earlier: [Double]) -> Estimate {
    let differences = zip(later, earlier).map { $0 - $1 }
    return mean([panels[0]]) { _, indices in differences[indices].mean }
  }
}
