import Foundation
import Store
import Tensors
import Testing
import Zoo

/// The type of the weights; nil where the test is not asked for.
private let storedType = ProcessInfo.processInfo.environment["REPRISE_LARGE"].flatMap {
  DType(rawValue: $0)
}

/// A checkpoint of 6 GB within 2 GB of memory, against the same one loaded whole: `make
/// prove-streaming`. Takes minutes, 7 GB of disk and, for bfloat16, 14 GB of memory, so it runs on
/// request only.
@Suite(.enabled(if: storedType != nil))
struct LargeCheckpointTests {
  static let languages = ["eng_Latn", "aaa_Latn", "bbb_Latn", "ccc_Latn"]
  static let sentences = 24

  /// The part of a stored item that is compared.
  struct Item: Codable {
    struct Scores: Codable {
      let wins: [[Bool]]
      let ties: [Int]
    }
    struct WithPivot: Codable {
      let weighted: Scores
      let last: Scores
    }
    let pivots: [String: WithPivot]
    let weightedVectors: Tensor
    let lastVectors: Tensor
  }

  /// Writes a model with random weights, a shard a layer, in the layout that hubs have.
  func makeModel(in folder: URL, dtype: DType) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var configuration = try DecoderConfiguration(
      "llama", vocabulary: 32_000, width: 2048, depth: dtype == .float32 ? 30 : 60, heads: 16,
      keyValueHeads: 8, feedForward: 6144)
    configuration.isTied = true
    try JSONEncoder().encode(configuration).write(to: folder.appending(path: "config.json"))
    let generator = Generator(seed: 1)
    let model = try configuration.model(nil)
    let shards = Dictionary(grouping: model.state) { member in
      let parts = member.key.split(separator: ".")
      return parts[1] == "layers" ? "model-\(parts[2]).safetensors" : "model-rest.safetensors"
    }
    var index: [String: String] = [:]
    var bytes = 0
    for (name, members) in shards.sorted(by: { $0.key < $1.key }) {
      var tensors: [String: Tensor] = [:]
      for (key, tensor) in members.sorted(by: { $0.key < $1.key }) {
        // As upstream begins a training.
        let values =
          tensor.rank == 1
          ? Tensor.ones(tensor.shape) : Tensor.randn(tensor.shape, using: generator) * 0.02
        tensors[key] = values.converted(to: dtype)
        index[key] = name
        bytes += tensor.count * dtype.bytes
      }
      try SafeTensors.save(tensors, to: folder.appending(path: name))
    }
    #expect(bytes >= 6_000_000_000, "\(bytes) bytes")
    let map = try JSONEncoder().encode(["weight_map": index])
    try map.write(to: folder.appending(path: "model.safetensors.index.json"))
    let vocabulary = (0..<32_000).map { "\"w\($0)\": \($0)" }.joined(separator: ", ")
    try """
    {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
     "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null,
     "decoder": null,
     "model": {"type": "WordLevel", "unk_token": "w0", "vocab": {\(vocabulary)}}}
    """.write(to: folder.appending(path: "tokenizer.json"), atomically: true, encoding: .utf8)
  }

  /// Sentences of 5 to 25 words; those of other languages keep two thirds of the pivot's words.
  func makeText(in folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var random = SeededRandom(seed: 1, stream: "sentences")
    let pivot = (0..<Self.sentences).map { _ in
      (0..<Int.random(in: 5...25, using: &random)).map { _ in
        Int.random(in: 1..<32_000, using: &random)
      }
    }
    for (shift, language) in Self.languages.enumerated() {
      let lines = pivot.map { words in
        words.map { "w\($0 % 3 == 0 ? ($0 + 31 * shift) % 31_999 + 1 : $0)" }
          .joined(separator: " ")
      }
      try (lines.joined(separator: "\n") + "\n").write(
        to: folder.appending(path: "\(language).txt"), atomically: true, encoding: .utf8)
    }
  }

  /// Runs `mexa`, and returns its seconds and the largest resident set in bytes.
  func run(
    _ scratch: URL, results: String, sentences: Int = Self.sentences, _ more: String...
  ) throws -> (Double, Int) {
    let results = scratch.appending(path: results)
    // The digests of the checkpoint are known to both runs, or to none.
    try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
    let digests = scratch.appending(path: "digests.json")
    if FileManager.default.fileExists(atPath: digests.path) {
      try FileManager.default.copyItem(at: digests, to: results.appending(path: "digests.json"))
    }
    let start = ContinuousClock.now
    let outcome = try Program(slug: "mexa").measured(
      [
        "--preset", "full", "--model", scratch.appending(path: "model").path, "--data",
        scratch.appending(path: "text").path, "--sentences", "\(sentences)",
        "--keep-embeddings", "--results", results.path, "--quiet", "--pack-size", "256",
      ] + more)
    let taken = (ContinuousClock.now - start) / .seconds(1)
    #expect(outcome.status == 0, "\(outcome.errors)")
    try? FileManager.default.copyItem(at: results.appending(path: "digests.json"), to: digests)
    return (taken, outcome.peakBytes)
  }

  func item(_ language: String, _ results: URL) throws -> Item {
    let folder = results.appending(path: "mexa/cells/alignments/model.\(language)")
    let file = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .first { $0.hasSuffix(".h5") })
    return try Results.load(Item.self, from: folder.appending(path: file))
  }

  @Test func sixGigabytesRunWithinTwo() throws {
    let dtype = try #require(storedType)
    let folder = try Scratch()
    try makeModel(in: folder.url.appending(path: "model"), dtype: dtype)
    try makeText(in: folder.url.appending(path: "text"))
    // Takes the checkpoint's digest, and so brings it into the page cache.
    _ = try run(folder.url, results: "first", sentences: 2, "--memory", "2")
    let (streamedSeconds, streamedBytes) = try run(folder.url, results: "streamed", "--memory", "2")
    let (wholeSeconds, wholeBytes) = try run(folder.url, results: "whole")
    print(
      "\(dtype): streamed \(streamedSeconds) s, \(streamedBytes) bytes; "
        + "whole \(wholeSeconds) s, \(wholeBytes) bytes")
    #expect(streamedBytes < 2_500_000_000)
    #expect(wholeBytes > 6_000_000_000)
    #expect(streamedSeconds < 1.3 * wholeSeconds)
    for language in Self.languages {
      let streamed = try item(language, folder.url.appending(path: "streamed"))
      let whole = try item(language, folder.url.appending(path: "whole"))
      for (ours, theirs) in [
        (streamed.weightedVectors, whole.weightedVectors),
        (streamed.lastVectors, whole.lastVectors),
      ] {
        let largest: Double = (ours - theirs).abs().max().item()
        #expect(largest < 1e-5, "\(language)")
      }
      for (ours, theirs) in zip(
        streamed.pivots.values.flatMap { [$0.weighted, $0.last] },
        whole.pivots.values.flatMap { [$0.weighted, $0.last] })
      {
        #expect(ours.wins == theirs.wins && ours.ties == theirs.ties, "\(language)")
      }
    }
  }
}
