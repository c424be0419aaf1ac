import Datasets
import Lab
import Metrics

/// All that tables, figures and claims read.
struct Findings {
  let panels: [Panel]
  let testbed: Testbed
  let correlations: [CorrelationEntry]
  let headlines: [CorrelationStudy.Headline]
  let rivals: [Rival]
  let lines: [LineFit]
  let effects: Effects
  let chance: Chance
  let map: LanguageMap
  let losses: [(model: String, loss: Series)]
}

/// Names of rows as the paper has them, and as `reported.csv` has them.
extension Testbed.ParallelSet {
  var title: String {
    switch self {
    case .flores: "FLORES-like"
    case .floresOneClause: "FLORES-like, one clause"
    case .bibleMemorised: "Bible-like"
    case .bibleUnseen: "Bible-like, never seen"
    }
  }

  /// The paper's set that this one plays; nil where it plays none.
  var reported: String? {
    switch self {
    case .flores: "flores"
    case .bibleMemorised: "bible"
    default: nil
    }
  }
}

extension Testbed.Task {
  var title: String {
    switch self {
    case .belebele: "Belebele-like"
    case .belebeleBinding: "Belebele-like, two events"
    case .mmlu: "MMLU-like"
    case .mmluHome: "MMLU-like, home"
    case .arc: "ARC-like"
    case .mmluLocal: "MMLU-like, local facts"
    }
  }
}

extension MEXA {
  func showTables(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    let names = book.parameters.models.map(\.description)
    try book.note(
      """
      ## The main table
      Values are not comparable one by one: the paper's models have billions of parameters and
      read natural languages. The last column sets the mean over its nine models beside ours.
      """)
    try book.table(
      "table1", columns: [""] + (names + ["mean"]).map { .init($0) }, rows: table1(findings()))
    try book.note("## How alignment and accuracy go together over languages")
    try book.table(
      "table2", columns: ["set", "embedding", "pooling"] + mainTasks.map { .init($0.title) },
      rows: table2(findings()))
    try book.table(
      "table6",
      columns: ["set", "embedding", "pooling", "task"] + (names + ["mean"]).map { .init($0) },
      isAppendix: true,
      rows: table6(findings()))
    try book.table(
      "significance",
      columns: [
        "model", "set", "task", "ρ", .init("p", digits: 5), .init("p, Holm", digits: 5),
        .init("p, permutation", digits: 5), "Spearman", "languages",
      ], isAppendix: true, rows: significance(findings()))
    try book.table(
      "headlines",
      columns: ["set", "task", "ρ(μ_Mean, task)", "given log tokens", "models", "without range"],
      rows: findings().headlines.map {
        [
          $0.set.title, $0.task.title, $0.plain, $0.givenExposure,
          $0.models.joined(separator: ", "), $0.excluded.joined(separator: "; "),
        ]
      })
    try book.table(
      "table3", columns: ["predictor"] + mainTasks.map { .init($0.title) },
      rows: findings().rivals.map { [$0.name] + $0.correlations.map { $0 as any TableValue } })
    try book.table(
      "lines",
      columns: [
        "set", "task", "pooling", "model", "slope", "intercept", "error", "without predictor",
        "on log tokens",
      ],
      isAppendix: true,
      rows: findings().lines.map {
        [
          $0.set.title, $0.task.title, $0.pooling.rawValue, $0.model, $0.slope, $0.intercept,
          $0.error, $0.constantError, $0.exposureError,
        ]
      })
    try book.table(
      "controls", columns: ["control", "expected", "measured", "as expected"],
      isAppendix: true,
      rows: controls(findings()))
    try book.table(
      "table7", columns: ["language"] + names.map { .init($0, digits: 2) },
      isAppendix: true,
      rows: table7(findings()))
    try book.table(
      "languages",
      columns: ["language", "model", "tokens", "bits per word", "tokens per word"]
        + Testbed.Task.allCases.map {
          .init($0.title, digits: 2)
        } + (0...book.parameters.depth).map { .init("μ(\($0))", digits: 2) },
      isAppendix: true,
      rows: languages(findings()))
    try book.table(
      "factors",
      columns: [
        "language", "script", "order", "postpositions", "adjective after noun", "cognates",
        "exposure", "parallel share", "twin",
      ],
      isAppendix: true,
      rows: findings().testbed.languages.map {
        [
          $0.code, $0.script.rawValue, $0.grammar.order.rawValue, $0.grammar.hasPostpositions,
          $0.grammar.adjectiveFollowsNoun, $0.cognateShare, $0.exposure, $0.parallelShare, $0.twin,
        ]
      })
  }

  /// The paper's Table 1: accuracies, and alignment over non-English languages.
  private func table1(_ findings: Findings) -> [[any TableValue]] {
    func row(_ title: String, _ address: String?, _ value: (Panel) -> Double) -> [any TableValue] {
      let values = findings.panels.map(value)
      let mean: any TableValue =
        address.map { .number(values.mean, reported: "table1/\($0)/average") as Table.Entry }
        ?? values.mean
      return [title] + values.map { $0 as any TableValue } + [mean]
    }
    let english = zip(mainTasks, ["belebele", "mmlu", "arc"]).map { task, name in
      row("\(task.title), English", "\(name)-english") { $0.englishAccuracy(task) }
    }
    let others = zip(mainTasks, ["belebele", "mmlu", "arc"]).map { task, name in
      row("\(task.title), others", "\(name)-others") { $0.accuracy(task).mean }
    }
    let alignment = mainSets.flatMap { set in
      [LayerPooling.mean, .max].map { pooling in
        row("\(set.title) μ_\(pooling.title)", set.reported.map { "\($0)-\(pooling.rawValue)" }) {
          $0.mexa(set, .weighted, pooling).mean
        }
      }
    }
    return english + others + alignment
  }

  /// The paper's Table 2: Table 6 averaged over models.
  private func table2(_ findings: Findings) -> [[any TableValue]] {
    rows(findings) { set, embedding, pooling in
      let values = mainTasks.map { task -> any TableValue in
        let mean = findings.mean(set, embedding, pooling, task)
        guard let reported = set.reported else { return mean }
        return .number(
          mean,
          reported: "table6/\(reported)-\(embedding.rawValue)-\(pooling.rawValue)-"
            + "\(task.rawValue)/average") as Table.Entry
      }
      return [[set.title, embedding.rawValue, pooling.title] + values]
    }
  }

  private func table6(_ findings: Findings) -> [[any TableValue]] {
    rows(findings) { set, embedding, pooling in
      mainTasks.map { task in
        let entries = findings.entries(set, embedding, pooling, task)
        return [set.title, embedding.rawValue, pooling.title, task.title]
          + entries.map { $0.over.pearson as any TableValue }
          + [findings.mean(set, embedding, pooling, task)]
      }
    }
  }

  /// The tests of the default setting, corrected together for their number.
  private func significance(_ findings: Findings) -> [[any TableValue]] {
    let entries = findings.correlations.filter {
      mainSets.contains($0.set) && $0.embedding == .weighted && $0.pooling == .mean
    }
    return zip(entries, holm(entries.map(\.over.p))).map { entry, corrected in
      [
        entry.model, entry.set.title, entry.task.title, entry.over.pearson, entry.over.p,
        corrected, entry.over.permutationP, entry.over.spearman, entry.over.languages,
      ]
    }
  }

  private func rows(
    _ findings: Findings,
    _ row: (Testbed.ParallelSet, Embedding, LayerPooling) -> [[any TableValue]]
  ) -> [[any TableValue]] {
    (mainSets + [.floresOneClause, .bibleUnseen]).flatMap { set in
      Embedding.allCases.flatMap { embedding in
        [LayerPooling.mean, .max].flatMap { row(set, embedding, $0) }
      }
    }
  }

  /// The paper's Table 7: μ_Max · English accuracy, by language.
  private func table7(_ findings: Findings) -> [[any TableValue]] {
    let columns = findings.panels.map { $0.adjusted(.flores, .max, .belebele) }
    return findings.testbed.languages.enumerated().map { index, language in
      [language.code] + columns.map { $0[index] as any TableValue }
    }
  }

  private func languages(_ findings: Findings) -> [[any TableValue]] {
    findings.panels.flatMap { panel in
      zip(panel.languages, panel.measurements).map { language, measurement in
        let alignment = measurement.alignments[Measurement.key(.flores, .weighted)]
        return [
          language.code, "\(panel.model)", panel.tokens[language.code, default: 0],
          measurement.bitsPerWord, measurement.fertility,
        ]
          + Testbed.Task.allCases.map { task -> any TableValue in
            let answers = measurement.answers[task.rawValue, default: []]
            let interval = binomialInterval(
              successes: answers.count { $0 }, trials: answers.count)
            return Estimate(answers.share, interval)
          } + (alignment?.scores ?? []).map { $0 as any TableValue }
      }
    }
  }
}

extension LayerPooling {
  var title: String { self == .mean ? "Mean" : "Max" }
}

extension Findings {
  func entries(
    _ set: Testbed.ParallelSet, _ embedding: Embedding, _ pooling: LayerPooling,
    _ task: Testbed.Task
  ) -> [CorrelationEntry] {
    correlations.filter {
      $0.set == set && $0.embedding == embedding && $0.pooling == pooling && $0.task == task
    }
  }

  /// The Fisher mean over models.
  func mean(
    _ set: Testbed.ParallelSet, _ embedding: Embedding, _ pooling: LayerPooling,
    _ task: Testbed.Task
  ) -> Double {
    fisherMean(entries(set, embedding, pooling, task).map(\.over.pearson.value))
  }
}
