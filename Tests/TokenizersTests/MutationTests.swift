import Foundation
import Tensors
import Testing
import Tokenizers

/// Damaged files give an error that names the file, or a tokenizer that works; never a crash.
@Suite struct MutationTests {
  private static let mutations = 250

  private static let text = "The river\u{a0}was  quiet; 24 <mask> word é 猫 😀 and\n<s>"

  /// The bytes with one to four places changed, cut out, doubled or replaced by what hurts.
  private static func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = bytes
    let thorns: [[UInt8]] = [
      [0xFF], [0], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F], Array("null".utf8),
      Array("1e18".utf8), Array("-1".utf8), Array("[[[[".utf8), Array("\\ud800".utf8),
      [0xED, 0xA0],
      Array("\"type\":".utf8), Array(" ".utf8), Array("{}".utf8), Array("16777215".utf8),
    ]
    for _ in 0...random.below(4) where !bytes.isEmpty {
      let start = random.below(bytes.count)
      let end = min(bytes.count, start + 1 + random.below(random.chance(0.2) ? 400 : 8))
      switch random.below(5) {
      case 0: bytes[start] ^= UInt8(1 << random.below(8))
      case 1: bytes.removeSubrange(start..<end)
      case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
      case 3: bytes.replaceSubrange(start..<min(start + 2, end), with: random.pick(thorns))
      default: bytes.removeLast(random.below(bytes.count) / (random.chance(0.8) ? 50 : 1))
      }
    }
    return bytes
  }

  @Test(arguments: [
    "byte-level.json", "split.json", "byte-fallback.json", "word-piece.json", "word-level.json",
    "suffix-merged_with_next.json", "prefix.json", "byte-normalizer.json", "unigram.json",
    "sp-bpe.model", "sp-bpe-phrases.model", "sp-unigram.model", "sp-unigram-bytes.model",
  ])
  func damageIsNamedOrHarmless(name: String) throws {
    let whole = Array(try Data(contentsOf: Fixture.folder.appendingPathComponent(name)))
    let folder = try Fixture.folder(with: [])
    defer { Fixture.remove(folder) }
    let file = folder.appendingPathComponent(name)
    var random = SeededRandom(seed: 7, stream: name)
    var refused = 0
    for _ in 0..<Self.mutations {
      try Data(Self.mutated(whole, &random)).write(to: file)
      do {
        let tokenizer = try Tokenizer.load(file: file)
        let ids = try tokenizer.encode(Self.text)
        #expect(ids.allSatisfy { $0 >= 0 })
        _ = tokenizer.decode(ids)
      } catch let error as TokenizerError {
        // Loading names the file; encoding names the vocabulary or the expression it fails in.
        let isNamed =
          error.description.contains(file.path)
          || error.description.contains("regular expression")
        #expect(isNamed, "\(error)")
        refused += 1
      }
    }
    #expect(refused > 0 && refused < Self.mutations, "\(refused) refused")
  }
}
