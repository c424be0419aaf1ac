import Metrics
import Tensors
import Testing

/// μ as its definition reads, in three plain loops.
private func plainScore(_ matrix: [[Double]]) -> (score: Double, ties: Int) {
  var (won, tied) = (0, 0)
  for i in matrix.indices {
    var (best, equal) = (true, true)
    for j in matrix.indices where j != i {
      for rival in [matrix[i][j], matrix[j][i]] {
        if rival >= matrix[i][i] { best = false }
        if rival > matrix[i][i] { equal = false }
      }
    }
    won += best ? 1 : 0
    tied += equal && !best ? 1 : 0
  }
  return (Double(won) / Double(matrix.count), tied)
}

private func transposed(_ matrix: [[Double]]) -> [[Double]] {
  matrix.indices.map { column in matrix.map { $0[column] } }
}

@Suite struct AlignmentScoreTests {
  @Test func handMadeMatrices() throws {
    let identity = (0..<5).map { i in (0..<5).map { $0 == i ? 1.0 : 0 } }
    #expect(try alignmentScore(identity).value == 1)
    let equal = Array(repeating: Array(repeating: 0.3, count: 4), count: 4)
    #expect(try alignmentScore(equal).value == 0)
    #expect(try alignmentScore(equal).ties == 4)
    let cycle = (0..<4).map { i in (0..<4).map { $0 == (i + 1) % 4 ? 1.0 : 0 } }
    #expect(try alignmentScore(cycle).value == 0)
    let found = try alignmentScore([[2, 1], [3, 4]])
    #expect(found.value == 0.5)
    #expect(found.wins == [false, true])
    #expect(found.margins == [-1, 1])
    #expect(found.meanMargin == 0)
    #expect(found.ties == 0)
  }

  @Test func equalsThePlainLoops() throws {
    var random = SeededRandom(seed: 1)
    for trial in 0..<1000 {
      let count = 2 + random.below(12)
      // Few different values in every other matrix: many ties.
      let matrix = (0..<count).map { i in
        (0..<count).map { j in
          (trial.isMultiple(of: 2) ? random.normal() : Double(random.below(4)))
            + (i == j ? 1.5 : 0)
        }
      }
      let (found, expected) = (try alignmentScore(matrix), plainScore(matrix))
      #expect(found.value == expected.score)
      #expect(found.ties == expected.ties)
      #expect(zip(found.wins, found.margins).allSatisfy { $0 == ($1 > 0) })
      // One Tensor of layers says the same, layer by layer.
      let layers = Tensor(
        (matrix + transposed(matrix)).flatMap { $0 }, shape: [2, count, count])
      let scores = try alignmentScores(layers)
      #expect(scores[0] == found)
      #expect(scores[1] == found)
    }
  }

  @Test func invariances() throws {
    var random = SeededRandom(seed: 2)
    for _ in 0..<100 {
      let matrix = (0..<9).map { i in
        (0..<9).map { Double(random.below(5)) + ($0 == i ? 2 : 0) }
      }
      let score = try alignmentScore(matrix)
      #expect(try alignmentScore(transposed(matrix)) == score)
      let order = random.shuffled(0..<9)
      let reordered = try alignmentScore(matrix[order].map { $0[order] })
      #expect(reordered.wins == score.wins[order])
      #expect(reordered.ties == score.ties)
      let curved = try alignmentScore(matrix.map { $0.map { $0 * $0 * $0 - 10 } })
      #expect(curved.wins == score.wins)
    }
  }

  @Test func chanceScoreOfIndependentSimilarities() throws {
    var random = SeededRandom(seed: 3)
    for (count, trials) in [(2, 20_000), (5, 20_000), (20, 4000), (100, 400)] {
      var values: [Double] = []
      for _ in 0..<trials {
        let matrix = (0..<count).map { _ in (0..<count).map { _ in random.uniform() } }
        values.append(try alignmentScore(matrix).value)
      }
      let mean = values.reduce(0, +) / Double(trials)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(trials - 1)
      let expected = 1 / Double(2 * count - 1)
      #expect(abs(mean - expected) < 4 * (variance / Double(trials)).squareRoot())
      let chance = chanceAlignment(sentences: count)
      #expect(chance.probability == expected)
    }
  }

  @Test func chanceTail() throws {
    // 1 − binom.cdf(4, 100, 1/199), scipy 1.17.1; the paper prints .00016.
    let chance = chanceAlignment(sentences: 100)
    #expect(close(chance.probability(atLeast: 5), 0.0001623036979020707, 1e-11))
    #expect(chanceAlignment(sentences: 1).probability(atLeast: 1) == 1)
    // Wins are not quite independent: the tail for n = 5, k = 2 against simulation.
    var random = SeededRandom(seed: 6)
    let trials = 40_000
    var reached = 0
    for _ in 0..<trials {
      let matrix = (0..<5).map { _ in (0..<5).map { _ in random.uniform() } }
      reached += try alignmentScore(matrix).value >= 0.4 ? 1 : 0
    }
    let tail = chanceAlignment(sentences: 5).probability(atLeast: 2)
    #expect(abs(Double(reached) / Double(trials) / tail - 1) < 0.15)
  }

  @Test func notANumberIsRefusedByPlace() {
    let matrix: [[Double]] = [[1, 0, 0], [0, 1, .nan], [0, 0, 1]]
    #expect(throws: AlignmentError.notANumber(layer: 0, row: 1, column: 2)) {
      try alignmentScore(matrix)
    }
    let good = (0..<9).map { $0.isMultiple(of: 4) ? 1.0 : 0 }
    let layers = Tensor(good + matrix.flatMap { $0 }, shape: [2, 3, 3])
    let thrown = #expect(throws: AlignmentError.self) { try alignmentScores(layers) }
    #expect(
      thrown?.description == "layer 1: the similarity in row 1, column 2 is not a number")
  }

  @Test func notANumberAsInTheReferenceScript() throws {
    let nan = Double.nan
    func score(_ matrix: [[Double]]) throws -> [Bool] {
      try alignmentScore(matrix, nan: .reference).wins
    }
    // A NaN diagonal loses, and hides no one else.
    #expect(try score([[nan, 0, 0], [0, 1, 0], [0, 0, 1]]) == [false, true, true])
    // First among the rivals of row 1 it stays the maximum; for column 0 it is first as well.
    #expect(try score([[1, 0, 0], [nan, 1, 0], [0, 0, 1]]) == [false, false, true])
    // Last in row 0 it is skipped, first in column 2 it is not.
    #expect(try score([[1, 0, nan], [0, 1, 0], [0, 0, 1]]) == [true, true, false])
    // Later in row 2 and in column 1 it is skipped, wherever the maximum is.
    #expect(try score([[1, 0, 0], [0, 1, 0], [0, nan, 1]]) == [true, true, true])
  }

  @Test func oneSentenceIsAnError() {
    #expect(throws: AlignmentError.tooFewSentences(language: "", count: 1)) {
      try alignmentScore([[1]])
    }
    #expect(throws: AlignmentError.tooFewSentences(language: "", count: 0)) {
      try alignmentScore([])
    }
  }

  @Test func pooling() {
    let scores = [0.8, 0.2, 0.4]
    #expect(close(LayerPooling.mean(scores), 1.4 / 3))
    #expect(LayerPooling.max(scores) == 0.8)
    #expect(close(LayerPooling.mean(scores, includeEmbeddingLayer: false), 0.3))
    #expect(LayerPooling.max(scores, includeEmbeddingLayer: false) == 0.4)
  }

  @Test func absoluteCosinesAreMeansOnAndOffTheDiagonal() {
    let layers = Tensor([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 1, 0, 0, 0, 2], shape: [2, 3, 3])
    let found = absoluteCosines(layers.converted(to: .float64))
    #expect(found.map(\.parallel) == [5, 1])
    #expect(found.map(\.nonParallel) == [5, 0])
  }
}
