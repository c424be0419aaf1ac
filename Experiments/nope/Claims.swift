import Lab

/// The numbered claims; every rule was fixed before a default run was seen.
extension Nope {
  func judgeClaims(_ findings: Resource<Findings>, _ book: Notebook<Parameters>) throws {
    let areAllCompared = Set(book.parameters.encodings) == Set(Encoding.allCases)
    let best = "C1: without positional encoding lengths generalise best on average"
    if areAllCompared {
      try book.claim(
        best, verdict: findings().rankingVerdict,
        rule:
          "held: highest mean reciprocal rank over fitted tasks, and more right answers at longer "
          + "lengths than ALiBi, Rotary and APE, 95 % intervals over cells of task, seed and length "
          + "above 0; not held: another rank is higher, or an interval lies below 0",
        details: findings().rankingDetails, gate: findings().rankingGate)
    } else {
      try book.claim(best, notTestable: "not all encodings were compared")
    }
    try book.claim(
      "C2: NoPE can represent absolute positions (theorem 1)",
      findings().construction.positionError <= 1e-4,
      rule: "layer 1 writes t to 1e-4 at all t ≤ \(findings().construction.recovered.count)")
    try book.claim(
      "C2: NoPE can represent relative positions (theorem 2)",
      findings().construction.scoreError <= 1e-4 && findings().construction.weightError <= 1e-4,
      rule: "layer 2's scores are f_content + f_rel and its weights their softmax, to 1e-4")
    let nearest = "C3: trained NoPE attends most like the T5 bias"
    if areAllCompared {
      try book.claim(nearest, findings().gap, above: 0)
    } else {
      try book.claim(nearest, notTestable: "not all encodings were compared")
    }
    let formats = "C4: the format of the scratchpad matters"
    if book.parameters.data != nil {
      try book.claim(formats, notTestable: "scratchpads are of generated tasks, not of files")
    } else if book.parameters.scratchpads.count < 2 {
      try book.claim(formats, notTestable: "fewer than two formats were asked for")
    } else {
      try book.claim(formats, findings().formatRange, above: 0.2)
    }
    try book.claim(
      "C5: models of 10⁹ parameters confirm it on perplexity beyond the trained length",
      notTestable: "needs the paper's three code models")
  }
}

extension Findings {
  private static let rivals: [Encoding] = [.alibi, .rotary, .ape]

  var rankingGate: Gate {
    fittedTopics.isEmpty
      ? .closed("no task was fitted by all encodings at its trained lengths") : .open
  }

  var rankingVerdict: Verdict {
    let ranks = reciprocalRanks(fittedTopics)
    let own = ranks[.nope] ?? .nan
    let advantages = Self.rivals.map { advantage(over: $0, fittedTopics) }
    guard own >= ranks.values.max() ?? .nan, advantages.allSatisfy({ ($0.high ?? 0) > 0 }) else {
      return .notHeld
    }
    return ranks.values.count { $0 == own } == 1 && advantages.allSatisfy { ($0.low ?? 0) > 0 }
      ? .held : .notSettled
  }

  var rankingDetails: String? {
    guard !fittedTopics.isEmpty else { return nil }
    let ranks = reciprocalRanks(fittedTopics)
    let order = encodings.sorted { (ranks[$0] ?? 0) > (ranks[$1] ?? 0) }
    let sign = advantage(over: .t5, fittedTopics).value
    return order.map { String(format: "%@ %.2f", $0.title, ranks[$0] ?? .nan) }
      .joined(separator: ", ")
      + " on \(fittedTopics.map(\.description).joined(separator: ", ")); against the T5 bias "
      + (sign > 0 ? "ahead" : sign < 0 ? "behind" : "level")
  }
}
