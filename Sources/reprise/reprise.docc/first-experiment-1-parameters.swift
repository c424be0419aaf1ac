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
  }
}
