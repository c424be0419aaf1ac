import Foundation
import Lab
import Metrics

/// The numbered claims; every rule was fixed before the default run was seen.
extension GDE {
  func judgeClaims(
    _ findings: Resource<Findings>, _ contrasts: Cells<Contrast, Difference>,
    _ book: Notebook<Parameters>
  ) throws {
    for family in [Family.gaussian, .multinomial] {
      let both = [Contrast.Rival.kme, .control].map { Contrast.correlation(family, minus: $0) }
      try book.claim(
        "C1: latent distances of \(family.title) follow W₂ better than a kernel mean's and than "
          + "without training",
        verdict: Verdict.worst(of: both.map { Verdict.above(try contrasts($0)) }),
        rule:
          "Spearman's ρ of GNN + SW minus KME's, and minus the better one of the mean alone and "
          + "the untrained encoder, both above 0 with their intervals over distributions and in "
          + "every seed",
        ours: contrasts(both[1]).estimate,
        details: both.map { try contrasts($0).text }.joined(separator: "; "))
    }
    for family in Family.measured {
      let contrast = Contrast.correlation(family, minus: .wormhole)
      try book.claim(
        "C1: latent distances of \(family.title) follow W₂ at least as well as Wormhole's, which is "
          + "trained on them",
        verdict: Verdict.above(contrasts(contrast)),
        rule: "the difference of Spearman's ρ is above 0, interval and every seed included",
        ours: contrasts(contrast).estimate, details: contrasts(contrast).text)
    }
    for rival in [Contrast.Rival.mixture, .kme] {
      let contrast = Contrast.interpolation(minus: rival)
      try book.claim(
        "C2: latent lines between Gaussians are nearer to McCann's path than "
          + (rival == .mixture ? "their mixtures are" : "a kernel mean's lines"),
        verdict: Verdict.below(contrasts(contrast)),
        rule: "the difference of mean W₂ at t = .25, .5, .75 is below 0, interval over paths and "
          + "every seed included",
        ours: contrasts(contrast).estimate, details: contrasts(contrast).text)
    }
    for family in [Family.gaussian, .mixture] {
      for rival in [Contrast.Rival.kme, .wormhole] {
        let contrast = Contrast.reconstruction(family, minus: rival)
        try book.claim(
          "C3: the best GDE reconstructs \(family.title) better than "
            + (rival == .kme ? "the kernel mean" : "Wormhole"),
          verdict: Verdict.below(contrasts(contrast)),
          rule: "best on validation distributions; the difference of mean W₂ is below 0, interval "
            + "over held-out distributions and every seed included",
          ours: contrasts(contrast).estimate, details: contrasts(contrast).text)
      }
    }
    try book.claim(
      "C4: the embedding's variance falls as 1/m",
      verdict: Verdict.near(-1, within: 0.15, contrasts(.slope(.gnn))),
      rule: "the slope of log tr Var(z) over log m is within −1 ± .15, interval included",
      ours: contrasts(.slope(.gnn)).estimate)
    try book.claim(
      "C4: sixteen times larger sets do not worsen the reconstruction",
      verdict: Verdict.below(contrasts(.largeSets(.gnn))),
      rule: "the difference of mean W₂ is below 0, interval and every seed included",
      ours: contrasts(.largeSets(.gnn)).estimate, details: contrasts(.largeSets(.gnn)).text)
    try book.claim(
      "C4: a sum-pooled encoder fails on larger sets",
      verdict: Verdict.above(contrasts(.largeSets(.sum))),
      rule: "the difference of mean W₂ is above 0, interval included",
      ours: contrasts(.largeSets(.sum)).estimate, details: contrasts(.largeSets(.sum)).text)
    try book.claim(
      "The framework works for sequences: a learned encoder's DNA is nearer than that of mean 3-mers",
      verdict: Verdict.below(contrasts(.spectrum)),
      rule: "the difference of the L1 distance of spectra of 4-mers is below 0, interval included",
      ours: contrasts(.spectrum).estimate, details: contrasts(.spectrum).text)
    try book.claim(
      "C5: six biology applications",
      notTestable: "data of millions of cells, images and reads; preset full reads such files")
  }
}

extension Difference {
  /// What was compared, with each seed's difference where there are several.
  var text: String {
    let each = seeds.map { String(format: "%.3f", $0) }.joined(separator: ", ")
    return seeds.count > 1 ? "\(words); by seed \(each)" : words
  }
}

extension Verdict {
  /// Held when the whole interval and every seed lie above 0.
  static func above(_ difference: Difference) -> Verdict {
    judged(difference.estimate, difference.seeds.map { $0 > 0 }) { $0 > 0 }
  }

  /// Held when the whole interval and every seed lie below 0.
  static func below(_ difference: Difference) -> Verdict {
    judged(difference.estimate, difference.seeds.map { $0 < 0 }) { $0 < 0 }
  }

  /// Held when the whole interval lies within the tolerance.
  static func near(
    _ target: Double, within tolerance: Double, _ difference: Difference
  ) -> Verdict {
    judged(difference.estimate, []) { abs($0 - target) <= tolerance }
  }

  private static func judged(
    _ estimate: Estimate, _ seeds: [Bool], _ holds: (Double) -> Bool
  ) -> Verdict {
    let parts = [estimate.value, estimate.low ?? .nan, estimate.high ?? .nan].map(holds) + seeds
    if parts.allSatisfy({ $0 }) { return .held }
    return parts.contains(true) ? .notSettled : .notHeld
  }

  /// Held when all are; not held when one is not.
  static func worst(of verdicts: [Verdict]) -> Verdict {
    if verdicts.contains(.notHeld) { return .notHeld }
    return verdicts.allSatisfy { $0 == .held } ? .held : .notSettled
  }
}
