import Datasets
import Lab
import Metrics

/// What might predict a task as well as MEXA does, without alignment.
struct Rival: Codable {
  let name: String
  /// Pearson's correlation with each main task, Fisher mean over models.
  let correlations: [Estimate]
}

/// How well a line on one predictor foretells a language's accuracy (C4).
struct LineFit: Codable {
  let set: Testbed.ParallelSet
  let task: Testbed.Task
  let pooling: LayerPooling
  let model: String
  let slope: Estimate
  let intercept: Estimate
  /// Root mean squared errors of leaving a language out: μ_adj, no predictor, log exposure.
  let error: Double
  let constantError: Double
  let exposureError: Double
}

extension CorrelationStudy {
  /// The predictors of section 5.6, on the FLORES-like set.
  func rivals(_ set: Testbed.ParallelSet = .flores) -> [Rival] {
    let predictors: [(String, (Panel) -> [Double])] = [
      ("μ_Mean", { $0.mexa(set) }),
      ("μ_Max", { $0.mexa(set, .weighted, .max) }),
      ("log tokens", { $0.logTokens }),
      ("AC-P", { $0.absoluteCosine(set) }),
      ("AC-NP", { $0.otherCosine(set) }),
      ("μ_Mean untrained", { $0.untrainedMexa(set) }),
      ("μ_Mean − untrained", { zip($0.mexa(set), $0.untrainedMexa(set)).map { $0 - $1 } }),
      ("− bits per word", { $0.measurements.map { -$0.bitsPerWord } }),
      ("tokens per word", { $0.measurements.map(\.fertility) }),
      ("linear CKA", { $0.measurements.map { $0.linearCKA.mean } }),
      ("RSA", { $0.measurements.map { $0.representationalSimilarity.mean } }),
      ("cognate share", { $0.languages.map(\.cognateShare) }),
      ("Latin script", { $0.languages.map { $0.script == .latin ? 1 : 0 } }),
    ]
    var rivals = predictors.map { name, values in
      Rival(
        name: name,
        correlations: mainTasks.map { task in
          fisherMean(panels) { panel, indices in
            pearson(values(panel)[indices], panel.accuracy(task)[indices]).coefficient
          }
        })
    }
    let partial: [(String, (Panel) -> [[Double]])] = [
      ("μ_Mean given log tokens", { [$0.logTokens] }),
      ("μ_Mean given tokens, script, cognates, untrained", { $0.confounders(set) }),
    ]
    rivals += partial.map { name, controls in
      Rival(
        name: name,
        correlations: mainTasks.map { task in
          fisherMean(panels) { panel, indices in
            partialCorrelation(
              panel.mexa(set)[indices], panel.accuracy(task)[indices],
              given: controls(panel).map { $0[indices] }
            ).coefficient
          }
        })
    }
    return rivals
  }

  /// AC-P against AC-NP, per model.
  func cosineCorrelations(_ set: Testbed.ParallelSet = .flores) -> [Double] {
    panels.map { pearson($0.absoluteCosine(set), $0.otherCosine(set)).coefficient }
  }

  /// Williams's one-sided tests, by task, that MEXA predicts better than a rival, with languages as
  /// units: each language's values are means over models of within-model z-scores.
  func williams(against rival: (Panel) -> [Double], _ set: Testbed.ParallelSet = .flores)
    -> [TestResult]
  {
    func pooled(_ values: (Panel) -> [Double]) -> [Double] {
      let scores = panels.map { panel in
        let column = values(panel)
        return column.map { ($0 - column.mean) / column.deviation }
      }
      return scores[0].indices.map { language in scores.map { $0[language] }.mean }
    }
    let (mexa, other) = (pooled { $0.mexa(set) }, pooled(rival))
    return mainTasks.map { task in
      let accuracy = pooled { $0.accuracy(task) }
      return williamsTest(
        pearson(mexa, accuracy).coefficient, pearson(other, accuracy).coefficient,
        between: pearson(mexa, other).coefficient, count: mexa.count, alternative: .greater)
    }
  }

  /// C4: lines of accuracy on μ_adj = μ · English accuracy (equation 3), as in the paper's Figure 2.
  func lines() -> [LineFit] {
    mainSets.flatMap { set in
      [(Testbed.Task.belebele, LayerPooling.max), (.arc, .mean)].flatMap { task, pooling in
        panels.map { panel in
          let accuracy = panel.accuracy(task)
          let adjusted = panel.adjusted(set, pooling, task)
          let line = LinearRegression(adjusted, accuracy)
          return LineFit(
            set: set, task: task, pooling: pooling, model: "\(panel.model)",
            slope: Estimate(line.slope, line.slopeInterval()),
            intercept: Estimate(line.intercept, line.interceptInterval()),
            error: line.leaveOneOutError,
            constantError: LinearRegression(accuracy, on: []).leaveOneOutError,
            exposureError: LinearRegression(panel.logTokens, accuracy).leaveOneOutError)
        }
      }
    }
  }
}

extension Panel {
  /// μ_adj(L) = μ(L) · accuracy in English (equation 3).
  func adjusted(
    _ set: Testbed.ParallelSet, _ pooling: LayerPooling, _ task: Testbed.Task
  ) -> [Double] {
    mexa(set, .weighted, pooling).map { $0 * englishAccuracy(task) }
  }
}
