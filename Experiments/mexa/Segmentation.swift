import Datasets
import Tokenizers

/// How the testbed's text becomes tokens.
enum Segmentation: String, Codable, CaseIterable {
  /// A token a word.
  case word
  /// Pieces of words, learned from a sample of the training mixture: unequal fertility.
  case bpe

  /// The tokenizer of a testbed; both put BOS before a text.
  func tokenizer(for bed: Testbed) throws -> Tokenizer {
    switch self {
    case .word: return try Tokenizer.words(bed.vocabulary, bos: bed.vocabulary[0])
    case .bpe:
      let rows = 0..<20_000
      let sample = try bed.stream(dataSeed: 0, rows: rows.count)
      return try BPETrainer(pieceCount: 2_000).train(
        on: rows.lazy.flatMap { sample.documents(row: $0).map(\.text) })
    }
  }
}
