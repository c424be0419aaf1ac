extension Notebook {
  /// A comparison of the paper, in words and as a condition.
  public func claim(
    _ sentence: String, _ holds: @autoclosure () throws -> Bool,
    rule: @autoclosure () throws -> String = "as stated",
    gate: @autoclosure () throws -> Gate = .open
  ) throws {
    try judge(sentence, gate) {
      $0.verdict = try holds() ? .held : .notHeld
      $0.rule = try rule()
    }
  }

  /// A comparison that is checked once for each seed; the verdict stands only if all agree.
  public func claim(
    _ sentence: String, seeds outcomes: @autoclosure () throws -> [Bool],
    gate: @autoclosure () throws -> Gate = .open
  ) throws {
    try judge(sentence, gate) {
      let outcomes = try outcomes()
      $0.verdict = .unanimous(outcomes)
      $0.details = "\(outcomes.filter { $0 }.count) of \(outcomes.count) seeds"
      $0.rule = "every seed agrees"
    }
  }

  /// A number (a difference, a correlation) that lies above a threshold with its whole interval.
  public func claim(
    _ sentence: String, _ ours: @autoclosure () throws -> any Measured, above threshold: Double,
    reported address: String? = nil, gate: @autoclosure () throws -> Gate = .open
  ) throws {
    try judge(sentence, reported: address, gate) {
      let ours = try ours().estimate
      $0.ours = ours
      $0.verdict = .above(threshold, ours)
      $0.rule = "above \(threshold)\(ours.low == nil ? "" : ", interval included")"
    }
  }

  /// A number (a difference, a correlation) that lies below a threshold with its whole interval.
  public func claim(
    _ sentence: String, _ ours: @autoclosure () throws -> any Measured, below threshold: Double,
    reported address: String? = nil, gate: @autoclosure () throws -> Gate = .open
  ) throws {
    try judge(sentence, reported: address, gate) {
      let ours = try ours().estimate
      $0.ours = ours
      $0.verdict = .below(threshold, ours)
      $0.rule = "below \(threshold)\(ours.low == nil ? "" : ", interval included")"
    }
  }

  /// A number that the paper printed, within a tolerance.
  public func claim(
    _ sentence: String, _ ours: @autoclosure () throws -> any Measured, reported address: String,
    within tolerance: Tolerance, gate: @autoclosure () throws -> Gate = .open
  ) throws {
    let printed = try bench.isPartial ? 0 : reported.number(address)
    try judge(sentence, reported: address, gate) {
      let ours = try ours().estimate
      $0.ours = ours
      $0.verdict = .near(printed, within: tolerance, ours)
      $0.rule = "within \(tolerance.text) of the printed value"
    }
  }

  /// An ordering: each value is above the next.
  public func claim(
    _ sentence: String,
    descending values: @autoclosure () throws -> KeyValuePairs<String, any Measured>,
    gate: @autoclosure () throws -> Gate = .open
  ) throws {
    try judge(sentence, gate) {
      let values = try values()
      $0.verdict = .descending(values.map(\.value.estimate))
      $0.details = values.map { "\($0) \(Table.text($1.estimate, digits: 3))" }
        .joined(separator: " > ")
      $0.rule = "each above the next, intervals included"
    }
  }

  /// A claim that nothing we can run says anything about, and why.
  public func claim(
    _ sentence: String, notTestable reason: String, reported address: String? = nil
  ) throws {
    try judge(sentence, reported: address, { .open }) {
      $0.verdict = .notTestable
      $0.rule = reason
    }
  }

  /// A claim with a rule of its own.
  ///
  /// - Parameters:
  ///   - verdict: what the rule gives.
  ///   - rule: the rule in words, written before the answer was known.
  ///   - details: what was measured, in words, where it is not one number.
  public func claim(
    _ sentence: String, verdict: @autoclosure () throws -> Verdict,
    rule: @autoclosure () throws -> String,
    ours: @autoclosure () throws -> (any Measured)? = nil,
    details: @autoclosure () throws -> String? = nil, reported address: String? = nil,
    gate: @autoclosure () throws -> Gate = .open
  ) throws {
    try judge(sentence, reported: address, gate) {
      $0.verdict = try verdict()
      $0.rule = try rule()
      $0.ours = try ours()?.estimate
      $0.details = try details()
    }
  }

  private func judge(
    _ sentence: String, reported address: String? = nil, _ gate: () throws -> Gate,
    _ test: (inout Claim) throws -> Void
  ) throws {
    guard !bench.isPartial else { return }
    var claim = Claim(sentence: sentence, rule: "", verdict: .notJudged)
    if let address {
      let value = try reported[address]
      claim.reported = value.printed
      claim.source = value.source
    }
    let (_, reads) = try bench.recorder.showing {
      let gate = try gate()
      try test(&claim)
      if case .closed(let reason) = gate {
        claim.verdict = .inconclusive
        claim.rule = reason
      }
    }
    if bench.options.preset == "smoke" { claim.verdict = .notJudged }
    page.add(.claim(claim, reads: reads))
  }
}
