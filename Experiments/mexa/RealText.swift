import Datasets
import Foundation
import Lab
import Metrics
import Tensors
import Tokenizers
import Zoo

/// One language's alignment with the pivot, stored as the language's item.
struct LanguageAlignment: Codable {
  /// μ(l) by layer, for both embeddings.
  let weighted: [Double]
  let last: [Double]
  /// Sentences that lose by a tie alone, by layer.
  let weightedTies: [Int]
  let lastTies: [Int]
  /// Tokens of each sentence, BOS included.
  let tokens: [Int]
  /// Cosines with the pivot's sentences, float32 `[layers, sentences, sentences]`.
  let weightedSimilarities: Tensor
  let lastSimilarities: Tensor
  /// Sentence vectors `[sentences, layers, width]`, where asked for.
  let weightedVectors: Tensor?
  let lastVectors: Tensor?
}

/// A real model and the real text it reads (section 4 of the paper).
struct Reader {
  let network: any LanguageModel
  let tokenizer: Tokenizer
  let text: ParallelText
  let sentenceCount: Int
  let emptyLines: ParallelText.EmptyLines
  let packSize: Int

  /// The tokens of a language's first sentences.
  func tokens(_ language: String) throws -> [[Int]] {
    try text.sentences(language, first: sentenceCount, emptyLines: emptyLines).enumerated().map {
      index, sentence in
      let ids = try tokenizer.encode(sentence)
      guard !ids.isEmpty else {
        throw LabError("\(try text.file(of: language).path):\(index + 1): has no token")
      }
      return ids
    }
  }

  /// The vectors of a language's sentences; each distinct text is embedded once, so that equal
  /// sentences tie exactly, as they do in the reference script.
  func vectors(of sentences: [[Int]]) throws -> SentenceVectors {
    var places: [[Int]: Int] = [:]
    var distinct: [[Int]] = []
    let rows = sentences.map { ids in
      if let known = places[ids] { return known }
      places[ids] = distinct.count
      distinct.append(ids)
      return distinct.count - 1
    }
    return try network.embed(distinct, packSize: packSize).rows(rows)
  }
}

/// The pivot's vectors, ready for comparison with every language.
struct Pivot {
  let weighted: PivotEmbeddings
  let last: PivotEmbeddings

  init(_ vectors: SentenceVectors, language: String, nan: NaNPolicy) throws {
    weighted = try PivotEmbeddings(
      vectors.weighted.transposed(0, 1), language: language, nan: nan)
    last = try PivotEmbeddings(vectors.last.transposed(0, 1), language: language, nan: nan)
  }
}

extension MEXA {
  /// Preset full: embeds and scores real parallel text with a real model, a language at a time.
  func scoreRealText(_ book: Notebook<Parameters>) throws {
    guard let model = book.parameters.model, let data = book.parameters.data else {
      throw LabError("--preset full needs --model <folder> and --data <folder>")
    }
    let reader = book.resource("reader") { p in
      let text = try ParallelText(folder: data)
      _ = try text.file(of: p.pivot)
      let count = try text.commonCount(
        first: p.sentences, unequal: p.truncate ? .truncated : .refused)
      if let warning = count.warning { book.warn(warning) }
      return Reader(
        network: try DecoderConfiguration.load(folder: book.input(model)),
        tokenizer: try Tokenizer.load(folder: model), text: text, sentenceCount: count.count,
        emptyLines: p.keepEmpty ? .kept : .refused, packSize: p.packSize)
    }
    let pivot = book.resource("pivot") { p in
      let reader = try reader()
      _ = try book.input(reader.text.file(of: p.pivot))
      return try Pivot(
        reader.vectors(of: reader.tokens(p.pivot)), language: p.pivot, nan: p.nan)
    }
    let alignments = book.cells("alignments", over: try ParallelText(folder: data).languages) {
      p, language in
      let (reader, pivot) = (try reader(), try pivot())
      _ = try book.input(reader.text.file(of: language))
      let tokens = try reader.tokens(language)
      let vectors = try reader.vectors(of: tokens)
      let weighted = try pivot.weighted.cosineSimilarities(
        with: vectors.weighted.transposed(0, 1), language: language)
      let last = try pivot.last.cosineSimilarities(
        with: vectors.last.transposed(0, 1), language: language)
      let weightedScores = try alignmentScores(weighted, nan: p.nan)
      let lastScores = try alignmentScores(last, nan: p.nan)
      return LanguageAlignment(
        weighted: weightedScores.map(\.value), last: lastScores.map(\.value),
        weightedTies: weightedScores.map(\.ties), lastTies: lastScores.map(\.ties),
        tokens: tokens.map(\.count), weightedSimilarities: weighted.converted(to: .float32),
        lastSimilarities: last.converted(to: .float32),
        weightedVectors: p.keepEmbeddings ? vectors.weighted : nil,
        lastVectors: p.keepEmbeddings ? vectors.last : nil)
    }

    try book.note(
      "Model `\(model.lastPathComponent)`, text `\(data.lastPathComponent)`, pivot "
        + "`\(book.parameters.pivot)`.")
    for embedding in Embedding.allCases {
      let scores = { (alignment: LanguageAlignment) in
        embedding == .weighted ? alignment.weighted : alignment.last
      }
      try book.table(
        "alignment-\(embedding.rawValue)",
        columns: ["language", "μ_Mean", "μ_Max", "μ(0), μ(1), …"],
        rows: alignments().map { language, alignment in
          let values = scores(alignment)
          let isCounted = book.parameters.includeEmbeddingLayer
          return [
            language, LayerPooling.mean(values, includeEmbeddingLayer: isCounted),
            LayerPooling.max(values, includeEmbeddingLayer: isCounted),
            values.map { String(format: "%.2f", $0) }.joined(separator: " "),
          ]
        })
    }
    try book.table(
      "tokens", columns: ["language", .init("tokens per sentence", digits: 1), "tied sentences"],
      rows: alignments().map { language, alignment in
        [
          language, alignment.tokens.map(Double.init).average,
          (alignment.weightedTies + alignment.lastTies).max() ?? 0,
        ]
      })
    try book.figure("layers", caption: "Alignment μ(l) by layer, a line a language.", columns: 2) {
      canvas in
      for embedding in Embedding.allCases {
        try canvas.panel(embedding.rawValue) { panel in
          panel.x("layer").y("μ(l)", 0...1)
          for (language, alignment) in try alignments() {
            let values = embedding == .weighted ? alignment.weighted : alignment.last
            let name = LayerPooling.max(values) > 0.2 ? language : ""
            panel.lines(name, Array(values.indices), values)
          }
        }
      }
    }
  }
}
