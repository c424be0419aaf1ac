import Lab
import Optim
import Tensors

/// A line fitted by gradient descent, and a loop over large arrays: what the tests of sweeps, workers,
/// interruptions and crashes run.
@main
struct Trial: Experiment {
  struct Parameters: ParameterSet {
    /// The noise in the points.
    var seed: UInt64 = 0
    /// Learning rate; a negative one is refused.
    var rate = 0.1
    /// Steps of each fit.
    var steps = 300
    /// Fits.
    var fits = ["left", "right"]
    /// Numbers in each array.
    var numbers = 400_000
    /// Arrays.
    var arrays = 4

    init() {}
  }

  static let paper = Paper("A trial of the notebook")
  static let smoke = Edit<Parameters> { _ in }

  func body(_ book: Notebook<Parameters>) throws {
    book.limitThreads(to: 1)
    let fits = book.trainings("fits", over: book.parameters.fits, saving: .every(steps: 20)) {
      p, side, run in
      guard p.rate > 0 else { throw LabError("rate \(p.rate) is not positive") }
      let x = Tensor.linspace(-1, 1, count: 50)
      let noise = Tensor.randn([50], using: Generator(seed: p.seed))
      let y = x * (side == "left" ? -2 : 2) + noise * 0.1
      let slope = Slope()
      try run.resume(slope)
      for step in run.steps(to: p.steps) {
        slope.value = slope.value - p.rate * ((slope.value * x - y) * x).mean().item(Double.self)
        if step.isMultiple(of: 50) { run.log(slope: slope.value) }
      }
    }
    let arrays = book.cells("arrays", over: Array(0..<book.parameters.arrays)) { p, index in
      Tensor.randn([p.numbers], using: Generator(seed: p.seed + UInt64(index)))
    }
    let means = book.cell("means") { _ in try arrays().map { $0.value.mean().item(Double.self) } }

    try book.table(
      "means", columns: ["array", "mean"], rows: means().enumerated().map { ["\($0)", $1] })
    try book.figure("fits") { canvas in
      canvas.x("step").y("slope")
      for (side, fit) in try fits() { canvas.lines(side, fit.slope.steps, fit.slope.values) }
    }
    try book.claim(
      "the right slope is found", fits("right").slope.last, above: 1.5)
  }
}

/// The one weight of a fit.
final class Slope: Stateful {
  var value = 0.0

  func savedState() -> [String: Tensor] { ["value": Tensor([value])] }

  func restore(_ state: [String: Tensor]) throws {
    guard let saved = state["value"] else { throw LabError("no value is stored") }
    value = saved.item()
  }
}
