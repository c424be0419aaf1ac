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
    return try RealTextTests.tokenizer(name)
  }

  @Test(
    arguments: [
      ("stories260K", "models/stories260K"), ("mistral-v3.model", "tokenizers/mistral-v3"),
      ("gpt2", "tokenizers/gpt2"), ("olmo-1.7", "tokenizers/olmo-1.7"),
      ("bert-uncased", "tokenizers/bert-uncased"), ("llama-2.model", "tokenizers/llama-spm-phi3"),
      ("llama-2.json", "tokenizers/llama-spm-phi3"),
    ].filter { $0.0 == "stories260K" || RealTextTests.exists($0.0) })
  func floresLinesGiveUpstreamIDs(name: String, folder: String) throws {
    let tokenizer = try Self.tokenizer(name)
    let expected = Fixture.real.appendingPathComponent("\(folder)/flores-expected-ids.tsv")
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

  /// A case of the package swift-transformers, as transformers gives it.
  private struct Case: Decodable {
    struct Encoded: Decodable {
      let input_ids: [Int]
    }
    let input: String
    let encoded: Encoded
    let decoded_with_special: String
    let decoded_without_special: String
  }

  @Test(
    arguments: [
      ("gpt2", "gpt2"), ("bert-uncased", "bert-uncased"), ("llama-2.model", "llama-spm-phi3"),
      ("llama-2.json", "llama-spm-phi3"),
    ].filter { RealTextTests.exists($0.0) })
  func publishedCasesGiveUpstreamIDs(name: String, folder: String) throws {
    let tokenizer = try Self.tokenizer(name)
    let file = Fixture.real.appendingPathComponent(
      "tokenizers/\(folder)/swift-transformers-cases.json")
    let cases = try JSONDecoder().decode([String: [Case]].self, from: Data(contentsOf: file))
      .values.joined()
    #expect(cases.count == 9)
    for found in cases {
      let ids = found.encoded.input_ids
      #expect(try tokenizer.encode(found.input) == ids, "\(found.input.debugDescription)")
      // Of the others, transformers takes spaces before punctuation away after decoding.
      guard name == "llama-2.json" else { continue }
      #expect(try tokenizer.decode(ids) == found.decoded_without_special)
      #expect(
        try tokenizer.decode(ids, skipSpecialTokens: false) == found.decoded_with_special)
    }
  }
}
