import Foundation
import Tensors
import Testing

/// What one run of `mexa --preset full` does for several models and pivots, with published scores,
/// and on other devices than there are.
@Suite(.serialized) struct MEXAFullTests {
  let inputs: MEXABadInputTests.Inputs
  /// Six languages, of which the scores name five.
  static let languages = ["eng_Latn", "deu_Latn", "spa_Latn", "fra_Latn", "ita_Latn", "xho_Latn"]

  init() throws {
    inputs = try MEXABadInputTests.Inputs()
    for (shift, language) in Self.languages.enumerated().dropFirst(3) {
      let lines = (0..<6).map { line in
        (0..<5).map { "w\((line * 7 + $0 * (3 + shift) + shift) % 39 + 1)" }
          .joined(separator: " ")
      }
      try inputs.write(lines.joined(separator: "\n") + "\n", to: inputs.file(language))
    }
    try inputs.write(
      """
      model,task,lang,n,shots,acc,acc_norm,source
      model,belebele,eng,100,5,0.9,,here
      model,belebele,deu,100,5,.8,,
      model,belebele,spa,100,5,0.5,,
      model,belebele,fra,100,5,0.6,,
      model,belebele,ita,100,5,0.3,,
      model,arc,eng,100,5,0.7,0.75,
      model,arc,deu,100,5,0.6,0.65,

      """, to: scores)
    try inputs.write(
      "task_lang,flores_code,bible_code\n"
        + ["eng", "deu", "spa", "fra", "ita"].map { "\($0),\($0)_Latn,\n" }.joined(), to: map)
  }

  var scores: URL { inputs.scratch.url.appending(path: "scores.csv") }
  var map: URL { inputs.scratch.url.appending(path: "map.csv") }

  var runs: URL { inputs.results.appending(path: "mexa") }

  /// A table of the latest run, as fields by row without the head.
  func table(_ name: String) throws -> [[String]] {
    let text = try String(
      contentsOf: #require(reports(in: runs).first).appending(path: "tables/\(name).csv"),
      encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func severalModelsAndPivotsPassInOneRun() throws {
    let other = inputs.scratch.url.appending(path: "other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    for name in ["config.json", "model.safetensors"] {
      try FileManager.default.copyItem(
        at: packageRoot.appending(path: "Tests/Fixtures/zoo/gemma2/\(name)"),
        to: other.appending(path: name))
    }
    try FileManager.default.copyItem(
      at: inputs.model.appending(path: "tokenizer.json"),
      to: other.appending(path: "tokenizer.json"))
    let export = inputs.scratch.url.appending(path: "json")
    let outcome = try inputs.run(
      "--model", "\(inputs.model.path),\(other.path)", "--pivot", "eng_Latn,deu_Latn", "--export",
      export.path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try table("alignment-weighted")
    #expect(rows.count == 2 * 2 * 6)
    for row in rows {
      // The reference script's own file: μ(l) by the layer's number.
      let file = export.appending(path: "\(row[0])/\(row[1])/embd_weighted/\(row[2]).json")
      let json = try JSONDecoder().decode([String: Double].self, from: Data(contentsOf: file))
      let layers = row[5].split(separator: " ").compactMap { Double($0) }
      #expect(json.count == layers.count)
      for (layer, score) in layers.enumerated() {
        #expect(abs((json["\(layer)"] ?? .nan) - score) < 0.0006)
      }
      if row[1] == row[2] { #expect(layers == layers.map { _ in 1 }, "a language with itself") }
    }
    #expect(try table("models").count == 2 * 2 * 2)
  }

  @Test(arguments: [
    "llama", "llama3", "llama32", "llama-linear", "llama-yarn", "llama-dynamic", "mistral", "gemma",
    "gemma2", "olmo", "olmo2", "gpt2", "bert",
  ])
  func packsMoveNoScore(architecture: String) throws {
    let source = packageRoot.appending(path: "Tests/Fixtures/zoo/\(architecture)")
    for name in try FileManager.default.contentsOfDirectory(atPath: inputs.model.path)
    where name != "tokenizer.json" {
      try FileManager.default.removeItem(at: inputs.model.appending(path: name))
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path) {
      try FileManager.default.copyItem(
        at: source.appending(path: name), to: inputs.model.appending(path: name))
    }
    // Sentences of several lengths, repeated ones among them, in each language.
    for (shift, language) in Self.languages.enumerated() {
      let lines = (0..<6).map { line in
        (0..<1 + 3 * (line % 4)).map { "w\((line % 5 * 7 + $0 * (2 + shift)) % 39 + 1)" }
          .joined(separator: " ")
      }
      try inputs.write(lines.joined(separator: "\n") + "\n", to: inputs.file(language))
    }
    var tables: [[[String]]] = []
    for size in ["1", "1024"] {
      try? FileManager.default.removeItem(at: inputs.results)
      let outcome = try inputs.run("--pack-size", size)
      #expect(outcome.status == 0, "\(outcome.errors)")
      tables.append(try ["alignment-weighted", "alignment-last", "tokens"].flatMap(table))
    }
    #expect(tables[0] == tables[1])
  }

  @Test func scoresOfTheReferenceScriptAreCompared() throws {
    let json = inputs.scratch.url.appending(path: "json")
    #expect(try inputs.run("--export", json.path).status == 0)
    func file(_ embedding: String, _ language: String) -> URL {
      json.appending(path: "model/eng_Latn/\(embedding)/\(language).json")
    }
    let compare = { try inputs.run("--reference", json.path) }
    #expect(try compare().status == 0)
    let layers = try #require(table("alignment-weighted").first)[5].split(separator: " ").count
    #expect(
      try table("reference")
        == ["weighted", "last"].map {
          ["model", "eng_Latn", $0, "6", "\(6 * layers)", "0", "0", ""]
        })

    // One score moved by a sentence, one language not scored, another kind of embedding not at all.
    var scores = try JSONDecoder().decode(
      [String: Double].self, from: Data(contentsOf: file("embd_weighted", "deu_Latn")))
    let moved = try #require(scores["2"])
    scores["2"] = moved > 0.5 ? moved - 1.0 / 6 : moved + 1.0 / 6
    try JSONEncoder().encode(scores).write(to: file("embd_weighted", "deu_Latn"))
    try FileManager.default.removeItem(at: file("embd_weighted", "spa_Latn"))
    try FileManager.default.removeItem(at: json.appending(path: "model/eng_Latn/embd_lasttoken"))
    #expect(try compare().status == 0)
    let rows = try table("reference")
    #expect(rows.count == 1)
    let row = try #require(rows.first)
    #expect(Array(row[2...5]) == ["weighted", "5", "\(5 * layers)", "1"])
    #expect(abs(try #require(Double(row[6])) - 1.0 / 6) < 1e-9)
    #expect(row[7...].joined(separator: ",").contains("deu_Latn, layer 2"))

    for (text, message) in [
      ("{\"0\": 1}", "has 1 layers, the model has \(layers) states"),
      ("[1, 2]", "is not a JSON object of numbers"),
      (
        "{" + (0..<layers).map { "\"\($0)\": 1.5" }.joined(separator: ",") + "}",
        "layer 0 lacks a score from 0 to 1"
      ),
    ] {
      try inputs.write(text, to: file("embd_weighted", "deu_Latn"))
      let outcome = try compare()
      #expect(outcome.status == 2)
      #expect(
        outcome.errors.contains("embd_weighted/deu_Latn.json: \(message)"), "\(outcome.errors)")
    }
    let nothing = try inputs.run("--reference", inputs.data.path)
    #expect(nothing.status == 2)
    #expect(nothing.errors.contains("no <model>/<pivot>/embd_weighted/<language>.json"))
  }

  @Test func otherFilesBesideTheTextAreLeftOutByTheirExtension() throws {
    try inputs.write("w1\n", to: inputs.data.appending(path: "notes.txt"))
    let outcome = try inputs.run()
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("files of several extensions (6 \"devtest\", 1 \"txt\")"))
    #expect(try inputs.run("--file-extension", "devtest").status == 0)
    // The same languages, but other files.
    let before = try table("tokens")
    for language in Self.languages {
      let other = inputs.data.appending(path: "\(language).dev")
      try inputs.write(String(repeating: "w1 w2\n", count: 6), to: other)
    }
    #expect(try inputs.run("--file-extension", "dev").status == 0)
    #expect(try table("tokens") != before)
  }

  @Test func aTextOfTheSameNamesElsewhereIsReadAnew() throws {
    #expect(try inputs.run().status == 0)
    let before = try table("tokens")
    let elsewhere = inputs.scratch.url.appending(path: "elsewhere")
    try FileManager.default.copyItem(at: inputs.data, to: elsewhere)
    let file = elsewhere.appending(path: inputs.file("deu_Latn").lastPathComponent)
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    try inputs.write(lines.map { "\($0) w1 w2\n" }.joined(), to: file)
    let outcome = try inputs.run("--data", elsewhere.path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let moved = try zip(before, table("tokens")).filter { $0 != $1 }.map(\.0)
    #expect(moved.count == 1 && moved[0].contains("deu_Latn"), "\(moved)")
    #expect(try reports(in: runs).count == 2, "each text has its report")
  }

  @Test func aModelBehindALinkCountsByItsContent() throws {
    let link = inputs.scratch.url.appending(path: "linked")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: inputs.model)
    func items() throws -> Set<String> {
      let outcome = try inputs.run("--model", link.path)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try Set(
        contents(of: inputs.results).keys.filter { $0.contains("alignments/linked.deu_Latn/") })
    }
    let before = try items()
    #expect(before.count == 1)
    // A weight's last bit.
    try inputs.change(inputs.model.appending(path: "model.safetensors")) { $0[$0.count - 4] ^= 1 }
    #expect(try items().subtracting(before).count == 1, "other weights, another item")
  }

  @Test func publishedScoresAreCorrelated() throws {
    let outcome = try inputs.run(
      "--scores", scores.path, "--map", map.path, "--resamples", "100")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try table("downstream")
    // One task: arc has too few languages. Two embeddings, three predictors; four languages.
    #expect(rows.map { $0[2] } == Array(repeating: "belebele", count: 6))
    #expect(rows.allSatisfy { $0.last == "4" }, "\(rows)")
    let adjusted = try table("adjusted")
    #expect(adjusted.map { $0[3] } == ["deu_Latn", "fra_Latn", "ita_Latn", "spa_Latn"])
    let best = try table("alignment-weighted").first { $0[2] == "deu_Latn" }
    let expected = try #require(best.flatMap { Double($0[4]) }) * 0.9
    #expect(abs(try #require(Double(adjusted[0][4])) - expected) < 1e-6)
    #expect(adjusted[0][5] == "0.8")
  }

  @Test(arguments: [
    ("model,task,lang,n,shots\n", ":1: the head lacks the column acc"),
    ("model,task,lang,n,shots,acc\nmodel,arc,eng,1,5,52\n", ":2: acc '52' is not a share"),
    (
      "model,task,lang,n,shots,acc\nmodel,arc,eng,1,5,.5\nmodel,arc,eng,1,5,.5\n",
      ":3: model, arc, eng stands twice"
    ),
    ("model,task,lang,n,shots,acc\nmodel,arc\n", ":2: 2 fields instead of 6"),
    ("model,task,lang,n,shots,acc\nllama,arc,eng,1,5,.5\n", "no scores of model; there are llama"),
    (
      "model,task,lang,n,shots,acc\nmodel,arc,xyz_Latn,1,5,.5\n", "fewer than four languages"
    ),
  ])
  func badScoresAreNamed(text: String, message: String) throws {
    try inputs.write(text, to: scores)
    let outcome = try inputs.run("--scores", scores.path)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func memoryIsAClearErrorWhereItIsTooLittleAndChangesNothingWhereItIsEnough() throws {
    let outcome = try inputs.run("--memory", "0.001")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("a memory of 0.00 GB is too little"), "\(outcome.errors)")
    // The report names the parameter; no number depends on it.
    func numbers() throws -> [String: Data] {
      try contents(of: inputs.results).filter {
        $0.key.hasSuffix(".h5") || $0.key.hasSuffix(".csv")
      }
    }
    #expect(try inputs.run().status == 0)
    let before = try numbers()
    #expect(before.count > 6)
    #expect(try inputs.run("--memory", "64").status == 0)
    #expect(try numbers() == before)
  }

  @Test(.enabled(if: !Engine.hasCUDA, "this machine has a CUDA device"))
  func devicesThatAreNotThereAreRefused() throws {
    let cuda = try inputs.run("--device", "cuda")
    #expect(cuda.status == 2)
    #expect(cuda.errors.contains("--device cuda: this libtorch finds no CUDA device"))
    #expect(try inputs.run("--device", "tpu").errors.contains("cpu, cuda and cuda:<index>"))
  }

  @Test func computingInBfloat16MovesVectorsAndIsItsOwnResult() throws {
    #expect(try inputs.run("--keep-embeddings").status == 0)
    #expect(try inputs.run("--keep-embeddings", "--compute", "bfloat16").status == 0)
    let items = try contents(of: inputs.results).keys.filter {
      $0.contains("cells/alignments/model.deu_Latn/")
    }
    #expect(items.count == 2, "\(items)")
    #expect(try inputs.run("--compute", "int8").errors.contains("float32, bfloat16"))
  }

  @Test func withoutTheEmbeddingsOutputPoolingBeginsAtTheFirstLayer() throws {
    #expect(try inputs.run("--include-embedding-layer", "false").status == 0)
    for row in try table("alignment-last") {
      let layers = row[5].split(separator: " ").compactMap { Double($0) }.dropFirst()
      let mean = layers.reduce(0, +) / Double(layers.count)
      #expect(abs(try #require(Double(row[3])) - mean) < 0.001)
    }
  }
}
