import Foundation
import Lab
import Metrics
import Plot

extension MEXA {
  /// Alignment of real models: a table a language, a table a model, and profiles over layers.
  func showAlignments(_ profiles: Resource<[Profile]>, _ book: Notebook<Parameters>) throws {
    let isCounted = book.parameters.includeEmbeddingLayer
    func pooled(_ profile: Profile, _ embedding: Embedding, _ pooling: LayerPooling) -> Double {
      pooling(profile.alignment(embedding).scores, includeEmbeddingLayer: isCounted)
    }
    try book.table(
      "models", columns: ["model", "pivot", "embedding", "languages", "μ_Mean", "μ_Max"],
      rows: groups(profiles()).flatMap { group in
        Embedding.allCases.map { embedding -> [any TableValue] in
          let others = group.filter { $0.language != $0.pivot }
          let known =
            group[0].pivot.hasPrefix("eng") && embedding == .weighted
            ? PaperModel(named: group[0].model) : nil
          let values = [LayerPooling.mean, .max].map { pooling -> any TableValue in
            let mean = others.map { pooled($0, embedding, pooling) }.mean
            return known.map {
              .number(
                mean,
                reported:
                  "table1/\(book.parameters.corpus.rawValue)-\(pooling.rawValue)/\($0.rawValue)")
                as Table.Entry
            } ?? mean
          }
          return [group[0].model, group[0].pivot, embedding.rawValue, others.count] + values
        }
      })
    for embedding in Embedding.allCases {
      try book.table(
        "alignment-\(embedding.rawValue)",
        columns: ["model", "pivot", "language", "μ_Mean", "μ_Max", "μ(0), μ(1), …"],
        isAppendix: true,
        rows: profiles().map { profile in
          [
            profile.model, profile.pivot, profile.language, pooled(profile, embedding, .mean),
            pooled(profile, embedding, .max),
            profile.alignment(embedding).scores.map { String(format: "%.3f", $0) }
              .joined(separator: " "),
          ]
        })
    }
    try book.table(
      "tokens",
      columns: [
        "model", "pivot", "language", .init("tokens per sentence", digits: 1), "tied sentences",
      ], isAppendix: true,
      rows: profiles().map { profile in
        [
          profile.model, profile.pivot, profile.language,
          profile.tokens.map(Double.init).mean,
          (profile.weighted.ties + profile.last.ties).max() ?? 0,
        ]
      })
    try book.figure(
      "layers",
      caption: "Alignment μ(l) by layer, a line a language; the best aligned ones are named.",
      columns: 2
    ) { canvas in
      for group in try groups(profiles()) {
        for embedding in Embedding.allCases {
          canvas.panel("\(group[0].model), \(group[0].pivot), \(embedding.rawValue)") { panel in
            panel.x("layer").y("μ(l)", 0...1)
            let order = group.sorted {
              (-pooled($0, embedding, .max), $0.language) < (
                -pooled($1, embedding, .max), $1.language
              )
            }
            for (rank, profile) in order.enumerated() {
              let scores = profile.alignment(embedding).scores
              panel.lines(rank < 8 ? profile.language : "", Array(scores.indices), scores)
            }
          }
        }
      }
    }
  }

  /// Alignment beside published accuracies, as in the paper's Tables 6 and 7 and Figure 2.
  func showDownstream(
    _ study: Resource<RealStudy?>, _ correlations: Cell<[RealStudy.Entry]>,
    _ book: Notebook<Parameters>
  ) throws {
    try book.note("## How alignment and accuracy go together over languages")
    try book.table(
      "downstream",
      columns: [
        "model", "pivot", "task", "embedding", "predictor", "ρ", .init("p", digits: 5),
        .init("p, permutation", digits: 5), "Spearman", "languages",
      ],
      rows: correlations().map { entry in
        let address = entry.reported(book.parameters.corpus)
        let pearson: any TableValue =
          address.map { .number(entry.over.pearson, reported: $0) as Table.Entry }
          ?? entry.over.pearson
        return [
          entry.model, entry.pivot, entry.task, entry.embedding.rawValue, entry.predictor, pearson,
          entry.over.p, entry.over.permutationP, entry.over.spearman, entry.over.languages,
        ]
      })
    try book.table(
      "adjusted",
      columns: ["model", "pivot", "task", "language", "μ_Max · accuracy of the pivot", "accuracy"],
      isAppendix: true,
      rows: (study()?.panels ?? []).flatMap { panel in
        zip(zip(panel.languages, panel.adjusted(.max) ?? []), panel.accuracies).map {
          [panel.model, panel.pivot, panel.task, $0.0.0, $0.0.1, $0.1]
        }
      })
    try book.figure(
      "accuracy",
      caption:
        "Task accuracy against μ_adj (mean over layers), each language a point, with least-squares "
        + "lines and the ideal line of slope 3/4 and intercept 1/4 (Figure 2)."
    ) { canvas in
      let panels = try study()?.panels ?? []
      for task in Set(panels.map(\.task)).sorted() {
        canvas.panel(task) { panel in
          panel.x("μ_adj (Mean)", 0...1).y("accuracy", 0...1)
          for subject in panels where subject.task == task {
            guard let adjusted = subject.adjusted(.mean) else { continue }
            panel.points("\(subject.model), \(subject.pivot)", adjusted, subject.accuracies)
            let line = LinearRegression(adjusted, subject.accuracies)
            if line.slope.isFinite {
              panel.diagonal(slope: line.slope, intercept: line.intercept)
            }
          }
          panel.diagonal(slope: 0.75, intercept: 0.25, "ideal", colour: .black)
        }
      }
    }
    try book.figure(
      "correlations", caption: "All correlations with their intervals over languages.", columns: 3,
      size: .page
    ) { canvas in
      let entries = try correlations()
      for task in Set(entries.map(\.task)).sorted() {
        canvas.panel(task) { panel in
          panel.x("ρ", -1...1)
          for group in Dictionary(grouping: entries.filter { $0.task == task }, by: \.model)
            .sorted(by: { $0.key < $1.key })
          {
            let finite = group.value.filter { $0.over.pearson.value.isFinite }
            guard !finite.isEmpty else { continue }
            panel.forest(
              group.key, finite.map { "\($0.pivot), \($0.embedding.rawValue), \($0.predictor)" },
              finite.map(\.over.pearson.value), low: finite.map { $0.over.pearson.low ?? .nan },
              high: finite.map { $0.over.pearson.high ?? .nan })
          }
          panel.vertical(0)
        }
      }
    }
  }

  /// Profiles by model and pivot, in the order of their first.
  func groups(_ profiles: [Profile]) -> [[Profile]] {
    var groups: [[Profile]] = []
    for profile in profiles {
      if let index = groups.firstIndex(where: {
        $0[0].model == profile.model && $0[0].pivot == profile.pivot
      }) {
        groups[index].append(profile)
      } else {
        groups.append([profile])
      }
    }
    return groups
  }
}
