import Datasets
import Foundation
import Lab
import Metrics
import Zoo

/// Kazemnejad et al. 2023 (arXiv 2305.19466): decoder-only transformers that differ in nothing but their
/// positional encoding are trained on short instances of algorithmic tasks and tested on instances
/// up to twice as long; no positional encoding at all (NoPE) generalises best on average.
///
/// By default five encodings meet four tasks at a scale of 10⁵ parameters; parity is trained with
/// four scratchpad formats, and the proof that NoPE can represent positions is executed with explicit
/// weights. With `--preset full` the network and the data have the paper's size, and `--data` reads
/// its files. Deviations are listed in the README.
@main
struct Nope: Experiment {
  struct Parameters: ParameterSet {
    /// Generated tasks.
    var tasks: [SequenceTask] = [.copyRepeated, .copyMapped, .sort, .copy]
    /// Positional encodings to compare.
    var encodings = Encoding.allCases
    /// Seeds of weights and training examples; NoPE has at least two, for the attention's floor.
    var seeds = 1
    /// The first seed.
    var seed: UInt64 = 0
    /// Scratchpad formats, on the scratchpad's task, without positional encoding.
    var scratchpads = ["none", "o", "i+o", "i+o+r"]
    /// The task of the scratchpads: one that has steps.
    var scratchpadTask = SequenceTask.parity
    /// Longest training instance of the tasks that repeat one symbol.
    var repeatLength = 10
    /// Longest training instance of the other copies and of reversal.
    var copyLength = 6
    /// Longest training instance of all other tasks.
    var length = 6
    /// Symbols of the tasks that repeat one.
    var repeatSymbols = 20
    /// Symbols of the other tasks that have symbols.
    var symbols = 8
    /// Training instances.
    var examples = 100_000
    /// Test instances of each length.
    var tests = 64
    /// Width of the residual stream.
    var width = 64
    /// Number of blocks.
    var depth = 2
    /// Heads of each attention.
    var heads = 4
    /// Inner width of the feed-forward parts.
    var feedForward = 256
    /// Whether the head is the embedding table.
    var tied = false
    /// Dropout everywhere T5 has it.
    var dropout = 0.0
    /// Instances in a training step.
    var batch = 32
    /// Training steps of the tasks that repeat one symbol.
    var repeatSteps = 500
    /// Training steps of all other tasks.
    var steps = 1_200
    /// Peak learning rate of the tasks that repeat one symbol.
    var repeatRate = 3e-3
    /// Peak learning rate of all other tasks.
    var rate = 2e-3
    /// Steps over which the rate rises.
    var warmUp = 50
    /// Share of each weight that AdamW takes off, times the rate.
    var decay = 0.05
    /// Largest norm of the gradients together.
    var clip = 1.0
    /// Sequences of each length whose attention is compared.
    var attentionSequences = 8
    /// Resamples of every bootstrap.
    var resamples = 10_000

    /// Folder of one task's split, as files (preset full).
    var data: URL?
    /// SentencePiece model or tokenizer.json that cuts words to pieces (preset full).
    var tokenizer: URL?

    init() {}
  }

  static let paper = Paper(
    "The Impact of Positional Encoding on Length Generalization in Transformers",
    authors: ["Kazemnejad", "Padhi", "Natesan Ramamurthy", "Das", "Reddy"], year: 2023,
    arxiv: "2305.19466", venue: "NeurIPS 2023", reported: "reported.csv")

  static let smoke = Edit<Parameters> {
    $0.tasks = [.copyRepeated, .sort]
    $0.scratchpads = ["none", "o"]
    $0.repeatLength = 3
    $0.copyLength = 3
    $0.length = 3
    $0.tests = 4
    $0.width = 32
    $0.feedForward = 32
    $0.repeatSteps = 10
    $0.steps = 10
    $0.attentionSequences = 2
    $0.resamples = 200
  }

  static let full = Edit<Parameters> {
    $0.tasks = SequenceTask.allCases
    $0.seeds = 3
    $0.scratchpads = Scratchpad.Format.all.map(\.description)
    $0.scratchpadTask = .addition
    $0.repeatLength = 20
    $0.copyLength = 20
    $0.length = 8
    $0.repeatSymbols = 5_000
    $0.symbols = 100
    $0.tests = 500
    $0.width = 768
    $0.depth = 12
    $0.heads = 12
    $0.feedForward = 3_072
    $0.tied = true
    $0.dropout = 0.1
    $0.batch = 64
    $0.repeatSteps = 40_000
    $0.steps = 40_000
    $0.repeatRate = 3e-5
    $0.rate = 3e-5
    $0.warmUp = 2_400
  }

  func body(_ book: Notebook<Parameters>) throws {
    book.limitThreads(to: 1)

    // The theory (theorems 1 and 2): positions without positional encoding, with weights written out.
    let construction = book.cell("construction") { _ in Construction(length: 64) }

    // Every task with every encoding, and the scratchpads: trained, then tested by greedy decoding of
    // instances up to twice as long as the longest that was trained.
    func material(_ run: Run, _ p: Watched<Parameters>) throws -> Material {
      try Material(run.topic, run.format, p, input: book.input)
    }
    let trainings = book.trainings(
      "trainings", over: try Run.all(book.parameters), saving: .every(steps: 1_000)
    ) { p, run, training in
      try run.train(training, on: material(run, p), p)
    }
    func trained(_ run: Run, _ p: Watched<Parameters>) throws -> T5Decoder {
      try run.model(trainings(run), material(run, p), p)
    }
    let tests = book.cells("tests", over: try Run.all(book.parameters)) { p, run in
      try Outcome(of: trained(run, p), on: material(run, p), p)
    }

    // How alike trained networks attend, beside another seed and networks before training.
    let attention = book.cells("attention", over: Topic.all(book.parameters)) { p, topic in
      try AttentionStudy(
        on: Material(topic, .none, p, input: book.input), sequences: p.attentionSequences,
        encodings: Array(p.encodings)
      ) { subject in
        let run = Run(topic, subject.encoding, seed: p.seed + (subject.hasOtherSeed ? 1 : 0))
        return try subject.isTrained
          ? trained(run, p) : run.untrained(material(run, p), p)
      }
    }

    let findings = book.resource("findings") { p in
      try Findings(
        p, outcomes: tests().map { ($0.item, $0.value) },
        studies: attention().map { ($0.item, $0.value) }, construction: construction(),
        losses: trainings().map { ($0.item, $0.value.loss) })
    }
    try showTables(findings, book)
    try showFigures(findings, book)
    try judgeClaims(findings, book)
  }
}
