import Foundation
import Lab
import Metrics
import Tensors

/// The numbered claims. The rules were fixed before the default preset was first run, on one seed; that
/// they must hold for every seed was added, with two more seeds, after it.
extension HNeRV {
  func judgeClaims(
    _ findings: Resource<Findings>, _ decoding: Cell<Decoding>, _ book: Notebook<Parameters>
  ) throws {
    let margin = "\(Findings.margin) dB"
    try book.claim(
      "C1: better PSNR than NeRV at equal size", verdict: findings().quality.verdict,
      rule: "held: above both NeRVs by \(margin) on every video with every seed (from three videos "
        + "on: with the interval of the mean); not settled: above the paper's configuration only, "
        + "or not always",
      ours: findings().quality.gain, details: findings().quality.details,
      reported: "abstract/psnr-gain")
    try book.claim(
      "C2: reaches NeRV's final quality in a sixteenth of the epochs",
      verdict: findings().convergence.verdict,
      rule:
        "held: at least 16 times fewer epochs for both NeRVs on every video; not settled: fewer "
        + "epochs, but not 16 times",
      details: findings().convergence.details, reported: "abstract/epoch-ratio")
    try book.claim(
      "C3: both the embedding and the even blocks matter", verdict: findings().ablation.verdict,
      rule:
        "held: both main effects of the 2×2 above \(margin) with every seed; not settled: one of "
        + "them, or not with every seed", details: findings().ablation.details)
    for (mode, title) in [
      (\Interpolation.own, "C4: held-out frames from their own embedding (the authors' protocol)"),
      (\.blended, "C4: held-out frames from their neighbours' embeddings (deployable)"),
    ] {
      try book.claim(
        title, verdict: findings().generalisation(mode).verdict,
        rule: "held: above NeRV's held-out frames by \(margin) with every seed",
        ours: findings().generalisation(mode).gain,
        details: findings().generalisation(mode).details)
    }
    try book.claim(
      "C5: quantisation costs little and the code is short", verdict: findings().storage.verdict,
      rule: "held: on every video with every seed PSNR falls by at most 0.5 dB and a stored number "
        + "takes less than 8 bits", details: findings().storage.details)
    try book.claim(
      "C5: compresses better than H.264 and H.265", notTestable: "needs the codecs")
    try book.claim(
      "C6: decodes faster than codecs", verdict: .notTestable,
      rule: "needs the codecs on the same machine; frames decode independently (a test)",
      details: "\(decoding().arm.title) decodes \(decoding().frames) frames in the seconds that "
        + "run.json gives for the cell 'decoding'")
    guard try !Fit.inpainting(book.parameters).isEmpty else {
      return try book.claim(
        "C7: hidden squares are restored", notTestable: "only with --holes")
    }
    try book.claim(
      "C7: hidden squares are restored", findings().areSquaresRestored,
      rule: "in the squares, better PSNR than the mean colour of the visible pixels")
  }
}

extension Interpolation {
  /// The blend's ratio; NaN where there is no embedding to blend.
  fileprivate var blended: Double { blend ?? .nan }
}

extension Findings {
  /// The difference in dB from which on one thing is better than another.
  static let margin = 0.5

  /// Held when every number is above the margin, not held when none is.
  private func verdict(_ gains: [Double]) -> Verdict {
    let above = gains.count { $0 > Self.margin }
    return above == 0 ? .notHeld : above == gains.count ? .held : .notSettled
  }

  /// C1: HNeRV minus each NeRV.
  fileprivate var quality: (verdict: Verdict, gain: Estimate, details: String) {
    let rivals = [Arm.nervPaper, .nervTuned].filter { !advantages(.hnerv, over: $0).isEmpty }
    guard !rivals.isEmpty else {
      return (.notTestable, Estimate(.nan), "HNeRV or NeRV was not run")
    }
    let gains = rivals.map { advantages(.hnerv, over: $0) }
    let estimates = gains.map { gains -> Estimate in
      guard videos.count >= 3 else { return Estimate(over: gains) }
      var random = SeededRandom(seed: 0, stream: "C1")
      let interval = bootstrap(count: gains.count, resamples: 10_000, random: &random) { sample in
        sample.map { gains[$0] }.mean
      }.interval()
      return Estimate(gains.mean, interval)
    }
    let verdicts = zip(gains, estimates).map { gains, estimate -> Verdict in
      guard videos.count >= 3, let low = estimate.low else { return verdict(gains) }
      return low > Self.margin ? .held : estimate.value > Self.margin ? .notSettled : .notHeld
    }
    var details = zip(rivals, gains).map { rival, gains in
      "over \(rival.title) \(gains.map { String(format: "%+.2f", $0) }.joined(separator: ", ")) dB"
    }
    let operations = [Arm.hnerv, rivals[rivals.count - 1]].compactMap {
      outcomes(videos[0], $0).first.map { Double($0.operations) }
    }
    details.append(
      String(
        format: "at %.1f times the FLOPs of \(rivals[rivals.count - 1].title)",
        operations[0] / operations[1]))
    if verdicts.first == .held, verdicts.last != .held {
      details.append("supported against the paper's configuration only")
    }
    let all: Verdict =
      verdicts.allSatisfy { $0 == .held }
      ? .held : verdicts.contains { $0 != .notHeld } ? .notSettled : .notHeld
    return (all, estimates[0], details.joined(separator: "; "))
  }

  /// C2: epochs of the whole training over those that HNeRV needs.
  fileprivate var convergence: (verdict: Verdict, details: String) {
    var (ratios, details): ([Double?], [String]) = ([], [])
    for video in videos {
      for rival in [Arm.nervPaper, .nervTuned] where !outcomes(video, rival).isEmpty {
        let needed = epochs(of: .hnerv, toReach: rival, on: video)
        ratios.append(needed.map { Double(parameters.epochs) / $0 })
        details.append(
          "\(video), \(rival.title): "
            + (needed.map {
              String(format: "epoch %.0f, ratio %.1f", $0, Double(parameters.epochs) / $0)
            } ?? "not reached"))
      }
    }
    let verdict: Verdict =
      ratios.contains { $0 == nil }
      ? .notHeld : ratios.allSatisfy { ($0 ?? 0) >= 16 } ? .held : .notSettled
    return (verdict, details.joined(separator: "; "))
  }

  /// C3: main effects and interaction.
  fileprivate var ablation: (verdict: Verdict, details: String) {
    let effects = factorial
    guard !effects.embedding.isEmpty else { return (.notTestable, "not all four arms were run") }
    let verdicts = [effects.embedding, effects.blocks].map(verdict)
    let all: Verdict =
      verdicts.allSatisfy { $0 == .held }
      ? .held : verdicts.allSatisfy { $0 == .notHeld } ? .notHeld : .notSettled
    let details = [
      ("embedding", effects.embedding), ("even blocks", effects.blocks),
      ("interaction", effects.interaction),
    ].map { name, values in
      "\(name) \(values.map { String(format: "%+.2f", $0) }.joined(separator: ", ")) dB"
    }
    return (all, details.joined(separator: "; "))
  }

  /// C4: HNeRV's held-out frames against NeRV's and against the mean of neighbouring frames.
  fileprivate func generalisation(
    _ mode: KeyPath<Interpolation, Double>
  ) -> (verdict: Verdict, gain: Estimate, details: String) {
    let (own, rival) = (unseen(.hnerv), unseen(.nervTuned))
    guard !own.isEmpty, !rival.isEmpty else {
      return (.notTestable, Estimate(.nan), "HNeRV or NeRV was not run")
    }
    let gains = zip(own, rival).map { $0[keyPath: mode] - $1.own }
    let mean = own.map { $0[keyPath: mode] }.mean
    return (
      verdict(gains), Estimate(over: gains),
      String(
        format: "HNeRV %.2f dB, NeRV %.2f dB, mean of the neighbouring frames %.2f dB", mean,
        rival.map(\.own).mean, own[0].frameAverage)
        + (mean > own[0].frameAverage ? "" : ": below plain frame averaging")
    )
  }

  /// C5: loss and length of HNeRV's payloads.
  fileprivate var storage: (verdict: Verdict, details: String) {
    let found = videos.flatMap { video in payloads(video, .hnerv).map { (video, $0) } }
    guard !found.isEmpty else { return (.notTestable, "HNeRV was not run") }
    let isHeld = found.allSatisfy { _, compression in
      let point = compression.points[0]
      return compression.psnr - point.psnr <= 0.5 && point.bitsPerParameter < 8
    }
    let details = found.map { video, compression in
      let point = compression.points[0]
      return String(
        format: "%@: %.2f → %.2f dB, %.2f bits a number, %.3f bpp", video, compression.psnr,
        point.psnr, point.bitsPerParameter, point.bitsPerPixel)
    }
    return (isHeld ? .held : .notHeld, details.joined(separator: "; "))
  }

  /// C7: the network that saw the first video with holes.
  var inpainting: Outcome? { outcomes.first { $0.item.task == .inpainting }?.value }

  /// Whether it is nearer in the squares than the visible pixels' mean colour.
  fileprivate var areSquaresRestored: Bool {
    inpainting.map { $0.holes[0] > $0.holes[1] } ?? false
  }
}
