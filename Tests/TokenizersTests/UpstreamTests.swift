import Foundation
import Testing
import Tokenizers

/// Small tokenizers of every kind against what their own libraries give; `make.py` beside the
/// fixtures made both.
@Suite struct UpstreamTests {
  struct Row: Decodable {
    let plain: [Int]
    let decoded: String
    let special: [Int]?
  }

  private static func texts() throws -> [String] {
    let data = try Data(contentsOf: Fixture.folder.appendingPathComponent("texts.json"))
    return try JSONDecoder().decode([String].self, from: data)
  }

  private static func expected() throws -> [String: [Row]] {
    let data = try Data(contentsOf: Fixture.folder.appendingPathComponent("expected.json"))
    return try JSONDecoder().decode([String: [Row]].self, from: data)
  }

  @Test(arguments: [
    "byte-level.json", "split.json", "byte-fallback.json", "word-piece.json",
    "word-piece-cased.json", "word-level.json", "suffix-removed.json",
    "suffix-merged_with_previous.json", "suffix-merged_with_next.json", "suffix-contiguous.json",
    "prefix.json", "byte-normalizer.json", "unigram.json", "unigram-first.json", "scripts.json",
    "gemma.json",
    "mistral.json", "gpt-4.json", "gpt-4o.json", "bloom.json", "sp-bpe.model", "sp-word.model",
    "sp-bpe-plain.model", "sp-bpe-suffix.model", "sp-bpe-phrases.model", "sp-char.model",
    "sp-unigram-bytes.model", "sp-unigram.model",
    "sp-bpe-unused.model", "sp-unigram-unused.model",
  ])
  func everyTextGivesUpstreamIDsAndText(file: String) throws {
    let tokenizer = try Tokenizer.load(file: Fixture.folder.appendingPathComponent(file))
    let rows = try #require(try Self.expected()[file])
    let texts = try Self.texts()
    try #require(rows.count == texts.count)
    for (text, row) in zip(texts, rows) {
      let ids = try tokenizer.encode(text, addSpecialTokens: false)
      #expect(ids == row.plain, "\(text.debugDescription)")
      #expect(try tokenizer.decode(row.plain) == row.decoded, "\(text.debugDescription)")
      if let special = row.special {
        #expect(try tokenizer.encode(text) == special, "\(text.debugDescription)")
      }
      // Again, from the cache.
      #expect(try tokenizer.encode(text, addSpecialTokens: false) == ids)
    }
  }

  @Test func aFolderWithVocabularyLinesIsBERTs() throws {
    let folder = try Fixture.folder(with: ["vocab.txt"])
    defer { Fixture.remove(folder) }
    let tokenizer = try Tokenizer.load(folder: folder)
    let rows = try #require(try Self.expected()["word-piece.json"])
    for (text, row) in zip(try Self.texts(), rows) {
      #expect(try tokenizer.encode(text, addSpecialTokens: false) == row.plain)
    }
    #expect(
      try tokenizer.encode("the river") == [2]
        + tokenizer.encode("the river", addSpecialTokens: false) + [3])
  }
}
