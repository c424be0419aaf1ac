import Datasets
import Foundation
import Lab
import Store
import Tensors
import Tokenizers
import Zoo

/// The races against Hugging Face's libraries and MEXA's reference procedure.
struct AgainstUpstream {
  /// Seconds of loading a tokenizer of `tokenizerEntries` entries.
  private(set) var loading: Race
  /// Of each tokenizer: its name, and encoding in a loop and as one batch.
  private(set) var encoding: [(name: String, loop: Race, batch: Race)] = []
  /// Embedding against the reference procedure and against good batches.
  private(set) var reference: Race?
  private(set) var batched: Race?
  /// The greatest difference of a vector's element from both.
  private(set) var difference: Double?
  /// Floating point operations of the matrix products that embedding needs.
  private(set) var operations: Double?
  /// Scoring the model's vectors against the reference's loops.
  private(set) var scoring: Race?
  /// The seconds of scoring's matrix products alone.
  private(set) var scoringProducts: Estimate?
  private(set) var version: String?
  private(set) var missing: String?
  /// What was read: how many sentences of which text, and their tokens.
  let text: String

  init(_ p: Speed.Parameters, threads: Int) throws {
    let folder = p.folder.appending(path: "speed-upstream-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = try Self.lines(p)
    let file = folder.appending(path: "tokenizer.json")
    try LargeTokenizer(entries: p.tokenizerEntries, lines: lines).json.write(to: file)
    // Tokens of the large tokenizer, folded into the model's vocabulary.
    let tokenizer = try Tokenizer.load(file: file)
    let ids = try lines.map { try tokenizer.encode($0).map { $0 % p.vocabulary } }
    let tokens = ids.prefix(p.compared).reduce(0) { $0 + $1.count }
    text =
      "\(lines.count) sentences of \(p.text.isEmpty ? "random letters" : p.text); the first "
      + "\(min(p.compared, ids.count)), \(tokens) tokens, are embedded"
    try JSONEncoder().encode(lines).write(to: folder.appending(path: "lines.json"))
    try JSONEncoder().encode(ids).write(to: folder.appending(path: "ids.json"))

    func load() throws -> Double { try seconds { _ = try Tokenizer.load(file: file) } }
    do {
      let sizes = [threads, p.vocabulary, p.width, p.depth, p.heads, p.feedForward]
      let python = try PythonWorker(
        python: p.python, script: "upstream.py", [folder.path] + sizes.map(String.init))
      version = python.version
      loading = try Race(
        "loading a tokenizer", against: "tokenizers", rounds: p.rounds, ours: load,
        reference: { try python.seconds("load", 1) })
      let others = try Self.tokenizers(p).map { ($0.lastPathComponent, $0) }
      for (name, file) in [("generated", file)] + others {
        encoding.append(try Self.encode(lines, name, file, folder, python, rounds: p.rounds))
      }
      let sentences = Array(ids.prefix(p.compared))
      let model = try DecoderConfiguration.load(folder: folder.appending(path: "model"))
      operations = Encoder.operations(model.configuration, lengths: sentences.map(\.count))
      var vectors: SentenceVectors?
      func embed(_ sentences: [[Int]]) throws -> Double {
        try seconds { vectors = try model.embed(sentences, packSize: p.packSize) }
      }
      func race(_ name: String, _ against: String) throws -> Race {
        // Some sentences warm both up; all of them may take minutes.
        let few = sentences.prefix(16)
        _ = (try embed(Array(few)), try python.seconds(name, few.count))
        return try Race(
          "embedding", against: against, rounds: p.comparedRounds, areWarm: true,
          ours: { try embed(sentences) },
          reference: { try python.seconds(name, sentences.count) })
      }
      reference = try race("reference", "MEXA's reference procedure")
      batched = try race("batched", "padded batches in PyTorch")
      if let vectors {
        difference = try ["reference", "batched"].flatMap { name in
          let theirs = try SafeTensors(folder.appending(path: "\(name).safetensors"))
          return [
            try (vectors.weighted - theirs.tensor("weighted")).abs().max().item() as Double,
            try (vectors.last - theirs.tensor("last")).abs().max().item() as Double,
          ]
        }.max()
      }
      let scores = Scoring(
        languages: p.languages, layers: p.depth + 1, sentences: p.scoredSentences, width: p.width)
      scoring = try Race(
        scores.work, against: "the reference's loops", rounds: p.scoringRounds, ours: scores.score,
        // They take as long for every language, so one of them tells.
        reference: { Double(p.languages) * (try python.seconds("loops", p.scoredSentences)) })
      scoringProducts = Estimate(
        ofRounds: Race("products", rounds: p.scoringRounds, ours: scores.multiply).ours)
    } catch let error as PythonWorker.Missing {
      missing = "\(p.python) does not run upstream.py: \(error.reason)"
      loading = try Race("loading a tokenizer", rounds: p.rounds, ours: load)
    }
  }

  /// The races whose work is matrix products above all, and what their ratios would be if ours did
  /// nothing else; embedding's products at the rate given, in operations a second.
  func bounds(fastestRate: Double) -> [(race: Race, products: Estimate)] {
    guard let reference, let batched, let operations, let scoring, let scoringProducts else {
      return []
    }
    return [
      (reference, operations / fastestRate), (batched, operations / fastestRate),
      (scoring, scoringProducts.value),
    ].map { race, seconds in (race, Estimate(ofRounds: race.reference.map { $0 / seconds })) }
  }

  /// The ids must be the same, or the race is void.
  struct Difference: Error, CustomStringConvertible {
    let description: String
  }

  private static func encode(
    _ lines: [String], _ name: String, _ file: URL, _ folder: URL, _ python: PythonWorker,
    rounds: Int
  ) throws -> (String, Race, Race) {
    var found: [[Int]] = []
    func ours() throws -> Double {
      // Fresh, so that no round finds the words of the one before in a cache.
      let tokenizer = try Tokenizer.load(file: file)
      return try seconds { found = try lines.map { try tokenizer.encode($0) } }
    }
    func race(_ work: String, _ against: String) throws -> Race {
      let race = try Race(
        "tokens, \(name)", against: against, rounds: rounds, ours: ours,
        reference: { try python.seconds(work, on: file) })
      let theirs = try JSONDecoder().decode(
        [[Int]].self, from: Data(contentsOf: folder.appending(path: "encoded.json")))
      if let line = lines.indices.first(where: { theirs[$0] != found[$0] }) {
        throw Difference(description: "\(name): other ids than upstream's for: \(lines[line])")
      }
      return race
    }
    return (name, try race("loop", "tokenizers, a loop"), try race("batch", "tokenizers, a batch"))
  }

  /// The files that the parameter names a folder of.
  private static func tokenizers(_ p: Speed.Parameters) throws -> [URL] {
    guard !p.tokenizers.isEmpty else { return [] }
    return try FileManager.default.contentsOfDirectory(
      at: URL(filePath: p.tokenizers), includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
  }

  /// Sentences drawn from all languages of a folder, or random ones where none is given.
  private static func lines(_ p: Speed.Parameters) throws -> [String] {
    var random = SeededRandom(seed: 0)
    if !p.text.isEmpty {
      let text = try ParallelText(folder: URL(filePath: p.text))
      let all = try text.languages.flatMap { try text.sentences($0, first: 1 << 20) }
      return random.sample(min(p.texts, all.count), of: all)
    }
    return (0..<p.texts).map { _ in
      (0..<20).map { _ in
        String((0...random.below(8)).map { _ in random.pick(Array("etaoinshrdlu")) })
      }.joined(separator: " ")
    }
  }
}
