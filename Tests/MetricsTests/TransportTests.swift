import Foundation
import Metrics
import Tensors
import Testing

@Suite struct TransportTests {
  private func random(_ seed: UInt64) -> SeededRandom {
    SeededRandom(seed: seed, stream: "transport")
  }

  /// The lowest sum of costs over all assignments.
  private func bestAssignment(_ costs: [[Double]]) -> Double {
    func best(_ row: Int, _ free: Set<Int>) -> Double {
      row == costs.count
        ? 0 : free.map { costs[row][$0] + best(row + 1, free.subtracting([$0])) }.min() ?? 0
    }
    return best(0, Set(costs.indices))
  }

  @Test(arguments: 1...6) func equalAmountsAreTheBestAssignment(count: Int) {
    for seed in 0..<10 {
      var random = random(UInt64(seed * 7 + count))
      let costs = (0..<count).map { _ in (0..<count).map { _ in random.uniform() } }
      let share = Array(repeating: 1 / Double(count), count: count)
      let plan = TransportPlan(supplies: share, demands: share, costs: costs)
      #expect(abs(plan.cost * Double(count) - bestAssignment(costs)) < 1e-12)
      #expect(plan.flows.count == count)
    }
  }

  @Test func amountsAreCarriedAndNoPotentialIsBetter() {
    for seed in 0..<20 {
      var random = random(UInt64(seed))
      let (n, m) = (1 + random.below(9), 1 + random.below(9))
      func shares(_ count: Int) -> [Double] {
        let raw = (0..<count).map { _ in random.chance(0.2) ? 0 : random.uniform() }
        let sum = raw.reduce(0, +)
        return sum == 0 ? Array(repeating: 1 / Double(count), count: count) : raw.map { $0 / sum }
      }
      let (supplies, demands) = (shares(n), shares(m))
      // On a line the best plan joins quantiles: the distance is that of quantile functions.
      let (x, y) = ((0..<n).map { _ in random.normal() }, (0..<m).map { _ in random.normal() })
      let plan = TransportPlan(
        supplies: supplies, demands: demands,
        costs: x.map { a in y.map { (a - $0) * (a - $0) } })
      for (source, supply) in supplies.enumerated() {
        let sent = plan.flows.filter { $0.source == source }.reduce(0) { $0 + $1.amount }
        #expect(abs(sent - supply) < 1e-9)
      }
      for (target, demand) in demands.enumerated() {
        let got = plan.flows.filter { $0.target == target }.reduce(0) { $0 + $1.amount }
        #expect(abs(got - demand) < 1e-9)
      }
      #expect(abs(plan.cost - quantileCost(x, supplies, y, demands)) < 1e-9)
    }
  }

  private func quantileCost(
    _ x: [Double], _ a: [Double], _ y: [Double], _ b: [Double]
  ) -> Double {
    var left = zip(x, a).sorted { $0.0 < $1.0 }.map { ($0.0, $0.1) }
    var right = zip(y, b).sorted { $0.0 < $1.0 }.map { ($0.0, $0.1) }
    var (cost, i, j) = (0.0, 0, 0)
    while i < left.count, j < right.count {
      let amount = min(left[i].1, right[j].1)
      cost += amount * (left[i].0 - right[j].0) * (left[i].0 - right[j].0)
      left[i].1 -= amount
      right[j].1 -= amount
      if left[i].1 <= 1e-15 { i += 1 } else { j += 1 }
    }
    return cost
  }

  @Test func theDistanceInSpaceIsThatOfTheCosts() {
    var random = random(3)
    func distribution(_ count: Int) -> (points: [[Double]], weights: [Double]) {
      let raw = (0..<count).map { _ in random.uniform() }
      return (
        (0..<count).map { _ in [random.normal() + 5, random.normal()] },
        raw.map { $0 / raw.reduce(0, +) }
      )
    }
    let (a, b) = (distribution(7), distribution(9))
    let costs = a.points.map { x in
      b.points.map { y in zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    }
    let plan = TransportPlan(supplies: a.weights, demands: b.weights, costs: costs)
    let distance = TransportPlan.squaredWasserstein(a.points, a.weights, to: b.points, b.weights)
    #expect(abs(distance - plan.cost) < 1e-12)
    // A shift by (3, −4) costs 25.
    let shifted = a.points.map { [$0[0] + 3, $0[1] - 4] }
    let cost = TransportPlan.squaredWasserstein(a.points, a.weights, to: shifted, a.weights)
    #expect(abs(cost - 25) < 1e-12)
  }

  @Test func manyEqualCostsEnd() {
    let shares = Array(repeating: 1.0 / 30, count: 30)
    let costs = (0..<30).map { i in (0..<30).map { Double((i + $0) % 3) } }
    let plan = TransportPlan(supplies: shares, demands: shares, costs: costs)
    #expect(abs(plan.cost) < 1e-12)
  }
}

@Suite struct GaussianTests {
  private let generator = Generator(seed: 8)

  private func gaussians(_ count: Int, width: Int = 3) -> Gaussians {
    Gaussians(
      means: .randn([count, width], using: generator),
      covariances: .wishart(
        count, degreesOfFreedom: width + 2, scale: .eye(width), using: generator))
  }

  private func close(_ a: Tensor, _ b: Tensor, _ tolerance: Double = 1e-7) -> Bool {
    a.isClose(to: b, absolute: tolerance, relative: 0)
  }

  @Test func theDistanceIsAMetric() {
    let (a, b, c) = (gaussians(50), gaussians(50), gaussians(50))
    #expect(close(a.squaredWasserstein(to: a), .zeros([50], dtype: .float64)))
    #expect(close(a.wasserstein(to: b), b.wasserstein(to: a)))
    let slack = a.wasserstein(to: b) + b.wasserstein(to: c) - a.wasserstein(to: c)
    #expect(slack.min().item(Double.self) >= -1e-9)
  }

  @Test func commutingCovariancesReduceToTheirRoots() {
    let turn = Tensor.randn([3, 3], dtype: .float64, using: generator).qr().q
    let (p, q) = (Tensor([1.0, 4, 9]), Tensor([2.0, 3, 5]))
    func gaussian(_ values: Tensor, _ mean: [Double]) -> Gaussians {
      Gaussians(
        means: Tensor(rows: [mean]),
        covariances: turn.matmul(values.diagonalMatrix()).matmul(turn.transposed()).unsqueezed(0))
    }
    let distance: Double = gaussian(p, [0, 0, 1])
      .squaredWasserstein(to: gaussian(q, [2, 0, 0]))[0].item()
    let expected: Double = 5 + (p.sqrt() - q.sqrt()).square().sum().item()
    #expect(abs(distance - expected) < 1e-9)
  }

  @Test func geodesicsHaveConstantSpeed() {
    let (a, b) = (gaussians(20), gaussians(20))
    for (t, end) in [(0.0, a), (1.0, b)] {
      let reached = a.displaced(towards: b, by: t)
      #expect(close(reached.means, end.means) && close(reached.covariances, end.covariances))
    }
    for t in [0.2, 0.5, 0.9] {
      let reached = a.displaced(towards: b, by: t)
      #expect(close(a.wasserstein(to: reached), a.wasserstein(to: b) * t, 1e-6))
    }
  }

  @Test func momentsAreThoseOfThePoints() {
    let points = Tensor([0.0, 0, 2, 0, 0, 2, 2, 2], shape: [1, 4, 2])
    let fit = Gaussians(fitting: points)
    #expect(fit.means.elements(Double.self) == [1, 1])
    #expect(fit.covariances.elements(Double.self) == [1, 0, 0, 1])
    // Half of N(0, 1), half of N(2, 1): variance 1 + 1.
    let (a, b) = (
      Gaussians(means: Tensor(rows: [[0.0]]), covariances: Tensor([1.0], shape: [1, 1, 1])),
      Gaussians(means: Tensor(rows: [[2.0]]), covariances: Tensor([1.0], shape: [1, 1, 1]))
    )
    let mixed = a.mixed(with: b, share: 0.5)
    #expect(mixed.means.item(Double.self) == 1 && mixed.covariances.item(Double.self) == 2)
    #expect(a[[0, 0]].count == 2)
  }
}

@Suite struct GaussianMixtureTests {
  private let generator = Generator(seed: 21)

  private func mixtures(_ count: Int, components: Int) -> GaussianMixtures {
    GaussianMixtures(
      weights: Tensor.ones([count, components]).dirichlet(using: generator),
      means: Tensor.randn([count, components, 2], using: generator) * 2,
      covariances: Tensor.wishart(
        count * components, degreesOfFreedom: 5, scale: .eye(2), using: generator
      ).reshaped(count, components, 2, 2) / 5)
  }

  @Test func oneComponentIsAGaussian() {
    let (a, b) = (mixtures(5, components: 1), mixtures(5, components: 1))
    let plain = a.moments.wasserstein(to: b.moments).elements(Double.self)
    #expect(zip(a.wasserstein(to: b), plain).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test func theDistanceIsAMetricWithGeodesics() {
    let (a, b, c) = (
      mixtures(20, components: 3), mixtures(20, components: 3), mixtures(20, components: 2)
    )
    #expect(a.wasserstein(to: a).allSatisfy { $0 < 1e-6 })
    let (ab, ba) = (a.wasserstein(to: b), b.wasserstein(to: a))
    #expect(zip(ab, ba).allSatisfy { abs($0 - $1) < 1e-7 })
    let (bc, ac) = (b.wasserstein(to: c), a.wasserstein(to: c))
    for row in ab.indices {
      let slack = ab[row] + bc[row] - ac[row]
      #expect(slack > -1e-9)
    }
    for t in [0, 0.3, 1] {
      let reached = a.displaced(towards: b, by: t)
      for (covered, whole) in zip(a.wasserstein(to: reached), ab) {
        #expect(abs(covered - t * whole) < 1e-6, "t = \(t)")
      }
    }
  }

  @Test func momentsAndMixturesAreTheDefinition() {
    let mixture = GaussianMixtures(
      weights: Tensor(rows: [[1.0, 3.0]]), means: Tensor([0.0, 4], shape: [1, 2, 1]),
      covariances: Tensor([1.0, 2], shape: [1, 2, 1, 1]))
    #expect(mixture.weights.elements(Double.self) == [0.25, 0.75])
    #expect(mixture.moments.means.item(Double.self) == 3)
    // ¼·1 + ¾·2 + ¼·9 + ¾·1.
    #expect(abs(mixture.moments.covariances.item(Double.self) - 4.75) < 1e-12)
    let both = mixture.mixed(with: mixture, share: 0.5)
    #expect(both.weights.elements(Double.self) == [0.125, 0.375, 0.125, 0.375])
    #expect(both.wasserstein(to: mixture)[0] < 1e-6)
  }

  @Test func fitsFindWhatThePointsCameFrom() {
    let truth = GaussianMixtures(
      weights: Tensor(rows: [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]),
      means: Tensor([-5.0, 0, 5, 0, 0, 6, 0, 0, 7, 7, -7, 7], shape: [2, 3, 2]),
      covariances: Tensor.eye(2, dtype: .float64).expanded([2, 3, 2, 2]))
    let rows = Tensor([0, 1]).unsqueezed(1)
    let parts = truth.weights.multinomial(4000, using: generator)
    let points =
      truth.means[rows, parts] + Tensor.randn([2, 4000, 2], dtype: .float64, using: generator)
    let fit = GaussianMixtures(fitting: points, components: 3, using: generator)
    // Shares as drawn: at these distances a hundredth of the points elsewhere is a W₂ of 1.
    let shares = Tensor.stacked(
      (0..<3).map { (parts .== $0).converted(to: .float64).mean(1) }, dim: 1)
    let drawn = GaussianMixtures(
      weights: shares, means: truth.means, covariances: truth.covariances)
    #expect(fit.wasserstein(to: drawn).allSatisfy { $0 < 0.25 }, "\(fit.wasserstein(to: drawn))")
    let gap = fit.logLikelihood(of: points) - truth.logLikelihood(of: points)
    #expect(gap.min().item(Double.self) > -0.01)
    // The density itself, at a place worked out by hand: ½ N(0; 0, 1) + ½ N(0; 2, 4).
    let line = GaussianMixtures(
      weights: Tensor(rows: [[0.5, 0.5]]), means: Tensor([0.0, 2], shape: [1, 2, 1]),
      covariances: Tensor([1.0, 4], shape: [1, 2, 1, 1]))
    let density =
      0.5 / (2 * Double.pi).squareRoot() + 0.5 * exp(-0.5) / (8 * Double.pi).squareRoot()
    let found: Double = line.logLikelihood(of: .zeros([1, 1, 1]))[0].item()
    #expect(abs(found - log(density)) < 1e-12)
  }

  @Test func aComponentDoesNotCollapse() {
    // All points of the set alike but two: without a ridge a variance would be 0.
    let points = Tensor([0.0, 0, 0, 0, 1, 5], shape: [1, 6, 1])
    let fit = GaussianMixtures(fitting: points, components: 3, using: generator)
    #expect(fit.covariances.min().item(Double.self) > 0)
    #expect(fit.logLikelihood(of: points).isFinite().all().item(Bool.self))
  }
}
