import Foundation
import Lab
import Metrics
import Tensors

/// One comparison of a GDE with something else, on the same held-out distributions.
enum Contrast: Codable, CustomStringConvertible, Equatable {
  /// Spearman's correlation of latent distances with W₂, GDE's minus another's.
  case correlation(Family, minus: Rival)
  /// The reconstruction error of the family's best GDE minus a baseline's.
  case reconstruction(Family, minus: Rival)
  /// The distance of GDE's path from the geodesic minus another path's.
  case interpolation(minus: Rival)
  /// The error from large sets minus that from sets as large as in training.
  case largeSets(Method.Encoder)
  /// The slope of log tr Var(z) over log m.
  case slope(Method.Encoder)
  /// The spectra's error of the DNA model minus that of the mean of 3-mers.
  case spectrum

  /// What a GDE is compared with.
  enum Rival: String, Codable {
    case kme, wormhole
    /// The better one of the mean alone and the untrained encoder.
    case control
    /// The mixture (1 − t) P₀ + t P₁.
    case mixture
  }

  var description: String {
    switch self {
    case .correlation(let family, let rival): "correlation-\(family)-\(rival.rawValue)"
    case .reconstruction(let family, let rival): "reconstruction-\(family)-\(rival.rawValue)"
    case .interpolation(let rival): "interpolation-\(rival.rawValue)"
    case .largeSets(let encoder): "large-sets-\(encoder.rawValue)"
    case .slope(let encoder): "slope-\(encoder.rawValue)"
    case .spectrum: "spectrum"
    }
  }

  static let all: [Contrast] =
    Family.measured.flatMap { family in
      [Rival.kme, .control, .wormhole].map { .correlation(family, minus: $0) }
    }
    + [Family.gaussian, .mixture].flatMap { family in
      [Rival.kme, .wormhole].map { .reconstruction(family, minus: $0) }
    }
    + [
      .interpolation(minus: .mixture), .interpolation(minus: .kme), .largeSets(.gnn),
      .largeSets(.sum), .slope(.gnn), .slope(.sum), .spectrum,
    ]
}

/// A contrast's value with its interval over held-out distributions.
struct Difference: Codable {
  let estimate: Estimate
  /// The values of each seed alone, where there are several.
  let seeds: [Double]
  /// What was compared.
  let words: String
}

extension Findings {
  /// Computes a contrast; distributions are resampled, seeds averaged.
  func difference(_ contrast: Contrast, seed: UInt64) -> Difference {
    var random = SeededRandom(seed: seed, stream: "\(contrast)")
    switch contrast {
    case .correlation(let family, let rival): return correlation(family, rival, &random)
    case .reconstruction(let family, let rival):
      let (best, baseline) = (bestGDE(family), baseline(family, rival))
      return paired(
        best.map(\.reconstruction), baseline.map(\.reconstruction),
        "\(best[0].method.title) against \(baseline[0].method.title)", &random)
    case .interpolation(let rival):
      let gde = seeds(.gaussian, .gnn, .sw)
      return rival == .mixture
        ? paired(
          gde.map(\.interpolation), [mixturePath], "GNN + SW against the mixture", &random)
        : paired(
          gde.map(\.interpolation), baseline(.gaussian, rival).map(\.interpolation),
          "GNN + SW against KME + SW", &random)
    case .largeSets(let encoder):
      let runs = seeds(.gaussian, encoder, .sw)
      return paired(
        runs.map(\.largeSets), runs.map { Array($0.reconstruction.prefix($0.largeSets.count)) },
        "\(encoder.title): large sets against the training size", &random)
    case .slope(let encoder): return slope(encoder, &random)
    case .spectrum:
      return paired(
        seeds(.dna, .conv, .gru).map(\.reconstruction),
        seeds(.dna, .kmers, .gru).map(\.reconstruction), "conv against mean 3-mers", &random)
    }
  }

  /// The GDE with the lowest error on the validation distributions.
  func bestGDE(_ family: Family) -> [Examination] {
    let candidates = groups.filter { $0[0].method.family == family && $0[0].method.isGDE }
    return candidates.min { a, b in
      a.map(\.validation.mean).mean < b.map(\.validation.mean).mean
    } ?? []
  }

  func baseline(_ family: Family, _ rival: Contrast.Rival) -> [Examination] {
    rival == .wormhole ? seeds(family, .tx, .wormhole) : seeds(family, .kme, .sw)
  }

  /// The control that correlates best with W₂ by itself, and its distances.
  func bestControl(_ family: Family) -> (name: String, distances: [[Double]]) {
    guard let truth = truths[family] else { return ("", []) }
    let controls = [
      ("the mean alone", [truth.means]),
      ("the untrained encoder", seeds(family, .gnn, .sw).map(\.untrained)),
    ]
    return controls.max { a, b in
      correlation(a.1, truth) < correlation(b.1, truth)
    } ?? controls[0]
  }

  /// The mean over seeds of Spearman's correlation with W₂.
  func correlation(_ distances: [[Double]], _ truth: TrueDistances) -> Double {
    distances.map { spearman($0, truth.wasserstein).coefficient }.mean
  }

  private func correlation(
    _ family: Family, _ rival: Contrast.Rival, _ random: inout SeededRandom
  ) -> Difference {
    guard let truth = truths[family], let heldOut = truth.pairs.map(\.second).max() else {
      return Difference(estimate: .init(.nan), seeds: [], words: "")
    }
    let gde = seeds(family, .gnn, .sw).map(\.distances)
    let control = bestControl(family)
    let others = rival == .control ? control.distances : baseline(family, rival).map(\.distances)
    let (orderOfTruth, ordersOfGDE, ordersOfOthers) = (
      OrderedValues(truth.wasserstein), gde.map(OrderedValues.init), others.map(OrderedValues.init)
    )
    func mean(_ methods: [OrderedValues], _ indices: [Int], _ ranks: [Double]) -> Double {
      methods.map { pearson($0.ranks(at: indices), ranks).coefficient }.mean
    }
    let interval = pairBootstrap(
      truth.pairs, count: heldOut + 1, resamples: resamples, random: &random
    ) { indices in
      let ranks = orderOfTruth.ranks(at: indices)
      return mean(ordersOfGDE, indices, ranks) - mean(ordersOfOthers, indices, ranks)
    }
    let rho = { (d: [Double]) in spearman(d, truth.wasserstein).coefficient }
    return Difference(
      estimate: Estimate(interval.estimate, interval.interval()),
      seeds: gde.enumerated().map { rho($1) - rho(others[$0 % others.count]) },
      words: "GNN + SW \(text(correlation(gde, truth))) against "
        + (rival == .control ? control.name : rival == .kme ? "KME" : "Wormhole")
        + " \(text(correlation(others, truth)))")
  }

  /// The distance of plain mixtures from the geodesic between Gaussians, path by path.
  private var mixturePath: [Double] { truths[.gaussian]?.mixturePath ?? [] }

  /// The mean of paired differences of errors, each averaged over seeds.
  private func paired(
    _ ours: [[Double]], _ theirs: [[Double]], _ words: String, _ random: inout SeededRandom
  ) -> Difference {
    func mean(_ runs: [[Double]]) -> [Double] {
      runs[0].indices.map { item in runs.map { $0[item] }.mean }
    }
    let (a, b) = (mean(ours), mean(theirs))
    let interval = bootstrap(count: a.count, resamples: resamples, random: &random) { indices in
      a[indices].mean - b[indices].mean
    }
    return Difference(
      estimate: Estimate(interval.estimate, interval.interval()),
      seeds: ours.enumerated().map { $1.mean - theirs[$0 % theirs.count].mean },
      words: "\(words): \(text(a.mean)) and \(text(b.mean))")
  }

  private func slope(_ encoder: Method.Encoder, _ random: inout SeededRandom) -> Difference {
    let runs = seeds(.gaussian, encoder, .sw)
    // The slope of each distribution; a regression's slope is linear in what it is fitted to.
    let slopes = runs.map { run in
      run.scatter[0].indices.map { row in
        LinearRegression(sizes.map { log(Double($0)) }, run.scatter.map { log($0[row]) }).slope
      }
    }
    let mean = slopes[0].indices.map { row in slopes.map { $0[row] }.mean }
    let interval = bootstrap(count: mean.count, resamples: resamples, random: &random) {
      mean[$0].mean
    }
    return Difference(
      estimate: Estimate(interval.estimate, interval.interval()),
      seeds: slopes.map(\.mean), words: encoder.title)
  }

  private func text(_ value: Double) -> String { String(format: "%.3f", value) }
}
