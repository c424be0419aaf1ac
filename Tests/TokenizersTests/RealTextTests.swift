import Foundation
import Store
import Testing
import Tokenizers

/// Published tokenizers on every line of real text against their upstream libraries; `real.py` beside
/// the fixtures made the digests, and those tokenizers that are not published in such a form.
@Suite(.enabled(if: Fixture.hasReal, Comment(rawValue: Fixture.whySkipped)))
struct RealTextTests {
  static let made = Fixture.root.appendingPathComponent("data/models/tokenizers")

  static func file(_ name: String) -> URL {
    let folder = Fixture.real.appendingPathComponent("tokenizers/\(name)")
    return switch name {
    case "olmo-1.7": folder.appendingPathComponent("allenai_gpt-neox-olmo-dolma-v1_5.json")
    case "mistral-v3.model":
      Fixture.real.appendingPathComponent(
        "tokenizers/mistral-v3/mistral_instruct_tokenizer_240323.model.v3")
    case "gpt2", "bert-uncased": folder
    default: made.appendingPathComponent(name)
    }
  }

  static func tokenizer(_ name: String) throws -> Tokenizer {
    let file = file(name)
    return file.pathExtension.isEmpty
      ? try Tokenizer.load(folder: file) : try Tokenizer.load(file: file)
  }

  static func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: file(name).path)
  }

  /// The digests of a tokenizer by file: of ids, and of the text they decode to.
  private static func expected(_ name: String) throws -> [(file: String, digests: String)] {
    let rows = try Fixture.lines(Fixture.folder.appendingPathComponent("real.tsv"))
      .map { $0.split(separator: "\t").map(String.init) }
    let column = try #require(rows.first?.firstIndex(of: name))
    return rows.dropFirst().map { ($0[0], $0[column]) }
  }

  @Test(
    arguments: [
      "gpt2", "olmo-1.7", "bert-uncased", "mistral-v3.model", "llama-2.model", "llama-2.json",
      "mistral-v3.json", "gemma-kind.json",
    ].filter(exists))
  func everyLineGivesUpstreamIDsAndText(name: String) throws {
    let tokenizer = try Self.tokenizer(name)
    let expected = try Self.expected(name)
    #expect(expected.count > 200)
    for (file, digests) in expected {
      var (ids, texts) = (Digest(), Digest())
      for line in try Fixture.lines(Fixture.real.appendingPathComponent(file)) {
        let found = try tokenizer.encode(line)
        ids.update(found.map(String.init).joined(separator: " ") + "\n")
        texts.update(try tokenizer.decode(found) + "\n")
      }
      #expect("\(ids.finalized().prefix(10))/\(texts.finalized().prefix(10))" == digests, "\(file)")
    }
  }
}
