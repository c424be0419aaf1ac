import Foundation
import Testing
import Tokenizers

/// Published tokenizers against the ids that their upstream libraries give.
@Suite(.enabled(if: Fixture.hasReal, Comment(rawValue: Fixture.whySkipped)))
struct RealTokenizersTests {
  private static func tokenizer(_ name: String) throws -> Tokenizer {
    if name == "stories260K" {
      return try Tokenizer.load(
        folder: Fixture.real.appendingPathComponent("models/stories260K-hf"))
    }
    return try RealTextTests.tokenizer(name == "mistral-v3" ? "mistral-v3.model" : name)
  }

  @Test(arguments: ["stories260K", "mistral-v3", "gpt2", "olmo-1.7", "bert-uncased"])
  func floresLinesGiveUpstreamIDs(name: String) throws {
    let tokenizer = try Self.tokenizer(name)
    let parent = name == "stories260K" ? "models" : "tokenizers"
    let expected = Fixture.real.appendingPathComponent("\(parent)/\(name)/flores-expected-ids.tsv")
    var texts: [String: [String]] = [:]
    var compared = 0
    for line in try Fixture.lines(expected) {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      let language = String(fields[0])
      if texts[language] == nil {
        texts[language] = try Fixture.lines(
          Fixture.real.appendingPathComponent("flores/\(language).devtest"))
      }
      let index = try #require(Int(fields[1])) - 1
      let text = try #require(texts[language])[index]
      // The expected ids are those of the stripped line.
      let ids = try tokenizer.encode(
        text.trimmingCharacters(in: .whitespaces), addSpecialTokens: false)
      let wanted = fields[2].split(separator: " ").compactMap { Int($0) }
      #expect(ids == wanted, "\(language) line \(fields[1])")
      compared += 1
    }
    #expect(compared >= 100)
  }

  @Test(
    arguments: [
      ("gpt2", "gpt2/ggml-vocab-gpt-2.gguf"), ("olmo-1.7", "olmo-1.7/ggml-vocab-mpt.gguf"),
      ("bert-uncased", "bert-uncased/ggml-vocab-bert-bge.gguf"),
      ("llama-2.model", "llama-spm-phi3/ggml-vocab-phi-3.gguf"),
      ("llama-2.json", "llama-spm-phi3/ggml-vocab-phi-3.gguf"),
    ].filter { RealTextTests.exists($0.0) })
  func hardCasesGiveUpstreamIDs(name: String, cases: String) throws {
    let tokenizer = try Self.tokenizer(name)
    let base = Fixture.real.appendingPathComponent("tokenizers/\(cases)")
    let inputs = try String(contentsOf: base.appendingPathExtension("inp"), encoding: .utf8)
      .components(separatedBy: "\n__ggml_vocab_test__\n")
    let outputs = try Fixture.lines(base.appendingPathExtension("out"))
    var compared = 0
    for (input, output) in zip(inputs, outputs) {
      let ids = try tokenizer.encode(input, addSpecialTokens: false)
      #expect(
        ids == output.split(separator: " ").compactMap { Int($0) }, "\(input.debugDescription)")
      compared += 1
    }
    #expect(compared >= 40)
  }
}
