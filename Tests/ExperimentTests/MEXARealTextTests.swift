import Foundation
import Testing

/// Preset full of `mexa` on real weights and text, which lie beside the checkout where they are
/// had, and what it says of inputs that are wrong.
@Suite(.serialized) struct MEXARealTextTests {
  static let real = packageRoot.deletingLastPathComponent().appending(path: "shared/real")
  static let isThere = FileManager.default.fileExists(
    atPath: real.appending(path: "models/stories260K-hf/config.json").path)
  struct Expected: Decodable {
    struct Scores: Decodable {
      let embd_weighted: [Double]
      let embd_lasttoken: [Double]
      let tokens_first100: Int
    }
    let pivot: String
    let sentences: Int
    let scores: [String: Scores]
  }

  /// The layer scores by language in a table of results.
  func layers(_ file: URL) throws -> [String: [Double]] {
    var scores: [String: [Double]] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      scores[String(fields[2])] = fields[5].split(separator: " ").compactMap { Double($0) }
    }
    return scores
  }

  @Test(
    .enabled(if: isThere, "needs ../shared/real"),
    arguments: [("flores", "eng_Latn.devtest"), ("ntrex", "eng.txt")])
  func scoresAgreeWithTheReference(set: String, pivotFile: String) throws {
    let expected = try JSONDecoder().decode(
      Expected.self,
      from: Data(
        contentsOf: Self.real.appending(path: "models/stories260K/expected-mexa-\(set).json")))
    // Only the languages with expected scores: the test should not take minutes.
    let data = try Scratch()
    let ending = pivotFile.split(separator: ".")[1]
    for language in Set(expected.scores.keys).union([expected.pivot]) {
      let name = "\(language).\(ending)"
      try FileManager.default.copyItem(
        at: Self.real.appending(path: "\(set)/\(name)"), to: data.url.appending(path: name))
    }
    let results = try Scratch()
    let arguments = [
      "--model", Self.real.appending(path: "models/stories260K-hf").path, "--data", data.url.path,
      "--sentences", "\(expected.sentences)", "--results", results.url.path, "--quiet",
    ]
    let outcome = try Program(slug: "mexa").run(
      ["--preset", "full", "--pivot", expected.pivot] + arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let full = try #require(
      FileManager.default.contentsOfDirectory(atPath: results.url.appending(path: "mexa").path)
        .first { $0.hasPrefix("full") })
    for (table, scores) in [
      ("alignment-weighted", \Expected.Scores.embd_weighted),
      ("alignment-last", \.embd_lasttoken),
    ] {
      let ours = try layers(
        results.url.appending(path: "mexa/\(full)/tables/\(table).csv"))
      for (language, reference) in expected.scores {
        let found = try #require(ours[language])
        // A float32 run may differ by one sentence where the margin is rounding.
        for (mine, theirs) in zip(found, reference[keyPath: scores]) {
          #expect(abs(mine - theirs) < 0.0101, "\(set) \(language): \(found)")
        }
        #expect(found.count == reference[keyPath: scores].count)
      }
    }
  }
}
