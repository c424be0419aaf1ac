import Foundation
import Lab
import Tensors

/// Not a paper: how fast the house is on this machine, each piece of work in turn with the thing it
/// must not be much slower than.
///
/// Nothing here is stored: a time is true of its run only, so all measurements are resources, which
/// each run makes anew, and not cells. Figures are medians of rounds with their quartiles; a ratio is
/// the reference's time over ours in the same round, and the first round of each is left out.
@main
struct Speed: Experiment {
  struct Parameters: ParameterSet {
    /// Rounds of each measurement but scoring.
    var rounds = 11
    /// Rounds of scoring.
    var scoringRounds = 3
    /// A Python 3 that may have torch; without, the comparison with PyTorch is left out.
    var python = "python3"
    /// Additions of four elements in a round.
    var operators = 20_000
    /// Training steps in a round.
    var steps = 500
    /// Blocks of the encoder.
    var depth = 12
    /// Width of the encoder.
    var width = 768
    /// Attention heads of the encoder.
    var heads = 12
    /// Inner width of the encoder's feed-forward parts.
    var feedForward = 2048
    /// Tokens that the encoder knows.
    var vocabulary = 32_000
    /// Sentences that the encoder embeds in a round.
    var sentences = 128
    /// About how many tokens it reads in one pass.
    var packSize = 1024
    /// Side of the big square matrix product.
    var square = 4096
    /// Size of the checkpoint.
    var megabytes = 500
    /// Where the checkpoint and the plain file are written; a real disk, not memory.
    var folder = URL(filePath: "/var/tmp")
    /// Languages that are scored.
    var languages = 200
    /// States of the model whose vectors are scored.
    var scoredLayers = 33
    /// Parallel sentences that are scored.
    var scoredSentences = 100
    /// Width of the vectors that are scored.
    var scoredWidth = 4096
    /// A folder of parallel text, such as FLORES-200's; random letters without.
    var text = ""
    /// How many of its sentences are taken, from all languages.
    var texts = 2000
    /// How many of those are embedded in turn with upstream.
    var compared = 64
    /// Rounds of that.
    var comparedRounds = 3
    /// Entries of the tokenizer that is loaded.
    var tokenizerEntries = 128_000
    /// A folder of further tokenizer.json files to be measured.
    var tokenizers = ""
  }

  static let paper = Paper("Speed of the house")

  static let smoke = Edit<Parameters> {
    $0.rounds = 2
    $0.scoringRounds = 1
    $0.operators = 100
    $0.steps = 10
    $0.depth = 2
    $0.width = 64
    $0.heads = 4
    $0.feedForward = 128
    $0.vocabulary = 100
    $0.sentences = 10
    $0.packSize = 128
    $0.square = 128
    $0.megabytes = 2
    $0.languages = 3
    $0.scoredLayers = 3
    $0.scoredSentences = 20
    $0.scoredWidth = 64
    $0.texts = 20
    $0.compared = 10
    $0.comparedRounds = 1
    $0.tokenizerEntries = 1000
  }

  static let full = Edit<Parameters> {
    $0.compared = 2000
    $0.comparedRounds = 1
  }

  static var inert: [PartialKeyPath<Parameters>] { [\.python, \.folder, \.text, \.tokenizers] }

  func body(_ book: Notebook<Parameters>) throws {
    let load = Self.load
    if load > 0.5 {
      book.warn(
        "other work keeps the machine busy (load \(load)): times will not be those of speed")
    }
    let pytorch = book.resource("against PyTorch") { p in
      book.warn("measuring operators and training steps against PyTorch")
      let races = try AgainstPyTorch(
        python: p.python, operators: p.operators, steps: p.steps, rounds: p.rounds)
      if let missing = races.missing { book.warn("left out: \(missing)") }
      return races
    }
    let encoder = book.resource("encoder") { p in
      book.warn("measuring the encoder against matrix products")
      return try Encoder(p(), rounds: p.rounds)
    }
    let checkpoint = book.resource("checkpoint") { p in
      book.warn("measuring checkpoints against plain files")
      return try CheckpointOnDisk(megabytes: p.megabytes, rounds: p.rounds, folder: p.folder)
    }
    let scoring = book.resource("scoring") { p in
      book.warn("measuring MEXA's scoring")
      let scores = Scoring(
        languages: p.languages, layers: p.scoredLayers, sentences: p.scoredSentences,
        width: p.scoredWidth)
      return try Race(
        scores.work, against: "its products alone", rounds: p.scoringRounds, ours: scores.score,
        reference: scores.multiply)
    }

    let upstream = book.resource("against upstream") { p in
      book.warn("measuring tokens and vectors against Hugging Face's libraries")
      let races = try AgainstUpstream(p(), threads: Engine.threads)
      if let missing = races.missing { book.warn("left out: \(missing)") }
      return races
    }

    try book.note(machine(pytorch(), load: load))
    try book.note(
      "\(upstream().version ?? upstream().missing ?? ""). \(upstream().text)."
        + (upstream().difference.map { " Greatest difference of the vectors: \($0)." } ?? ""))
    var rows = try pytorch().races.enumerated().map { index, race in
      row(race, "µs", 1e6, target: index == 1 ? "≥ 1.3" : nil)
    }
    let encoding = try upstream().encoding.flatMap { [($0.loop, "≥ 0.5"), ($0.batch, "≥ 0.5")] }
    for (race, target) in try [
      (encoder().race, "≥ 0.85"), (checkpoint().save, "≥ 0.7"), (checkpoint().load, "≥ 0.7"),
      (scoring(), "< 10 s"), (upstream().loading, "< 2 s"),
    ] + encoding {
      rows.append(row(race, "s", 1, target: target))
    }
    for (race, target) in try [
      (upstream().reference, "≥ 3"), (upstream().batched, "≥ 1.4"), (upstream().scoring, "≥ 1,000"),
    ] {
      if let race { rows.append(row(race, "s", 1, target: target)) }
    }
    try book.table(
      "speed",
      columns: [
        "work", "against", "unit", "ours", "reference", Table.Column("ratio", digits: 2), "target",
      ],
      rows: rows)
    try book.table(
      "matrix products",
      columns: ["product", "shape", Table.Column("GFLOP/s", digits: 0)],
      rows: encoder().products.map { product in
        [product.name, product.shape, Estimate(ofRounds: product.rates.map { $0 / 1e9 })]
      } + [
        [
          "encoder", "\(encoder().tokens) tokens",
          Estimate(ofRounds: encoder().race.ours.map { try encoder().operations / $0 / 1e9 }),
        ]
      ])
    let bounds = try upstream().bounds(
      fastestRate: Estimate(ofRounds: encoder().fastestRates).value)
    if !bounds.isEmpty {
      try book.table(
        "matrix products alone",
        columns: [
          "work", "against", Table.Column("ratio", digits: 2),
          Table.Column("ratio of their products alone", digits: 2),
        ],
        rows: bounds.map { race, products in
          [race.work, race.against, Estimate(ofRounds: race.ratios), products]
        })
    }
    let races = try pytorch().races + [encoder().race, checkpoint().save, checkpoint().load]
    try book.table(
      "ratios by round", columns: ["round"] + races.map { Table.Column($0.work, digits: 2) },
      rows: (0..<book.parameters.rounds).map { round in [round + 1] + races.map { $0.ratios[round] }
      })

    if let step = try pytorch().step {
      try book.claim(
        "a training step is at least 1.3 times as fast as PyTorch eager's",
        Estimate(ofRounds: step.ratios), above: 1.3)
    } else {
      try book.claim(
        "a training step is at least 1.3 times as fast as PyTorch eager's",
        notTestable: pytorch().missing ?? "no round was measured")
    }
    try book.claim(
      "the encoder reaches at least 85 % of the speed of its fastest matrix product",
      Estimate(ofRounds: encoder().race.ratios), above: 0.85)
    try book.claim(
      "a checkpoint is saved at 70 % of a plain write's speed or more",
      Estimate(ofRounds: checkpoint().save.ratios), above: 0.7)
    try book.claim(
      "a checkpoint is loaded at 70 % of a plain read's speed or more",
      Estimate(ofRounds: checkpoint().load.ratios), above: 0.7)
    try book.claim(
      "200 languages, 33 layers and 100 sentences are scored in less than 10 s",
      Estimate(ofRounds: scoring().ours), below: 10)
    try claims(book, upstream())
  }

  /// What is claimed against Hugging Face's libraries.
  private func claims(
    _ book: Notebook<Parameters>, _ upstream: AgainstUpstream
  ) throws {
    let p = book.parameters
    try book.claim(
      "a tokenizer of \(p.tokenizerEntries) entries is loaded in less than 2 s",
      Estimate(ofRounds: upstream.loading.ours), below: 2)
    guard let reference = upstream.reference, let batched = upstream.batched,
      let difference = upstream.difference, let scoring = upstream.scoring
    else {
      return try book.claim(
        "tokens and vectors are made faster than by Hugging Face's libraries",
        notTestable: upstream.missing ?? "no round was measured")
    }
    for (name, loop, batch) in upstream.encoding {
      for race in [loop, batch] {
        try book.claim(
          "tokenizer \(name): at least half as fast as \(race.against ?? "")",
          Estimate(ofRounds: race.ratios), above: 0.5)
      }
    }
    try book.claim(
      "vectors differ from upstream's by less than 1e-4", Estimate(difference), below: 1e-4)
    try book.claim(
      "embedding is at least 3 times as fast as MEXA's reference procedure",
      Estimate(ofRounds: reference.ratios), above: 3)
    try book.claim(
      "embedding is at least 1.4 times as fast as padded batches in PyTorch",
      Estimate(ofRounds: batched.ratios), above: 1.4)
    try book.claim(
      "scoring is at least 1,000 times as fast as the reference's loops",
      Estimate(ofRounds: scoring.ratios), above: 1000)
  }

  /// How many processes ran at once over the last minute.
  private static var load: Double {
    var load = 0.0
    return getloadavg(&load, 1) == 1 ? (load * 10).rounded() / 10 : .nan
  }

  /// What was measured on, in a sentence.
  private func machine(_ pytorch: AgainstPyTorch, load: Double) -> String {
    let processors = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model =
      processors.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown processor"
    return "\(model), \(Engine.threads) threads, libtorch \(Engine.version); "
      + "load \(load) before the run. "
      + (pytorch.version.map { "PyTorch \($0), one thread." } ?? "No PyTorch: ")
      + (pytorch.missing ?? "")
  }

  private func row(
    _ race: Race, _ unit: String, _ factor: Double, target: String?
  ) -> [any TableValue] {
    [
      race.work, race.against, unit, Estimate(ofRounds: race.ours).scaled(by: factor),
      Estimate(ofRounds: race.reference).scaled(by: factor), Estimate(ofRounds: race.ratios),
      target,
    ]
  }
}
