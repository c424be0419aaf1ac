import Datasets
import Lab
import Metrics

extension Nope {
  func showTables(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    try book.note(
      """
      ## Accuracy
      Shares of greedily decoded answers that are right as a whole, end included. Longer lengths are
      L + 1 … 2L, where L is the longest training instance; the paper's numbers stand beside ours
      where it has the task, from networks a thousand times as large.
      """)
    try book.table(
      "table1",
      columns: ["task", "encoding", "trained lengths", "longer"]
        + (findings().hasSeveralSeeds ? ["sd over seeds"] : [])
        + [
          "at 2L", "fitted", .init("wrong: too short", digits: 2), .init("too long", digits: 2),
          .init("other", digits: 2),
        ], rows: findings().accuracyRows)
    try book.note(
      """
      ## Ranking
      Mean reciprocal rank by accuracy at longer lengths, over the tasks that all encodings fitted
      at trained lengths (accuracy of at least \(Findings.fitted)) and over all tasks.
      """)
    try book.table(
      "table2",
      columns: [
        "encoding", .init("fitted tasks", best: .highest), .init("all tasks", best: .highest),
      ]
        + findings().groups.map { .init($0, best: .highest) } + [
          .init("mean accuracy, fitted tasks", best: .highest), "NoPE ahead by, fitted tasks",
          "NoPE ahead by, all tasks",
        ], rows: findings().rankingRows)
    try book.table(
      "winners", columns: ["task", "best at longer lengths", "not fitted"],
      rows: findings().topics.map { topic in
        let findings = try findings()
        let unfitted = findings.encodings.filter { !findings.isFitted(topic, $0) }
        return [
          topic.description, findings.winner(topic),
          unfitted.map(\.title).joined(separator: ", "),
        ]
      })
    try book.note(
      """
      ## Attention
      The distance D between the attention of two networks: the least Jensen-Shannon divergence over
      pairs of heads (nats, at most ln 2 = 0.693), averaged over queries and sequences; and NoPE's row
      of it in more detail.
      """)
    try book.table(
      "table3", columns: ["layer", "encoding"] + findings().encodings.map { .init($0.title) },
      rows: findings().distanceMatrix)
    try book.table(
      "distances",
      columns: ["NoPE with", "layer"] + LengthPart.allCases.map { .init($0.rawValue) },
      rows: findings().distanceRows)
    try book.note(
      "## Scratchpad\nFormats by their parts: input, computation, output, variables, remaining input."
    )
    try book.table(
      "table4", columns: ["format", "trained lengths", "longer", "at 2L", "fitted"],
      rows: findings().scratchpads.map { run, outcome in
        [
          run.format.description, outcome.inside, outcome.outside, outcome.doubled,
          outcome.inside >= Findings.fitted,
        ]
      })
    try book.note("## The theorems, executed\nLargest errors of the network with written weights.")
    try book.table(
      "construction", columns: ["what", "positions up to", .init("largest error", digits: 7)],
      rows: [
        [
          "theorem 1: position written by layer 1", findings().construction.recovered.count,
          findings().construction.positionError,
        ],
        [
          "theorem 2: scores of layer 2", findings().construction.recovered.count,
          findings().construction.scoreError,
        ],
        [
          "theorem 2: attention weights of layer 2", findings().construction.recovered.count,
          findings().construction.weightError,
        ],
      ])
  }
}

extension Topic {
  /// Where the paper's runs have the task.
  fileprivate var reported: String? {
    [.copyRepeated, .copyMapped, .copyRepeatedTwice, .copy, .copyTwice, .reverse].contains(task)
      ? description : nil
  }
}

extension Findings {
  fileprivate var groups: [String] {
    ["primitive", "mathematical", "files"].filter { group in topics.contains { $0.group == group } }
  }

  fileprivate var accuracyRows: [[any TableValue]] {
    topics.flatMap { topic in
      encodings.map { encoding -> [any TableValue] in
        let outcomes = outcomes(topic, encoding)
        let outside = Estimate(over: outcomes.map(\.outside))
        let longer = outcomes.count > 1 ? outside : Estimate(outside.value)
        let wrong = outcomes.map { Double($0.early + $0.late + $0.other) }.reduce(0, +)
        func share(_ kind: KeyPath<Outcome, Int>) -> Double {
          outcomes.map { Double($0[keyPath: kind]) }.reduce(0, +) / wrong
        }
        return [
          topic.description, encoding.title, outcomes.map(\.inside).mean,
          topic.reported.map { .number(longer, reported: "\($0)/\(encoding)") } ?? longer.entry,
        ] + (hasSeveralSeeds ? [outcomes.map(\.outside).deviation] : [])
          + [
            outcomes.map(\.doubled).mean, isFitted(topic, encoding), share(\.early), share(\.late),
            share(\.other),
          ]
      }
    }
  }

  fileprivate var rankingRows: [[any TableValue]] {
    let groupRanks = groups.map { group in reciprocalRanks(topics.filter { $0.group == group }) }
    let (fitted, all) = (reciprocalRanks(fittedTopics), reciprocalRanks(topics))
    return encodings.map { encoding -> [any TableValue] in
      let advantages: [any TableValue] = [fittedTopics, topics].map { topics in
        encoding == .nope || !encodings.contains(.nope) || topics.isEmpty
          ? Table.Entry.missing : advantage(over: encoding, topics).entry
      }
      return [encoding.title, fitted[encoding], all[encoding]]
        + groupRanks.map { $0[encoding] }
        + [fittedTopics.map { outside($0, encoding) }.mean] + advantages
    }
  }

  /// Each layer, then the mean over all.
  private var layersAndMean: [(name: String, layer: Int?)] {
    layers.map { ("\($0 + 1)", $0) } + [("mean", nil)]
  }

  fileprivate var distanceMatrix: [[any TableValue]] {
    layersAndMean.flatMap { name, layer in
      encodings.map { row -> [any TableValue] in
        [name, row.title]
          + encodings.map { column -> Double in
            let pair = [row, column].sorted { $0.rank < $1.rank }
            return row == column
              ? 0 : distances(.encodings(pair[0], pair[1]), layer: layer).mean
          }
      }
    }
  }

  fileprivate var distanceRows: [[any TableValue]] {
    pairsOfNoPE.flatMap { pair in
      layersAndMean.map { name, layer -> [any TableValue] in
        [pair.title, name] + LengthPart.allCases.map { distances(pair, $0, layer: layer).mean }
      }
    }
  }
}
