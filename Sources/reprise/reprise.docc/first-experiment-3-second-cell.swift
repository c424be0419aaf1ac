import Lab
import Tensors

/// Author et al. year (arXiv number): the paper's claim in a sentence, and what this file checks.
///
/// Until the paper's own computation stands here, points are thrown at a square: the share of them that
/// lies within the inscribed circle is π/4.
@main
struct Sketch: Experiment {
  struct Parameters: ParameterSet {
    /// Points of each trial.
    var points = 100_000
    /// Trials, each with a seed of its own.
    var trials = 5
    /// Seed of the first trial; the others count on from it.
    var seed: UInt64 = 0

    init() {}
  }

  static let paper = Paper("Sketch", authors: ["Author"], year: 2026, reported: "reported.csv")
  static let smoke = Edit<Parameters> { $0.points = 1_000 }

  func body(_ book: Notebook<Parameters>) throws {
    // A looped cell: each trial runs once, is stored, and stays until something it read changes.
    let trials = book.cells("trials", over: Array(0..<book.parameters.trials)) { p, trial in
      var random = SeededRandom(seed: p.seed + UInt64(trial))
      var inside = 0
      // The estimate after each hundredth of the points.
      return (1...100).map { part in
        for _ in 0..<p.points / 100 {
          let (x, y) = (random.uniform(), random.uniform())
          if x * x + y * y < 1 { inside += 1 }
        }
        return 4 * Double(inside) / Double(part * (p.points / 100))
      }
    }
    // A cell that reads another.
    let estimates = book.cell("estimates") { _ in try trials().map { $0.value.last ?? .nan } }
  }
}
