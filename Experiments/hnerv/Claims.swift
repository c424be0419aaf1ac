import Foundation
import Lab
import Metrics
import Tensors

/// The numbered claims; every rule was fixed before the default preset was first run.
extension HNeRV {
  func judgeClaims(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    let margin = Findings.margin
    try book.claim(
      "C1: better PSNR than NeRV at equal size", verdict: findings().quality.verdict,
      rule: "held: above both NeRVs by \(margin) dB on every video (from six videos and seeds on: "
        + "with the whole interval of the mean); not settled: above the paper's configuration only",
      ours: findings().quality.estimates[0], details: findings().quality.details,
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
      rule: "held: both main effects of the 2×2 above \(margin) dB; not settled: one of them",
      details: findings().ablation.details)
    for (mode, title) in [
      (\Interpolation.own, "C4: held-out frames from their own embedding (the authors' protocol)"),
      (\.blended, "C4: held-out frames from their neighbours' embeddings (deployable)"),
    ] {
      try book.claim(
        title, verdict: findings().generalisation(mode).verdict,
        rule: "held: above NeRV's held-out frames by \(margin) dB",
        ours: findings().generalisation(mode).gain,
        details: findings().generalisation(mode).details)
    }
    try book.claim(
      "C5: quantisation costs little and the code is short", verdict: findings().storage.verdict,
      rule: "held: on every video PSNR falls by at most 0.5 dB and a stored number takes less than "
        + "8 bits", details: findings().storage.details)
    try book.claim(
      "C5: compresses better than H.264 and H.265", notTestable: "needs the codecs")
    try book.claim(
      "C6: decodes faster than codecs",
      notTestable: "needs the codecs on the same machine; frames decode independently (a test)")
    let inpainted = try findings().outcomes.first { $0.item.task == .inpainting }?.value
    if let inpainted, book.preset == "full" {
      try book.claim(
        "C7: hidden squares are restored", inpainted.holes[0] > inpainted.holes[1],
        rule: "in the squares, better PSNR than the mean colour of the visible pixels")
    } else {
      try book.claim("C7: hidden squares are restored", notTestable: "preset full only")
    }
  }
}

extension Interpolation {
  /// The blend's ratio; NaN where there is no embedding to blend.
  fileprivate var blended: Double { blend ?? .nan }
}

extension Findings {
  /// The difference in dB from which on one thing is better than another.
  static let margin = 0.5

  /// C1: HNeRV minus each NeRV.
  fileprivate var quality: (verdict: Verdict, estimates: [Estimate], details: String) {
    let rivals: [Arm] = [.nervPaper, .nervTuned]
    let gains = rivals.map { advantages(.hnerv, over: $0) }
    let estimates = gains.map { gains -> Estimate in
      guard gains.count >= 6 else { return Estimate(gains.average) }
      var random = SeededRandom(seed: 0, stream: "C1")
      return Estimate(
        gains.average,
        bootstrap(count: gains.count, resamples: 10_000, random: &random) { sample in
          sample.map { gains[$0] }.average
        }.interval())
    }
    let isHeld = zip(gains, estimates).map { gains, estimate in
      !gains.isEmpty
        && (estimate.low.map { $0 > Self.margin } ?? gains.allSatisfy { $0 > Self.margin })
    }
    let details = zip(rivals, gains).map { rival, gains in
      "over \(rival.title) \(gains.map { String(format: "%+.2f", $0) }.joined(separator: ", ")) dB"
    }
    let flops = videos.first.flatMap { video -> String? in
      guard let own = outcomes(video, .hnerv).first, let other = outcomes(video, .nervTuned).first
      else { return nil }
      return String(
        format: "at %.1f times the FLOPs of NeRV-tuned",
        Double(own.operations) / Double(other.operations))
    }
    let note = isHeld[0] && !isHeld[1] ? ["supported against the paper's configuration only"] : []
    return (
      isHeld[0] ? isHeld[1] ? .held : .notSettled : .notHeld, estimates,
      (details + [flops].compactMap { $0 } + note).joined(separator: "; ")
    )
  }

  /// C2: epochs of the whole training over those that HNeRV needs.
  fileprivate var convergence: (verdict: Verdict, details: String) {
    var (ratios, details): ([Double?], [String]) = ([], [])
    for video in videos {
      for rival in [Arm.nervPaper, .nervTuned] where psnr(video, rival) != nil {
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
    guard let factorial else { return (.notTestable, "not all four arms were run") }
    let held = [factorial.embedding, factorial.blocks].count { $0 > Self.margin }
    return (
      held == 2 ? .held : held == 1 ? .notSettled : .notHeld,
      String(
        format: "embedding %+.2f dB, even blocks %+.2f dB, interaction %+.2f dB",
        factorial.embedding, factorial.blocks, factorial.interaction)
    )
  }

  /// C4: HNeRV's held-out frames against NeRV's and against the mean of neighbouring frames.
  fileprivate func generalisation(
    _ mode: KeyPath<Interpolation, Double>
  ) -> (verdict: Verdict, gain: Double, details: String) {
    guard let own = unseen.first(where: { $0.item.arm == .hnerv })?.value,
      let rival = unseen.first(where: { $0.item.arm == .nervTuned })?.value
    else { return (.notTestable, .nan, "HNeRV or NeRV was not run") }
    let gain = own[keyPath: mode] - rival.own
    let isAboveAverage = own[keyPath: mode] > own.frameAverage
    return (
      gain > Self.margin ? .held : .notHeld, gain,
      String(
        format: "HNeRV %.2f dB, NeRV %.2f dB, mean of the neighbouring frames %.2f dB",
        own[keyPath: mode], rival.own, own.frameAverage)
        + (isAboveAverage ? "" : ": below plain frame averaging")
    )
  }

  /// C5: loss and length of HNeRV's payloads.
  fileprivate var storage: (verdict: Verdict, details: String) {
    let found = videos.flatMap { video in payloads(video, .hnerv).map { (video, $0) } }
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
    return (isHeld && !found.isEmpty ? .held : .notHeld, details.joined(separator: "; "))
  }
}
