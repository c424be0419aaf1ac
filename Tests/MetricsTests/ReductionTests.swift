import Foundation
import Metrics
import Tensors
import Testing

/// Three clusters of 30 points each, ten apart in the first three of 12 dimensions.
private func clusters(seed: UInt64) -> Tensor {
  var random = SeededRandom(seed: seed)
  let values = (0..<90).flatMap { point in
    (0..<12).map { $0 == point / 30 ? 10 + random.normal() : random.normal() }
  }
  return Tensor(values, shape: [90, 12])
}

@Suite struct ReductionTests {
  @Test func principalComponentsOfALine() {
    // All variance along (3, 4)/5; the entry of largest size is positive.
    let points = Tensor([-3.0, -4, 0, 0, 3, 4], shape: [3, 2])
    let found = PrincipalComponents(points, count: 2)
    #expect(close(found.directions[0][0], 0.6) && close(found.directions[0][1], 0.8))
    #expect(close(found.variances[0], 25))
    #expect(close(found.varianceShares[0], 1))
    let places = found.coordinates.map { $0[0] }
    #expect(zip(places, [-5.0, 0, 5]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(PrincipalComponents(points * -1.0, count: 1).directions == [found.directions[0]])
  }

  @Test func principalComponentsMatchNumpy() throws {
    // numpy.linalg.svd of the centred points, squared and divided by n − 1
    let fixture = try AlignmentFixture.load()
    let points = tensor(fixture.pivot)[0]
    let found = PrincipalComponents(points, count: 6)
    #expect(zip(found.variances, fixture.variances).allSatisfy { close($0, $1, 1e-10) })
    #expect(close(found.varianceShares.reduce(0, +), 1))
    // All components together keep distances.
    let coordinates = Tensor(found.coordinates.flatMap { $0 }, shape: [12, 6])
    let (kept, given) = (
      coordinates.distances(to: coordinates), points.converted(to: .float64)
    )
    #expect(
      zip(kept.elements(Double.self), given.distances(to: given).elements(Double.self))
        .allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func tsneIsReproducible() {
    func run(_ seed: UInt64) -> TSNE {
      var random = SeededRandom(seed: seed)
      return TSNE(clusters(seed: 1), perplexity: 10, steps: 60, random: &random)
    }
    #expect(run(1) == run(1))
    #expect(run(1) != run(2))
  }

  @Test func tsneKeepsClustersTogether() {
    var random = SeededRandom(seed: 3)
    let map = TSNE(clusters(seed: 2), perplexity: 10, steps: 500, random: &random).coordinates
    for point in map.indices {
      let nearest = map.indices.filter { $0 != point }.min { a, b in
        hypot(map[a][0] - map[point][0], map[a][1] - map[point][1])
          < hypot(map[b][0] - map[point][0], map[b][1] - map[point][1])
      }
      #expect(nearest.map { $0 / 30 } == point / 30)
    }
  }

  @Test func tsneDivergenceIsThatOfItsDefinition() {
    // P from equations 1-2 with the bandwidth found by bisection of the perplexity, Q from
    // equation 4, both written out; and the descent lowers it.
    let points = clusters(seed: 4)
    let flat = points.elements(Double.self)
    let count = 90
    func distance(_ i: Int, _ j: Int) -> Double {
      (0..<12).reduce(0) {
        let difference = flat[i * 12 + $1] - flat[j * 12 + $1]
        return $0 + difference * difference
      }
    }
    var conditional = Array(repeating: Array(repeating: 0.0, count: count), count: count)
    for i in 0..<count {
      var (low, high) = (1e-6, 1e3)
      for _ in 0..<200 {
        let beta = (low * high).squareRoot()
        let raw = (0..<count).map { $0 == i ? 0 : exp(-beta * distance(i, $0)) }
        let total = raw.reduce(0, +)
        conditional[i] = raw.map { $0 / total }
        let entropy = conditional[i].reduce(0) { $1 > 0 ? $0 - $1 * log2($1) : $0 }
        if pow(2, entropy) > 10 { low = beta } else { high = beta }
      }
    }
    func divergence(_ map: [[Double]]) -> Double {
      func weight(_ i: Int, _ j: Int) -> Double {
        i == j ? 0 : 1 / (1 + pow(map[i][0] - map[j][0], 2) + pow(map[i][1] - map[j][1], 2))
      }
      let total = (0..<count).reduce(0) { sum, i in
        (0..<count).reduce(sum) { $0 + weight(i, $1) }
      }
      var sum = 0.0
      for i in 0..<count {
        for j in 0..<count where j != i {
          let p = max((conditional[i][j] + conditional[j][i]) / Double(2 * count), 1e-12)
          sum += p * log(p * total / weight(i, j))
        }
      }
      return sum
    }
    var random = SeededRandom(seed: 5)
    let short = TSNE(points, perplexity: 10, steps: 40, random: &random)
    let long = TSNE(points, perplexity: 10, steps: 600, random: &random)
    #expect(close(short.divergence, divergence(short.coordinates), 1e-6))
    #expect(close(long.divergence, divergence(long.coordinates), 1e-6))
    #expect(long.divergence < short.divergence)
  }
}
