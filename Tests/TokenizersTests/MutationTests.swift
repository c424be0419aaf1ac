import Foundation
import TestSupport
import Testing
import Tokenizers

/// Damaged files give an error that names the file, or a tokenizer that works; never a crash.
@Suite struct MutationTests {
  private static let text = "The river\u{a0}was  quiet; 24 <mask> word é 猫 😀 and\n<s>"

  /// Of each kind of file there are more than 2,000.
  @Test(
    .timeLimit(.minutes(2)),
    arguments: [
      "byte-level.json", "split.json", "byte-fallback.json", "word-piece.json", "word-level.json",
      "suffix-merged_with_next.json", "prefix.json", "byte-normalizer.json", "unigram.json",
      "scripts.json", "bloom.json", "sp-bpe.model", "sp-bpe-phrases.model", "sp-unigram.model",
      "sp-unigram-bytes.model", "sp-word.model",
    ])
  func damageIsNamedOrHarmless(name: String) throws {
    let whole = Array(try Data(contentsOf: Fixture.folder.appendingPathComponent(name)))
    let folder = try Fixture.folder(with: [])
    defer { Fixture.remove(folder) }
    let file = folder.appendingPathComponent(name)
    var damage = Damage(stream: name)
    let isJSON = name.hasSuffix(".json")
    let mutations = isJSON ? 200 : 420
    var refused = 0
    let growth = try peakGrowth {
      for _ in 0..<mutations {
        try Data(isJSON ? damage.jsonOrBytes(whole) : damage.bytes(whole)).write(to: file)
        do {
          let tokenizer = try Tokenizer.load(file: file)
          let ids = try tokenizer.encode(Self.text)
          #expect(ids.allSatisfy { $0 >= 0 })
          _ = try tokenizer.decode(ids)
        } catch let error as TokenizerError {
          // Loading names the file; encoding names the vocabulary or the expression it fails in.
          let isNamed =
            error.description.contains(file.path)
            || error.description.contains("regular expression")
          #expect(isNamed, "\(error)")
          refused += 1
        }
      }
    }
    #expect(refused > 0 && refused < mutations, "\(refused) refused")
    #expect(growth < 400 << 20)
  }
}
