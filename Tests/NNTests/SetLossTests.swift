import Foundation
import NN
import TestSupport
import Tensors
import Testing

@Suite struct SetLossTests {
  private let generator = Generator(seed: 3)

  private func points(_ shape: Int...) -> Tensor {
    .randn(shape, dtype: .float64, using: generator)
  }

  /// The lowest mean squared distance over all assignments.
  private func assignmentCost(_ x: [[Double]], _ y: [[Double]]) -> Double {
    func best(_ row: Int, _ free: Set<Int>) -> Double {
      guard row < x.count else { return 0 }
      return free.map { column in
        zip(x[row], y[column]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
          + best(row + 1, free.subtracting([column]))
      }.min() ?? 0
    }
    return best(0, Set(y.indices)) / Double(x.count)
  }

  private func rows(_ matrix: Tensor) -> [[Double]] {
    (0..<matrix.shape[0]).map { matrix[$0].elements() }
  }

  @Test func slicedDistanceInOneDimensionIsSortedMatching() {
    let (x, y) = (points(1, 6, 1), points(1, 6, 1))
    let distance: Double = x.slicedWasserstein(
      to: y, along: Tensor([1.0], shape: [1, 1])
    )[0].item()
    let sorted = [x, y].map { $0.elements(Double.self).sorted() }
    let mean = zip(sorted[0], sorted[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 6
    #expect(abs(distance - mean.squareRoot()) < 1e-12)
    #expect(abs(distance * distance - assignmentCost(rows(x[0]), rows(y[0]))) < 1e-12)
  }

  @Test func slicedDistanceOfPermutedCopiesIsZero() {
    let x = points(2, 8, 3)
    let directions = Tensor.randomDirections(20, width: 3, dtype: .float64, using: generator)
    #expect(directions.norm(0).isClose(to: .ones([20], dtype: .float64), absolute: 1e-12))
    let shuffled = x.indexSelected(1, .randperm(8, using: generator))
    let distance: Double = x.slicedWasserstein(to: shuffled, along: directions).max().item()
    #expect(distance < 1e-14)
    // A shift by v costs |v·θ|, whose mean square over directions is |v|²/d.
    let many = Tensor.randomDirections(20_000, width: 3, dtype: .float64, using: generator)
    let shifted: Double = x.slicedWasserstein(to: x + 2, along: many)[0].item()
    #expect(abs(shifted - 2) < 0.03)
  }

  @Test func discrepancyIsZeroForEqualSetsAndNeverNegative() {
    let x = points(5, 6, 2)
    let zero: Double = x.meanDiscrepancy(to: x, bandwidth: 0.8).abs().max().item()
    #expect(zero < 1e-15)
    let least: Double = x.meanDiscrepancy(to: points(5, 7, 2)).min().item()
    #expect(least >= 0)
    // Two points at distance 1 with σ = 1: 2 − 2 e^(−1/2).
    let one: Double = Tensor([0.0], shape: [1, 1])
      .meanDiscrepancy(to: Tensor([1.0], shape: [1, 1]), bandwidth: 1).item()
    let expected = 2 - 2 * exp(-0.5)
    #expect(abs(one - expected) < 1e-12)
    // The median of all six distances among 0, 1, 3 and 7 is, of two middle ones the smaller, 3.
    let (a, b) = (Tensor([0.0, 1], shape: [2, 1]), Tensor([3.0, 7], shape: [2, 1]))
    let median: Double = a.meanDiscrepancy(to: b).item()
    let fixed: Double = a.meanDiscrepancy(to: b, bandwidth: 3).item()
    #expect(abs(median - fixed) < 1e-6)
  }

  @Test func sinkhornDivergenceOfASetFromItselfIsZero() {
    let x = points(3, 6, 2)
    for iterations in [0, 1, 30] {
      let sinkhorn = Sinkhorn(iterations: iterations)
      #expect(sinkhorn.divergence(x, x).abs().max().item(Double.self) < 1e-12)
      let shuffled = x.indexSelected(1, .randperm(6, using: generator))
      #expect(sinkhorn.divergence(x, shuffled).abs().max().item(Double.self) < 1e-12)
    }
  }

  @Test(arguments: 2...6) func sinkhornTendsToTheBestAssignment(count: Int) {
    let (x, y) = (points(1, count, 2), points(1, count, 2))
    let exact = assignmentCost(rows(x[0]), rows(y[0]))
    let errors = [0.3, 0.03, 0.003].map { epsilon in
      let sinkhorn = Sinkhorn(blur: .fixed(epsilon), iterations: 4_000)
      return abs(sinkhorn.divergence(x, y)[0].item(Double.self) - exact)
    }
    #expect(errors[2] < 0.01 && errors[2] <= errors[0] + 1e-9, "\(errors) of \(exact)")
  }

  /// What the iterations are by definition: all updates in the log domain.
  private func plainDivergence(
    _ x: Tensor, _ y: Tensor, epsilon: Double, iterations: Int
  ) -> Tensor {
    func softMin(_ costs: Tensor, _ potential: Tensor) -> Tensor {
      log(Double(costs.shape[2])) - (potential.unsqueezed(1) - costs).logSumExp(-1)
    }
    func transport(_ x: Tensor, _ y: Tensor) -> Tensor {
      let costs = x.squaredDistances(to: y) / epsilon
      let turned = costs.transposed()
      var f = softMin(costs, .zeros([x.shape[0], y.shape[1]], dtype: .float64))
      var g = softMin(turned, .zeros([x.shape[0], x.shape[1]], dtype: .float64))
      for _ in 0..<iterations {
        (f, g) = ((f + softMin(costs, g)) * 0.5, (g + softMin(turned, f)) * 0.5)
      }
      return (softMin(costs, g).mean(-1) + softMin(turned, f).mean(-1)) * epsilon
    }
    return transport(x, y) - (transport(x, x) + transport(y, y)) * 0.5
  }

  @Test(arguments: [0, 2, 3, 4, 30]) func sinkhornIteratesInTheLogDomain(iterations: Int) {
    let (x, y) = (points(4, 6, 2), points(4, 9, 2))
    // With the second, costs are hundreds of times ε, and with the last no exponential is left.
    for (epsilon, factor) in [(0.5, 1.0), (0.02, 1), (0.02, 30)] {
      let sinkhorn = Sinkhorn(blur: .fixed(epsilon), iterations: iterations)
      let (a, b) = (x * factor, y * factor + 1)
      let expected = plainDivergence(a, b, epsilon: epsilon, iterations: iterations)
      #expect(
        sinkhorn.divergence(a, b).isClose(to: expected, absolute: 1e-8, relative: 1e-9),
        "ε = \(epsilon)")
      let single = sinkhorn.divergence(
        a.converted(to: .float32), b.converted(to: .float32)
      ).converted(to: .float64)
      #expect(single.isClose(to: expected, absolute: 1e-2, relative: 1e-4), "ε = \(epsilon)")
    }
  }

  @Test func lossesHaveGradients() {
    let (x, y) = (points(2, 5, 2), points(2, 5, 2))
    let directions = Tensor.randomDirections(7, width: 2, dtype: .float64, using: generator)
    #expect(
      gradientMismatch([x, y]) { $0[0].slicedWasserstein(to: $0[1], along: directions) } == nil)
    #expect(gradientMismatch([x, y]) { $0[0].meanDiscrepancy(to: $0[1], bandwidth: 0.9) } == nil)
    let sinkhorn = Sinkhorn(blur: .fixed(0.4), iterations: 400)
    #expect(gradientMismatch([x, y]) { sinkhorn.divergence($0[0], $0[1]) } == nil)
    let square = x.squaredDistances(to: y)
    let direct = (x.unsqueezed(2) - y.unsqueezed(1)).square().sum(-1)
    #expect(square.isClose(to: direct, absolute: 1e-12))
    #expect(
      gradientMismatch([x, y], secondOrder: true) { $0[0].squaredDistances(to: $0[1]) } == nil)
  }

  @Test func divergenceFromTheStandardNormalIsTheDefinition() {
    let mean = Tensor([0.0, 1, -2])
    let logVariance = Tensor([0.0, log(4), -1])
    let found = mean.divergenceFromStandardNormal(logVariance: logVariance).elements(Double.self)
    let expected = [0, 0.5 * (1 + 4 - log(4) - 1), 0.5 * (4 + exp(-1) + 1 - 1)]
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
