import Foundation
import Metrics
import Tensors
import Testing

/// alignment.json, made by make.py beside it.
struct AlignmentFixture: Decodable {
  struct Broken: Decodable {
    let matrix: [[Double?]]
    let score: Double
  }
  let pivot: [[[Float]]]
  let other: [[[Float]]]
  let similarities: [[[Double]]]
  let scores: [Double]
  let cka: [Double]
  let rsa: [Double]
  let variances: [Double]
  let broken: [Broken]

  static func load() throws -> AlignmentFixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/alignment/alignment.json")
    return try JSONDecoder().decode(AlignmentFixture.self, from: Data(contentsOf: file))
  }
}

func tensor(_ layers: [[[Float]]]) -> Tensor {
  Tensor(
    layers.flatMap { $0.flatMap { $0 } },
    shape: [layers.count, layers[0].count, layers[0][0].count])
}

/// Distinct random sentences with some copies: [layers, sentences, width].
private func embeddings(
  _ random: inout SeededRandom, layers: Int = 2, sentences: Int = 40, width: Int = 9,
  copies: [Int: Int] = [:]
) -> [[[Float]]] {
  (0..<layers).map { _ in
    var rows = (0..<sentences).map { _ in (0..<width).map { _ in Float(random.normal()) } }
    for (copy, original) in copies { rows[copy] = rows[original] }
    return rows
  }
}

private func scores(_ embeddings: [[[Float]]], _ pivot: [[[Float]]]) throws -> [AlignmentScore] {
  try alignmentScores(
    PivotEmbeddings(tensor(pivot), language: "eng_Latn")
      .cosineSimilarities(with: tensor(embeddings), language: "deu_Latn"))
}

@Suite struct PivotEmbeddingsTests {
  @Test func agreesWithTheDefinitionInScipy() throws {
    let fixture = try AlignmentFixture.load()
    let pivot = try PivotEmbeddings(tensor(fixture.pivot), language: "eng_Latn")
    let similarities = try pivot.cosineSimilarities(
      with: tensor(fixture.other), language: "deu_Latn")
    #expect(similarities.dtype == .float64)
    let expected = fixture.similarities.flatMap { $0.flatMap { $0 } }
    // scipy's dot products are in float32.
    #expect(
      zip(similarities.elements(Double.self), expected).allSatisfy { abs($0 - $1) < 1e-6 })
    let found = try alignmentScores(similarities)
    #expect(found.map(\.value) == fixture.scores)
  }

  @Test func brokenMatricesScoreAsInPython() throws {
    for case let (index, broken) in try AlignmentFixture.load().broken.enumerated() {
      let matrix = broken.matrix.map { $0.map { $0 ?? .nan } }
      let found = try alignmentScore(matrix, nan: .reference)
      #expect(found.value == broken.score, "matrix \(index)")
    }
  }

  @Test func aLanguageIsAlignedWithItselfBarDuplicates() throws {
    var random = SeededRandom(seed: 1)
    let distinct = embeddings(&random)
    #expect(try scores(distinct, distinct).map(\.value) == [1, 1])
    // Sentences 3, 17 and 30 are one, 8 and 9 another: 5 of 40 have a duplicate.
    let repeated = embeddings(&random, width: 301, copies: [17: 3, 30: 3, 9: 8])
    for score in try scores(repeated, repeated) {
      #expect(score.value == 1 - 5.0 / 40)
      #expect(score.ties == 5)
    }
  }

  @Test func identicalVectorsEverywhereAllTie() throws {
    // As in layer 0 with last-token embeddings: every sentence ends in the same full stop.
    let row = (0..<77).map { Float($0) * 0.37 - 11 }
    let same = [Array(repeating: row, count: 33)]
    let found = try scores(same, same)
    #expect(found.map(\.value) == [0])
    #expect(found.map(\.ties) == [33])
  }

  @Test func scalingKeepsScoresAndTranslationDoesNot() throws {
    var random = SeededRandom(seed: 3)
    let pivot = embeddings(&random, layers: 1)
    let other = pivot.map { $0.map { $0.map { $0 + 0.7 * Float(random.normal()) } } }
    let plain = try scores(other, pivot)
    let scaled = other.map { layer in
      layer.enumerated().map { index, row in row.map { $0 * Float(1 << (index % 7)) } }
    }
    #expect(try scores(scaled, pivot).map(\.wins) == plain.map(\.wins))
    let moved = other.map { $0.map { $0.enumerated().map { $1 + ($0 == 0 ? 4 : 0) } } }
    #expect(try scores(moved, pivot).map(\.wins) != plain.map(\.wins))
  }

  @Test func rowsAreTheLanguageAndColumnsThePivot() throws {
    let pivot: [[[Float]]] = [[[1, 0], [0, 1]]]
    let other: [[[Float]]] = [[[3, 4], [1, 0]]]
    let similarities = try PivotEmbeddings(tensor(pivot), language: "p")
      .cosineSimilarities(with: tensor(other), language: "o")
    let expected = [0.6, 0.8, 1, 0]
    #expect(zip(similarities.elements(Double.self), expected).allSatisfy { close($0, $1) })
  }

  @Test func aTransposedStorageOrderIsTheSame() throws {
    // Stored as [sentences, layers, width].
    var random = SeededRandom(seed: 4)
    let (pivot, other) = (embeddings(&random, copies: [5: 2]), embeddings(&random))
    let stored = tensor(other).transposed(0, 1).contiguous()
    let direct = try PivotEmbeddings(tensor(pivot), language: "p")
      .cosineSimilarities(with: tensor(other), language: "o")
    let turned = try PivotEmbeddings(tensor(pivot), language: "p")
      .cosineSimilarities(with: stored.transposed(0, 1), language: "o")
    #expect(direct.elements(Double.self) == turned.elements(Double.self))
  }

  @Test func vectorsWithoutDirectionAreRefusedByName() throws {
    var random = SeededRandom(seed: 5)
    let good = embeddings(&random)
    var zero = good
    zero[1][6] = zero[1][6].map { _ in 0 }
    let pivot = try PivotEmbeddings(tensor(good), language: "eng_Latn")
    let thrown = #expect(throws: AlignmentError.self) {
      try pivot.cosineSimilarities(with: tensor(zero), language: "bod_Tibt")
    }
    #expect(thrown?.description == "bod_Tibt, line 7, layer 1: the sentence's vector is zero")
    for bad in [Float.nan, .infinity] {
      var broken = good
      broken[0][3][2] = bad
      let thrown = #expect(throws: AlignmentError.self) {
        try PivotEmbeddings(tensor(broken), language: "eng_Latn")
      }
      #expect(
        thrown?.description == "eng_Latn, line 4, layer 0: the sentence's vector is not finite")
    }
  }

  @Test func theReferencePolicyLetsThemThroughAsNaN() throws {
    var random = SeededRandom(seed: 6)
    let good = embeddings(&random, layers: 1)
    var zero = good
    zero[0][6] = zero[0][6].map { _ in 0 }
    let similarities = try PivotEmbeddings(tensor(good), language: "eng_Latn", nan: .reference)
      .cosineSimilarities(with: tensor(zero), language: "bod_Tibt").elements(Double.self)
    #expect(similarities.enumerated().allSatisfy { ($0 / 40 == 6) == $1.isNaN })
  }

  @Test func shapesMustFit() throws {
    var random = SeededRandom(seed: 7)
    let pivot = try PivotEmbeddings(tensor(embeddings(&random)), language: "eng_Latn")
    let thrown = #expect(throws: AlignmentError.self) {
      try pivot.cosineSimilarities(
        with: tensor(embeddings(&random, sentences: 39)), language: "deu_Latn")
    }
    #expect(
      thrown?.description == "deu_Latn has embeddings [2, 39, 9] [layers, sentences, width], "
        + "but the pivot eng_Latn has [2, 40, 9]")
    let single = #expect(throws: AlignmentError.self) {
      try PivotEmbeddings(tensor(embeddings(&random, sentences: 1)), language: "eng_Latn")
    }
    #expect(
      single?.description == "eng_Latn: alignment needs at least 2 parallel sentences, found 1")
  }

  @Test func rivalsMatchNumpyAndScipy() throws {
    let fixture = try AlignmentFixture.load()
    let (other, pivot) = (tensor(fixture.other), tensor(fixture.pivot))
    #expect(zip(linearCKA(other, pivot), fixture.cka).allSatisfy { close($0, $1, 1e-10) })
    let rsa = representationalSimilarity(other, pivot)
    #expect(zip(rsa, fixture.rsa).allSatisfy { close($0, $1, 1e-10) })
    #expect(linearCKA(other, other).allSatisfy { close($0, 1, 1e-12) })
    // Rotation, scaling and translation of all vectors leave CKA as it is.
    let turned = (other * 3.0).flipped(2) + 5.0
    #expect(zip(linearCKA(turned, pivot), fixture.cka).allSatisfy { close($0, $1, 1e-5) })
  }
}
