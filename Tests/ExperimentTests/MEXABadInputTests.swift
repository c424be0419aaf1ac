import Foundation
import Testing

/// What `mexa --preset full` says of inputs that are wrong: one line that names the culprit, status
/// 2, and nothing half-written.
@Suite(.serialized) struct MEXABadInputTests {
  /// A tiny model of random weights with a tokenizer of its 40 words, and text in three languages.
  final class Inputs {
    let scratch: Scratch
    var model: URL { scratch.url.appending(path: "model") }
    var data: URL { scratch.url.appending(path: "data") }
    var results: URL { scratch.url.appending(path: "results") }

    init() throws {
      scratch = try Scratch()
      try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      for name in ["config.json", "model.safetensors"] {
        try FileManager.default.copyItem(
          at: packageRoot.appending(path: "Tests/Fixtures/zoo/llama/\(name)"),
          to: model.appending(path: name))
      }
      let vocabulary = (0..<40).map { "\"w\($0)\": \($0)" }.joined(separator: ", ")
      try write(
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null,
         "decoder": null,
         "model": {"type": "WordLevel", "unk_token": "w0", "vocab": {\(vocabulary)}}}
        """, to: model.appending(path: "tokenizer.json"))
      for (shift, language) in ["eng_Latn", "deu_Latn", "spa_Latn"].enumerated() {
        let lines = (0..<6).map { line in
          (0..<5).map { "w\((line * 7 + $0 * 3 + shift) % 39 + 1)" }.joined(separator: " ")
        }
        try write(lines.joined(separator: "\n") + "\n", to: file(language))
      }
    }

    func file(_ language: String) -> URL { data.appending(path: "\(language).devtest") }

    func write(_ text: String, to url: URL) throws {
      try text.write(to: url, atomically: false, encoding: .utf8)
    }

    /// Replaces a file's bytes.
    func change(_ url: URL, _ edit: (inout Data) -> Void) throws {
      var bytes = try Data(contentsOf: url)
      edit(&bytes)
      try bytes.write(to: url)
    }

    func run(_ more: String...) throws -> Program.Outcome {
      try Program(slug: "mexa").run(
        [
          "--preset", "full", "--model", model.path, "--data", data.path, "--sentences", "6",
          "--results", results.path, "--quiet",
        ] + more)
    }
  }

  /// A way to spoil good inputs, and what the message must name.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let names: [String]
    var options: [String] = []
    let spoil: @Sendable (Inputs) throws -> Void
  }

  static let cases = [
    Case(testDescription: "unequal line counts", names: ["deu_Latn", "4", "6"]) {
      try $0.change($0.file("deu_Latn")) { bytes in
        let lines = bytes.split(separator: 10).prefix(4)
        bytes = Data(lines.joined(separator: [10]))
      }
    },
    Case(testDescription: "an empty line", names: ["spa_Latn.devtest", "3"]) {
      try $0.write("w1 w2\nw3\n\nw4\nw5\nw6\n", to: $0.file("spa_Latn"))
    },
    Case(testDescription: "invalid UTF-8", names: ["deu_Latn.devtest", "2", "UTF-8"]) {
      try $0.change($0.file("deu_Latn")) { bytes in
        let second = bytes.firstIndex(of: 10).map { $0 + 1 } ?? 0
        bytes[second] = 0xff
      }
    },
    Case(testDescription: "a missing pivot", names: ["eng_Latn"]) {
      try FileManager.default.removeItem(at: $0.file("eng_Latn"))
    },
    Case(testDescription: "no tokenizer", names: ["tokenizer"]) {
      try FileManager.default.removeItem(at: $0.model.appending(path: "tokenizer.json"))
    },
    Case(testDescription: "a tokenizer without its model", names: ["tokenizer.json", "model"]) {
      try $0.write(
        "{\"version\": \"1.0\", \"added_tokens\": []}",
        to: $0.model.appending(path: "tokenizer.json"))
    },
    Case(testDescription: "an unknown architecture", names: ["config.json", "hal9000", "llama"]) {
      try $0.change($0.model.appending(path: "config.json")) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        bytes = Data(
          text.replacing("\"llama\"", with: "\"hal9000\"")
            .replacing("LlamaForCausalLM", with: "Hal9000ForCausalLM").utf8)
      }
    },
    Case(testDescription: "truncated weights", names: ["model.safetensors"]) {
      try $0.change($0.model.appending(path: "model.safetensors")) { bytes in
        bytes = bytes.prefix(bytes.count / 2)
      }
    },
    Case(testDescription: "a damaged header of weights", names: ["model.safetensors"]) {
      try $0.change($0.model.appending(path: "model.safetensors")) { $0[12] ^= 0x40 }
    },
    Case(testDescription: "a missing shard", names: ["model-00001-of-00002.safetensors"]) {
      try FileManager.default.removeItem(at: $0.model.appending(path: "model.safetensors"))
      try $0.write(
        """
        {"metadata": {"total_size": 4},
         "weight_map": {"model.norm.weight": "model-00001-of-00002.safetensors"}}
        """, to: $0.model.appending(path: "model.safetensors.index.json"))
    },
    Case(testDescription: "no such model", names: ["nowhere"], options: ["--model", "/nowhere"]) {
      _ in
    },
    Case(testDescription: "one sentence", names: ["sentence"], options: ["--sentences", "1"]) { _ in
    },
  ]

  @Test func goodInputsAreScoredAndResumed() throws {
    let inputs = try Inputs()
    #expect(try inputs.run().status == 0)
    let before = try contents(of: inputs.results)
    let items = before.keys.filter { $0.contains("cells/alignments/") }
    #expect(items.count == 3, "one item a language: \(items)")
    let stamp =
      try FileManager.default.attributesOfItem(
        atPath: inputs.results.appending(path: items.sorted()[0]).path)[.modificationDate] as? Date
    #expect(try inputs.run("--explain").output.contains("kept"))
    let again =
      try FileManager.default.attributesOfItem(
        atPath: inputs.results.appending(path: items.sorted()[0]).path)[.modificationDate] as? Date
    #expect(stamp == again, "a kept item is not written again")
    #expect(try contents(of: inputs.results) == before)
  }

  @Test(arguments: cases) func isAClearError(_ spoiled: Case) throws {
    let inputs = try Inputs()
    try spoiled.spoil(inputs)
    let outcome = try Program(slug: "mexa").run(
      [
        "--preset", "full", "--model", inputs.model.path, "--data", inputs.data.path, "--sentences",
        "6", "--results", inputs.results.path, "--quiet",
      ] + spoiled.options)
    #expect(outcome.status == 2, "\(outcome.output) \(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    for name in spoiled.names { #expect(outcome.errors.contains(name), "\(outcome.errors)") }
    let left = try contents(of: inputs.results).keys.filter { $0.contains("tmp") }
    #expect(left.isEmpty, "half-written: \(left)")
  }

  @Test func aDamagedItemIsComputedAgainOrRefusedByName() throws {
    let inputs = try Inputs()
    #expect(try inputs.run().status == 0)
    let good = try contents(of: inputs.results)
    let item = try #require(
      good.keys.sorted().first { $0.contains("cells/alignments/model.deu_Latn") })
    try inputs.change(inputs.results.appending(path: item)) { $0[$0.count / 2] ^= 0x10 }
    let outcome = try inputs.run()
    if outcome.status == 0 {
      #expect(try contents(of: inputs.results) == good)
    } else {
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("deu_Latn"), "\(outcome.errors)")
    }
  }
}
