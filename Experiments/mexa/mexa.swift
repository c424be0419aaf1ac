import Datasets
import Foundation
import Lab
import Metrics

/// Kargaran et al. 2025 (arXiv 2410.05873): how often parallel sentences are mutual nearest neighbours
/// of their English translations, layer by layer, predicts how well an English-centric language model
/// does its tasks in a language.
///
/// By default four tiny models of a generated multilingual world take the place of the paper's nine:
/// the same score and statistics, with rivals and controls, on languages whose exposure, script and
/// kinship are known by design. With `--preset full --model <folders> --data <folder>` real models
/// score real parallel text. Deviations are listed in the README.
@main
struct MEXA: Experiment {
  struct Parameters: ParameterSet {
    /// Words, facts and test material of the generated world.
    var worldSeed: UInt64 = 1
    /// Factors and words of the generated languages.
    var languageSeed: UInt64 = 11
    /// The first model's training text and initial weights; the others count on from it.
    var dataSeed: UInt64 = 0
    /// Languages with training text, beside English.
    var languages = 24
    /// Parallel sentences in each set; in preset full, the first of each file.
    var sentences = 100
    /// Bible-style verses in each set.
    var verses = 103
    /// Items of each task.
    var items = 120
    /// Models of the testbed.
    var models = TinyModel.allCases
    /// How the testbed's text becomes tokens: a token a word, or 2 000 learned pieces.
    var tokenizer = Segmentation.word
    /// Width of the residual stream.
    var width = 64
    /// Number of blocks.
    var depth = 4
    /// Inner width of the feed-forward parts.
    var feedForward = 160
    /// Tokens in a training sequence.
    var context = 64
    /// Sequences in a training step.
    var batch = 10
    /// Tokens each model is trained on.
    var tokens = 14_000_000
    /// How often each verse stands in the English text of the model that memorises them.
    var verseRepeats = 90
    /// Peak learning rate.
    var rate = 4e-3
    /// Whether pooling over layers counts the embedding's output, as the reference script does.
    var includeEmbeddingLayer = true
    /// Resamples of every bootstrap and permutation test.
    var resamples = 10_000
    /// Train the models here instead of loading the stored ones.
    var retrain = false
    /// Store the models where the experiment loads them from.
    var publish = false

    /// Hugging Face folders of real models (preset full).
    var model: [URL] = []
    /// Folder of parallel text, one file a language, one sentence a line (preset full).
    var data: URL?
    /// What follows the first dot in the names of the text's files, where there are several such.
    var fileExtension: String?
    /// Which of the paper's parallel sets the text is, or is to be compared with.
    var corpus = Corpus.flores
    /// Codes of the pivot languages (preset full).
    var pivot = ["eng_Latn"]
    /// Task accuracies by model and language, as CSV: model,task,lang,n,shots,acc[,acc_norm][,source].
    var scores: URL?
    /// Codes of the text's languages for those of the tasks, as CSV: task_lang,flores_code,bible_code.
    var map: URL?
    /// Gigabytes of memory to stay below: a model that needs more is read a layer at a time.
    var memory: Double?
    /// What real models compute with, whatever type their weights have.
    var compute = Precision.float32
    /// Where real models compute: cpu, cuda or cuda:<index>.
    var device = "cpu"
    /// Folder to write each language's scores to, as the reference script's JSON.
    var export: URL?
    /// Folder of the reference script's JSON, laid out as --export does it, to compare with ours.
    var reference: URL?
    /// What a similarity that is not a number does: stop, or count as in the reference script.
    var nan = NaNPolicy.refuse
    /// Cut all languages to the shortest one's sentences, with a warning, instead of stopping.
    var truncate = false
    /// Embed empty lines instead of refusing them.
    var keepEmpty = false
    /// Store each language's sentence vectors too.
    var keepEmbeddings = false
    /// Tokens read in one pass.
    var packSize = 1024

    init() {}
  }

  static let paper = Paper(
    "MEXA: Multilingual Evaluation of English-Centric LLMs via Cross-Lingual Alignment",
    authors: ["Kargaran", "Modarressi", "Nikeghbal", "Diesner", "Yvon", "Schütze"], year: 2025,
    arxiv: "2410.05873", venue: "Findings of ACL 2025", reported: "reported.csv")

  static let smoke = Edit<Parameters> {
    $0.languages = 6
    $0.sentences = 20
    $0.verses = 20
    $0.items = 10
    $0.width = 32
    $0.depth = 2
    $0.tokens = 60_000
    $0.verseRepeats = 1
    $0.resamples = 200
    $0.retrain = true
  }

  static let full = Edit<Parameters> { _ in }

  static var inert: [PartialKeyPath<Parameters>] {
    [\.publish, \.export, \.packSize, \.memory]
  }

  func body(_ book: Notebook<Parameters>) throws {
    if book.preset == "full" { return try scoreRealText(book) }
    book.limitThreads(to: 1)

    // The world: English, 24 languages made from its trees, and two that no model ever sees.
    let testbed = book.resource("testbed") { p in
      Testbed(
        worldSeed: p.worldSeed, languageSeed: p.languageSeed, languages: p.languages,
        sentences: p.sentences, verses: p.verses, items: p.items)
    }
    let tokenizer = book.resource("tokenizer") { p in
      try p.tokenizer.tokenizer(for: testbed())
    }

    // The models: trained once (`make testbed`), then loaded and checked against their recipes.
    let training = book.trainings(
      "training", over: Array(book.parameters.models), saving: .every(steps: 1_000)
    ) { p, model, run in
      let tokenizer = try tokenizer()
      let recipe = Recipe(model, p, vocabulary: tokenizer.vocabularySize)
      try recipe.train(run, on: testbed()) { try tokenizer.encode($0, addSpecialTokens: false) }
    }
    let models = book.cells("models", over: Array(book.parameters.models)) { p, model in
      let recipe = Recipe(model, p, vocabulary: try tokenizer().vocabularySize)
      if p.retrain { return TrainedModel(try training(model), recipe) }
      return try TrainedModel(contentsOf: book.input(TrainedModel.file(of: model)), for: recipe)
    }

    // Every model, trained, untrained and (the first) halfway: tasks, losses, alignment by layer.
    let measurements = book.cells(
      "measurements", over: Subject.all(of: Array(book.parameters.models))
    ) { _, subject in
      try Examination(
        bed: testbed(), tokenizer: tokenizer(),
        network: models(subject.model).network(subject.stage)
      )()
    }
    let panels = book.resource("panels") { p in
      let measured = try measurements()
      return try p.models.map { model in
        try Panel(
          model: model, of: testbed(), includesEmbeddingLayer: p.includeEmbeddingLayer,
          tokens: models(model).tokens, measured: measured)
      }
    }

    // Statistics over languages; English never enters.
    let study = book.resource("study") { p in
      CorrelationStudy(panels: try panels(), resamples: p.resamples)
    }
    let correlations = book.cell("correlations") { _ in try study().entries() }
    let headlines = book.cell("headlines") { _ in try study().headlines() }
    let rivals = book.cell("rivals") { _ in try study().rivals() }
    let lines = book.cell("lines") { _ in try study().lines() }
    let effects = book.cell("effects") { _ in
      try Effects(
        study(), halfway: measurements(Subject(model: book.parameters.models[0], stage: .halfway)))
    }
    let chance = book.cell("chance") { _ in try Chance() }
    let map = book.cell("map") { _ in
      try LanguageMap(
        of: testbed(), tokenizer: tokenizer(),
        network: models(book.parameters.models[0]).network(.trained))
    }

    if book.parameters.publish {
      for (model, trained) in try models() { try trained.publish(as: model) }
    }

    let findings = book.resource("findings") { _ in
      try Findings(
        panels: panels(), testbed: testbed(), correlations: correlations(), headlines: headlines(),
        rivals: rivals(), lines: lines(), effects: effects(), chance: chance(), map: map(),
        losses: models().map { ("\($0.item)", $0.value.loss) })
    }
    try showTables(findings, book)
    try showFigures(findings, book)
    try judgeClaims(findings, book)
  }
}
