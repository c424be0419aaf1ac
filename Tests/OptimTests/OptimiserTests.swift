import Foundation
import Optim
import Tensors
import Testing

/// A parameter of two numbers with the loss Σ a · x², whose gradient is 2 · a · x.
private final class Bowl {
  let x = Tensor([1, -2] as [Float]).requiringGradient()
  let y = Tensor([3] as [Float]).requiringGradient()
  var parameters: [(key: String, tensor: Tensor)] { [("x", x), ("y", y)] }
  var loss: Tensor { (x * x).sum() + (y * y).sum() * 3 }
  var values: [Double] { x.elements(Double.self) + y.elements(Double.self) }
  static let slopes = [2.0, 2.0, 6.0]
}

@Suite struct OptimiserTests {
  /// Runs an optimiser and its definition side by side.
  private func compare(
    _ make: ([(key: String, tensor: Tensor)]) -> any Optimiser,
    definition: (_ x: Double, _ gradient: Double, _ memory: inout [Double], _ step: Int) -> Double
  ) {
    let bowl = Bowl()
    let optimiser = make(bowl.parameters)
    var (expected, memories) = (bowl.values, [[0.0, 0], [0, 0], [0, 0]])
    for step in 1...6 {
      optimiser.minimise(bowl.loss)
      for index in expected.indices {
        expected[index] = definition(
          expected[index], Bowl.slopes[index] * expected[index], &memories[index], step)
      }
      for (found, wanted) in zip(bowl.values, expected) { #expect(abs(found - wanted) < 1e-5) }
    }
  }

  @Test func descentIsTheDefinition() {
    compare({ SGD($0, rate: 0.1) }) { x, g, _, _ in x - 0.1 * g }
    compare({ SGD($0, rate: 0.1, decay: 0.2) }) { x, g, _, _ in x - 0.1 * (g + 0.2 * x) }
    compare({ SGD($0, rate: 0.05, momentum: 0.9) }) { x, g, memory, _ in
      memory[0] = 0.9 * memory[0] + g
      return x - 0.05 * memory[0]
    }
    compare({ SGD($0, rate: 0.05, momentum: 0.9, nesterov: true) }) { x, g, memory, _ in
      memory[0] = 0.9 * memory[0] + g
      return x - 0.05 * (g + 0.9 * memory[0])
    }
  }

  private func adam(_ g: Double, _ memory: inout [Double], _ step: Int, _ b1: Double, _ b2: Double)
    -> Double
  {
    memory[0] = b1 * memory[0] + (1 - b1) * g
    memory[1] = b2 * memory[1] + (1 - b2) * g * g
    let (mean, square) = (
      memory[0] / (1 - pow(b1, Double(step))), memory[1] / (1 - pow(b2, Double(step)))
    )
    return mean / (square.squareRoot() + 1e-8)
  }

  @Test func adamIsTheDefinition() {
    compare({ Adam($0, rate: 0.1, decay: 0.3) }) { x, g, memory, step in
      x - 0.1 * adam(g + 0.3 * x, &memory, step, 0.9, 0.999)
    }
    compare({ AdamW($0, rate: 0.1, betas: (0.8, 0.95), decay: 0.3) }) { x, g, memory, step in
      x * (1 - 0.1 * 0.3) - 0.1 * adam(g, &memory, step, 0.8, 0.95)
    }
  }

  @Test func groupsHaveTheirOwnSettings() {
    let bowl = Bowl()
    let sgd = SGD(
      [
        ParameterGroup([("x", bowl.x)], rateFactor: 0.5),
        ParameterGroup([("y", bowl.y)], decay: 1),
      ], rate: 0.1)
    sgd.minimise(bowl.loss)
    // 1 − .05 · 2, −2 + .05 · 4, 3 − .1 · (18 + 3).
    let expected = [0.9, -1.8, 0.9]
    for (found, wanted) in zip(bowl.values, expected) { #expect(abs(found - wanted) < 1e-5) }
  }

  @Test func parametersWithoutGradientStay() {
    let bowl = Bowl()
    let adam = Adam(bowl.parameters, rate: 0.1)
    adam.minimise((bowl.x * bowl.x).sum())
    #expect(bowl.values[2] == 3)
    #expect(Set(adam.state.keys) == ["step.x", "first_moment.x", "second_moment.x"])
    adam.zeroGradients()
    #expect(bowl.x.gradient == nil)
  }

  @Test func clippingReturnsTheNormItFound() {
    let bowl = Bowl()
    bowl.loss.backward()
    // Gradients 2, −4 and 18.
    let norm = (4.0 + 16 + 324).squareRoot()
    let sgd = SGD(bowl.parameters, rate: 0.1)
    #expect(abs(sgd.clipGradients(to: 1000) - norm) < 1e-4)
    #expect(abs(sgd.clipGradients(to: 1) - norm) < 1e-4)
    #expect(abs(sgd.clipGradients(to: 1) - 1) < 1e-4)
    #expect(abs((bowl.y.gradient?.item(Double.self) ?? 0) - 18 / norm) < 1e-4)
  }

  static let makers: [@Sendable ([(key: String, tensor: Tensor)]) -> any Optimiser] = [
    { SGD($0, rate: 0.05) }, { SGD($0, rate: 0.05, momentum: 0.9) }, { Adam($0, rate: 0.1) },
    { AdamW($0, rate: 0.1) },
  ]

  @Test(arguments: makers.indices)
  func resumingGivesTheSameBytes(index: Int) throws {
    let (whole, before, after) = (Bowl(), Bowl(), Bowl())
    let undisturbed = Self.makers[index](whole.parameters)
    for _ in 0..<7 { undisturbed.minimise(whole.loss) }
    let first = Self.makers[index](before.parameters)
    for _ in 0..<3 { first.minimise(before.loss) }
    noGrad {
      after.x.copy_(before.x)
      after.y.copy_(before.y)
    }
    let second = Self.makers[index](after.parameters)
    try second.load(first.state)
    for _ in 0..<4 { second.minimise(after.loss) }
    #expect(whole.x.isEqual(to: after.x) && whole.y.isEqual(to: after.y))
  }

  @Test func foreignStatesAreRefused() throws {
    let bowl = Bowl()
    let adam = Adam(bowl.parameters, rate: 0.1)
    adam.minimise(bowl.loss)
    var state = adam.state
    state["step.z"] = Tensor(1)
    #expect {
      try adam.load(state)
    } throws: {
      "\($0)" == "state of no parameter: step.z"
    }
    state = adam.state
    state["second_moment.y"] = Tensor.zeros([2])
    #expect {
      try adam.load(state)
    } throws: {
      "\($0)" == "second_moment.y: float32[2], should be of shape [1]"
    }
    state["second_moment.y"] = nil
    #expect(throws: OptimiserStateError.self) { try adam.load(state) }
  }
}

@Suite struct ScheduleTests {
  @Test func ratesAreTheFormulas() {
    #expect(Schedule.constant(0.3).rate(at: 1_000) == 0.3)
    let warm = Schedule.warmUp(peak: 2, warmUp: 4)
    #expect((0..<6).map(warm.rate) == [0.5, 1, 1.5, 2, 2, 2])
    let cosine = Schedule.cosine(peak: 1, warmUp: 2, steps: 12, floor: 0.1)
    #expect(cosine.rate(at: 0) == 0.5)
    #expect(cosine.rate(at: 1) == 1)
    #expect(cosine.rate(at: 2) == 1)
    #expect(abs(cosine.rate(at: 7) - 0.55) < 1e-12)
    #expect(abs(cosine.rate(at: 12) - 0.1) < 1e-12)
    #expect(abs(cosine.rate(at: 50) - 0.1) < 1e-12)
    let from = Schedule.cosineFrom(start: 0.1, peak: 2, warmUp: 10, steps: 100)
    #expect(from.rate(at: 0) == 0.2)
    #expect(abs(from.rate(at: 5) - 1.1) < 1e-12)
    #expect(from.rate(at: 10) == 2)
    #expect(abs(from.rate(at: 55) - 1) < 1e-12)
    #expect(from.rate(at: 100) == 0)
    let linear = Schedule.linear(peak: 1, warmUp: 0, steps: 4)
    #expect((0..<6).map(linear.rate) == [1, 0.75, 0.5, 0.25, 0, 0])
    let root = Schedule.inverseSquareRoot(peak: 1, warmUp: 4)
    #expect((0..<4).map(root.rate) == [0.25, 0.5, 0.75, 1])
    #expect(root.rate(at: 15) == 0.5)
  }

  @Test func schedulesSurviveStorage() throws {
    let schedule = Schedule.cosine(peak: 5e-3, warmUp: 100, steps: 1000, floor: 0.05)
    let data = try JSONEncoder().encode(schedule)
    #expect(try JSONDecoder().decode(Schedule.self, from: data) == schedule)
  }
}
