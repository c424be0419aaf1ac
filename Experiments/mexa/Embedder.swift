import Datasets
import Foundation
import Lab
import Metrics
import Store
import Tensors
import Tokenizers
import Zoo

/// The type that real models compute with.
enum Precision: String, Codable, CaseIterable {
  case float32, bfloat16

  var dtype: DType { self == .float32 ? .float32 : .bfloat16 }
}

/// Embeds the sentences of a corpus with one model after the other, and scores them.
///
/// A model that fits into memory embeds a language at a time. One that does not reads its weights
/// layer by layer, and as many languages pass together as the disk has room for: all, as a rule, so
/// that its weights are read once.
final class Embedder {
  private let text: ParallelText
  private let sentenceCount: Int
  private let pivotCodes: [String]
  private let emptyLines: ParallelText.EmptyLines
  private let nan: NaNPolicy
  private let precision: Precision
  private let device: Device
  private let packSize: Int
  /// The bound on resident memory in bytes; nil for none.
  private let memory: Int?
  private let scratch: URL
  private var current: Model?

  /// - Throws: where the device is unknown or this libtorch cannot reach it.
  init(
    text: ParallelText, sentences: Int, pivots: [String], emptyLines: ParallelText.EmptyLines,
    nan: NaNPolicy, precision: Precision, device name: String, packSize: Int, memory: Double?,
    scratch: URL
  ) throws {
    guard let device = Device(name) else {
      throw LabError("--device \(name): there are cpu, cuda and cuda:<index>")
    }
    guard device == .cpu || Engine.hasCUDA else {
      throw LabError(
        "--device \(name): this libtorch finds no CUDA device; LIBTORCH names another libtorch")
    }
    self.text = text
    sentenceCount = sentences
    pivotCodes = pivots
    self.emptyLines = emptyLines
    self.nan = nan
    self.precision = precision
    self.device = device
    self.packSize = packSize
    self.memory = memory.map { Int($0 * 1e9) }
    self.scratch = scratch
  }

  /// The alignment of a language's sentences with those of each pivot.
  ///
  /// - Parameters:
  ///   - folder: the model's.
  ///   - following: languages that will be asked for next, of which some may be embedded along.
  func alignment(
    of language: String, with folder: URL, followedBy following: [String], keepingVectors: Bool
  ) throws -> LanguageAlignment {
    if current?.folder != folder {
      current = nil
      current = try Model(folder, self)
    }
    guard let model = current else { throw LabError("\(folder.path): not loaded") }
    let (tokens, vectors) = try model.vectors(of: language, followedBy: following)
    var pivots: [String: LanguageAlignment.WithPivot] = [:]
    for code in pivotCodes {
      let pivot = try model.pivot(code)
      let weighted = try pivot.weighted.cosineSimilarities(
        with: vectors.weighted.transposed(0, 1), language: language)
      let last = try pivot.last.cosineSimilarities(
        with: vectors.last.transposed(0, 1), language: language)
      pivots[code] = try LanguageAlignment.WithPivot(
        weighted: Alignment(weighted, nan: nan), last: Alignment(last, nan: nan),
        weightedSimilarities: weighted.converted(to: .float32),
        lastSimilarities: last.converted(to: .float32))
    }
    return LanguageAlignment(
      tokens: tokens.map(\.count), pivots: pivots,
      weightedVectors: keepingVectors ? vectors.weighted : nil,
      lastVectors: keepingVectors ? vectors.last : nil)
  }
}

extension Embedder {
  /// A pivot's vectors, ready for comparison with every language.
  fileprivate struct Pivot {
    let weighted: PivotEmbeddings
    let last: PivotEmbeddings
  }

  /// Distinct token sequences and where each language's sentences are among them.
  private struct Texts {
    private var places: [[Int]: Int] = [:]
    private(set) var distinct: [[Int]] = []
    private(set) var rows: [String: [Int]] = [:]

    /// Equal sentences are embedded once, so that they tie exactly, as in the reference script.
    mutating func add(_ sentences: [[Int]], of language: String) {
      rows[language] = sentences.map { ids in
        if let known = places[ids] { return known }
        places[ids] = distinct.count
        distinct.append(ids)
        return distinct.count - 1
      }
    }
  }

  /// The model at hand.
  private final class Model {
    let folder: URL
    private let embedder: Embedder
    private let tokenizer: Tokenizer
    private let weights: Weights
    private var pivots: [String: Pivot] = [:]
    /// The languages that passed together last, and their vectors.
    private var passed: (texts: Texts, vectors: StreamedVectors)?

    private enum Weights {
      case loaded(any LanguageModel)
      case streamed(LayerStream, memory: Int)
    }

    init(_ folder: URL, _ embedder: Embedder) throws {
      (self.folder, self.embedder) = (folder, embedder)
      let (dtype, device) = (embedder.precision.dtype, embedder.device)
      tokenizer = try Tokenizer.load(folder: folder)
      let stream = try DecoderConfiguration.stream(folder: folder, dtype: dtype, device: device)
      if let memory = embedder.memory, !stream.fits(in: memory, packSize: embedder.packSize) {
        weights = .streamed(stream, memory: memory)
      } else {
        weights = .loaded(
          try DecoderConfiguration.load(folder: folder, dtype: dtype, device: device))
      }
    }

    func pivot(_ code: String) throws -> Pivot {
      if let known = pivots[code] { return known }
      let vectors = try vectors(of: code, followedBy: []).vectors
      let pivot = try Pivot(
        weighted: PivotEmbeddings(
          vectors.weighted.transposed(0, 1), language: code, nan: embedder.nan),
        last: PivotEmbeddings(vectors.last.transposed(0, 1), language: code, nan: embedder.nan))
      pivots[code] = pivot
      return pivot
    }

    /// The tokens and vectors of a language's sentences.
    func vectors(
      of language: String, followedBy following: [String]
    ) throws -> (tokens: [[Int]], vectors: SentenceVectors) {
      switch weights {
      case .loaded(let network):
        var texts = Texts()
        let tokens = try tokens(language)
        texts.add(tokens, of: language)
        let vectors = try network.embed(
          texts.distinct, packSize: embedder.packSize, on: embedder.device)
        return (tokens, vectors.rows(texts.rows[language] ?? []))
      case .streamed(let stream, let memory):
        if passed?.texts.rows[language] == nil {
          // What the last pass left goes first: its scratch file, and pivots read from it.
          (passed, pivots) = (nil, [:])
          passed = try pass([language] + following, through: stream, memory: memory)
        }
        guard let passed, let rows = passed.texts.rows[language] else {
          throw LabError("\(language) did not pass")
        }
        return (rows.map { passed.texts.distinct[$0] }, try passed.vectors.rows(rows))
      }
    }

    /// Pivots and the first of the languages, and as many of the others as the disk has room for.
    private func pass(
      _ languages: [String], through stream: LayerStream, memory: Int
    ) throws -> (texts: Texts, vectors: StreamedVectors) {
      let room = try ScratchFile.freeBytes(in: embedder.scratch) / 10 * 9
      var texts = Texts()
      for language in embedder.pivotCodes + languages.prefix(1) {
        texts.add(try tokens(language), of: language)
      }
      for language in languages.dropFirst() where texts.rows[language] == nil {
        let tokens = try tokens(language)
        guard stream.scratchBytes(texts.distinct + tokens) < room else { break }
        texts.add(tokens, of: language)
      }
      let vectors = try stream.embed(
        texts.distinct, packSize: embedder.packSize, memory: memory, scratch: embedder.scratch)
      return (texts, vectors)
    }

    private func tokens(_ language: String) throws -> [[Int]] {
      let sentences = try embedder.text.sentences(
        language, first: embedder.sentenceCount, emptyLines: embedder.emptyLines)
      return try sentences.enumerated().map { index, sentence in
        let ids = try tokenizer.encode(sentence)
        guard !ids.isEmpty else {
          let file = try embedder.text.file(of: language).path
          throw LabError("\(file):\(index + 1): has no token")
        }
        return ids
      }
    }
  }
}
