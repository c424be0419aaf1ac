import Datasets
import Foundation
import Lab
import Metrics
import Tensors

/// A real model reads a language: what one stored item is about.
struct Reading: Codable, CustomStringConvertible {
  let folder: URL
  /// The language's file, so that another text in the same language is read anew.
  let text: URL
  let language: String

  /// The model's name: that of its folder.
  var model: String { folder.lastPathComponent }

  var description: String { "\(model).\(language)" }
}

/// One language's alignment with each pivot, stored as the language's item.
struct LanguageAlignment: Codable {
  /// Alignment and the cosines it follows from, float32 `[layers, sentences, pivot's sentences]`.
  struct WithPivot: Codable {
    let weighted: Alignment
    let last: Alignment
    let weightedSimilarities: Tensor
    let lastSimilarities: Tensor
  }

  /// Tokens of each sentence, BOS included.
  let tokens: [Int]
  /// By the pivot's code.
  let pivots: [String: WithPivot]
  /// Sentence vectors `[sentences, layers, width]`, where asked for.
  let weightedVectors: Tensor?
  let lastVectors: Tensor?
}

/// What tables and figures show of an item: all but the tensors.
struct Profile {
  let model: String
  let language: String
  let pivot: String
  let tokens: [Int]
  let weighted: Alignment
  let last: Alignment

  func alignment(_ embedding: Embedding) -> Alignment { embedding == .weighted ? weighted : last }
}

extension MEXA {
  /// Preset full: embeds and scores real parallel text with real models (section 4 of the paper).
  func scoreRealText(_ book: Notebook<Parameters>) throws {
    let folders = book.parameters.model
    guard !folders.isEmpty, let data = book.parameters.data else {
      throw LabError("--preset full needs --model <folder> and --data <folder>")
    }
    let text = try ParallelText(folder: data, fileExtension: book.parameters.fileExtension)
    let embedder = book.resource("embedder") { p in
      for pivot in p.pivot { _ = try text.file(of: pivot) }
      let count = try text.commonCount(
        first: p.sentences, unequal: p.truncate ? .truncated : .refused)
      if let warning = count.warning { book.warn(warning) }
      return try Embedder(
        text: text, sentences: count.count, pivots: p.pivot,
        emptyLines: p.keepEmpty ? .kept : .refused, nan: p.nan, precision: p.compute,
        device: p.device, packSize: p.packSize, memory: p.memory, scratch: book.scratchFolder())
    }

    let alignments = book.cells(
      "alignments",
      over: try folders.flatMap { folder in
        try text.languages.map {
          Reading(folder: folder, text: try text.file(of: $0), language: $0)
        }
      }
    ) { p, reading, upcoming in
      for language in p.pivot + [reading.language] { _ = try book.input(text.file(of: language)) }
      return try embedder().alignment(
        of: reading.language, with: book.input(reading.folder),
        followedBy: upcoming.filter { $0.folder == reading.folder }.map(\.language),
        keepingVectors: p.keepEmbeddings)
    }
    let profiles = book.resource("profiles") { p in
      try alignments.map { reading, alignment in
        p.pivot.compactMap { pivot in
          alignment.pivots[pivot].map {
            Profile(
              model: reading.model, language: reading.language, pivot: pivot,
              tokens: alignment.tokens, weighted: $0.weighted, last: $0.last)
          }
        }
      }.flatMap { $0 }
    }
    let study = book.resource("downstream study") { p in
      try p.scores.map { file in
        try RealStudy(
          profiles: profiles(), scores: DownstreamScores(book.input(file)),
          map: p.map.map { try LanguageCodes(book.input($0), corpus: p.corpus) } ?? LanguageCodes(),
          corpus: p.corpus, includesEmbeddingLayer: p.includeEmbeddingLayer,
          resamples: p.resamples)
      }
    }
    let correlations = book.cell("downstream correlations") { _ in
      try study()?.correlations() ?? []
    }

    try book.note(
      "Models \(folders.map { "`\($0.lastPathComponent)`" }.joined(separator: ", ")), text "
        + "`\(data.lastPathComponent)` (the first \(profiles().first?.tokens.count ?? 0) sentences), "
        + "pivots `\(book.parameters.pivot.joined(separator: "`, `"))`.")
    try showAlignments(profiles, book)
    if book.parameters.scores != nil { try showDownstream(study, correlations, book) }
    if let folder = book.parameters.reference { try showReference(in: folder, profiles, book) }
    if let folder = book.parameters.export { try export(profiles(), to: folder) }
  }
}
