import Datasets
import Lab
import Metrics
import Plot

extension MEXA {
  func showFigures(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    try book.figure(
      "fig1", caption: "Chance of a score of at least k/n without any alignment (Figure 1)."
    ) {
      $0.x("k/n", 0...0.5).y("P(X ≥ k/n)", 0...1)
      for curve in try findings().chance.curves {
        $0.lines("n = \(curve.sentences)", curve.scores, curve.probabilities)
      }
    }
    try book.figure(
      "fig2",
      caption:
        "Task accuracy against μ_adj, each language a point, with least-squares lines and the "
        + "ideal line of slope 3/4 and intercept 1/4 (Figure 2)."
    ) { canvas in
      let findings = try findings()
      for set in mainSets {
        for (task, pooling) in [(Testbed.Task.belebele, LayerPooling.max), (.arc, .mean)] {
          canvas.panel("\(set.title), \(task.title)") { panel in
            panel.x("μ_adj (\(pooling.title))", 0...1).y("accuracy", 0...1)
            for subject in findings.panels {
              panel.points(
                "\(subject.model)", subject.adjusted(set, pooling, task), subject.accuracy(task))
            }
            for fit in findings.lines
            where fit.set == set && fit.task == task && fit.slope.value.isFinite {
              panel.diagonal(slope: fit.slope.value, intercept: fit.intercept.value)
            }
            panel.diagonal(slope: 0.75, intercept: 0.25, "ideal", colour: .black)
          }
        }
      }
    }
    try book.figure(
      "fig3", caption: "Alignment μ(l) by layer of the FLORES-like set, a line a language."
    ) { canvas in
      for subject in try findings().panels {
        canvas.panel("\(subject.model)") { panel in
          panel.x("layer").y("μ(l)", 0...1)
          let order = subject.languages.count
          for (index, alignment) in subject.alignments(.flores).enumerated() {
            let scores = alignment.scores
            panel.lines(
              "", Array(scores.indices), scores,
              colour: .shade(1 - Double(index) / Double(order)), width: 1.2)
          }
        }
      }
    }
    try book.figure(
      "fig4",
      caption: "t-SNE of FLORES-like sentences of all languages (Figure 4), most exposed languages "
        + "named.", columns: 3, size: .square
    ) { canvas in
      let findings = try findings()
      let named = Set(["eng"] + findings.testbed.languages.prefix(4).map(\.code))
      let groups = findings.map.codes.map { named.contains($0) ? $0 : "others" }
      for layer in findings.map.layers {
        canvas.panel("layer \(layer.layer)") { panel in
          panel.x("").y("").scatter(layer.x, layer.y, groups: groups)
        }
      }
    }
    try book.figure(
      "fig5",
      caption:
        "Correlation of μ_Mean with accuracy against the number of sentences: mean over random "
        + "subsets and models, with the standard deviation over subsets."
    ) {
      $0.x("sentences", .log).y("ρ(μ_Mean, accuracy)", -0.2...1)
      for task in mainTasks {
        let curve = try findings().sizeCurve(task)
        guard !curve.isEmpty else { continue }
        $0.band(
          task.title, curve.map(\.size), low: curve.map { $0.mean - $0.deviation },
          high: curve.map { $0.mean + $0.deviation })
        $0.lines(task.title, curve.map(\.size), curve.map(\.mean), marker: .circle)
      }
    }
    try book.figure(
      "fig6", caption: "All correlations with their intervals over languages.", columns: 3,
      size: .page
    ) { canvas in
      let findings = try findings()
      for task in mainTasks {
        canvas.panel(task.title) { panel in
          panel.x("ρ", -1...1)
          for subject in findings.panels {
            let entries = findings.correlations.filter {
              $0.task == task && $0.model == "\(subject.model)" && $0.over.pearson.value.isFinite
            }
            guard !entries.isEmpty else { continue }
            panel.forest(
              "\(subject.model)",
              entries.map { "\($0.set.title), \($0.embedding.rawValue), \($0.pooling.title)" },
              entries.map(\.over.pearson.value),
              low: entries.map { $0.over.pearson.low ?? .nan },
              high: entries.map { $0.over.pearson.high ?? .nan })
          }
          panel.vertical(0)
        }
      }
    }
    try book.figure(
      "fig7",
      caption:
        "What is left of accuracy and of μ_Mean when a line on log tokens is taken off both.",
      columns: 3
    ) { canvas in
      let findings = try findings()
      for task in mainTasks {
        canvas.panel(task.title) { panel in
          panel.x("μ_Mean given log tokens").y("accuracy given log tokens")
          for subject in findings.panels {
            let controls = [subject.logTokens]
            panel.points(
              "\(subject.model)", residuals(of: subject.mexa(.flores), given: controls),
              residuals(of: subject.accuracy(task), given: controls))
          }
          panel.horizontal(0).vertical(0)
        }
      }
    }
    try book.figure("training", caption: "Training loss of the models.") {
      $0.x("step").y("loss (nats per token)")
      for (name, series) in try findings().losses { $0.lines(name, series) }
    }
  }
}

extension Findings {
  /// Correlation of μ_Mean with a task by the number of sentences, over random subsets and models.
  func sizeCurve(_ task: Testbed.Task) -> [(size: Int, mean: Double, deviation: Double)] {
    Examination.subsetSizes.compactMap { size in
      let draws = panels.flatMap { panel in
        (0..<Examination.subsetCount).compactMap { draw -> Double? in
          let scores = panel.measurements.compactMap {
            $0.subsets["\(size)"].map { panel.pooled($0[draw]) }
          }
          guard scores.count == panel.languages.count else { return nil }
          let rho = pearson(scores, panel.accuracy(task)).coefficient
          return rho.isNaN ? nil : rho
        }
      }
      return draws.count > 1 ? (size, draws.mean, draws.deviation) : nil
    }
  }
}
