import Foundation
import Tensors
import Testing
import Zoo

/// A published model, read as it comes, against vectors computed elsewhere in float64.
@Suite(.enabled(if: Fixture.hasReal, Comment(rawValue: Fixture.whySkipped)))
struct RealModelTests {
  private static func rows(_ name: String) throws -> [[Substring]] {
    let file = Fixture.real.appendingPathComponent("models/stories260K/\(name)")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t") }
  }

  private static func numbers(_ field: Substring) -> [Double] {
    field.split(separator: " ").compactMap { Double($0) }
  }

  @Test func vectorsOfRealSentencesAreTheExpectedOnes() throws {
    let model = try DecoderConfiguration.load(
      folder: Fixture.real.appendingPathComponent("models/stories260K-hf"))
    var sentences: [Substring: [Int]] = [:]
    for row in try Self.rows("flores-expected-ids.tsv") {
      // Upstream puts the token 1 before each sentence.
      sentences[row[0] + " " + row[1]] = [1] + Self.numbers(row[2]).map { Int($0) }
    }
    let names = sentences.keys.sorted()
    let vectors = try model.embed(names.compactMap { sentences[$0] })
    var compared = 0
    for row in try Self.rows("expected-embeddings-flores.tsv") {
      let sentence = try #require(names.firstIndex(of: row[0] + " " + row[1]))
      let layer = try #require(Int(row[3]))
      let found = row[2] == "embd_weighted" ? vectors.weighted : vectors.last
      let expected = Tensor(Self.numbers(row[4]).map { Float($0) })
      #expect(difference(found[sentence, layer], expected) < 1e-5, "\(row[0..<4])")
      compared += 1
    }
    #expect(compared == 48)
  }
}
