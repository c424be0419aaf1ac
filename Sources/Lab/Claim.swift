import Foundation

/// What became of a claim.
public enum Verdict: String, Codable, Sendable, CaseIterable {
  /// Our numbers support the claim.
  case held
  /// Our numbers speak against it.
  case notHeld = "not held"
  /// Our numbers do not decide: the interval covers the threshold, or the seeds disagree.
  case notSettled = "not settled"
  /// What we can run says nothing about it.
  case notTestable = "not testable at this scale"
  /// The inputs vary too little for the question to have an answer.
  case inconclusive = "inconclusive (no range)"
  /// The smoke preset computes claims and judges none.
  case notJudged = "not judged"
}

/// A sentence of the paper with what was measured about it and the verdict.
public struct Claim: Codable, Equatable, Sendable {
  /// The claim in words.
  public let sentence: String
  /// The paper's value as printed, if it printed one.
  public var reported: String?
  /// Where in the paper the value stands.
  public var source: String?
  /// What we measured, if it is a number.
  public var ours: Estimate?
  /// What we measured in words, where it is not one number.
  public var details: String?
  /// The rule that gives the verdict.
  public var rule: String
  /// What became of the claim.
  public var verdict: Verdict
}

extension [Claim] {
  /// How many claims have which verdict: `3 held, 1 not settled`.
  public var tally: String {
    Verdict.allCases.compactMap { verdict in
      let count = count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }.joined(separator: ", ")
  }
}

/// How far a number may be from the printed one.
public enum Tolerance: Codable, Equatable, Sendable, ExpressibleByFloatLiteral {
  /// At most this difference.
  case absolute(Double)
  /// At most this share of the printed value.
  case relative(Double)

  /// An absolute tolerance.
  public init(floatLiteral value: Double) { self = .absolute(value) }

  /// The largest difference allowed from `reference`.
  func allowance(at reference: Double) -> Double {
    switch self {
    case .absolute(let difference): difference
    case .relative(let share): share * abs(reference)
    }
  }

  var text: String {
    switch self {
    case .absolute(let difference): "±\(difference)"
    case .relative(let share): "±\(share * 100) %"
    }
  }
}

/// Whether the inputs of a claim have the range that the question needs; checked before the answer.
public enum Gate: Sendable {
  /// They have.
  case open
  /// They have not, and why: the claim is inconclusive.
  case closed(String)
}

extension Verdict {
  /// Held when all outcomes (one a seed) are true, not settled when they disagree.
  static func unanimous(_ outcomes: [Bool]) -> Verdict {
    if outcomes.isEmpty { return .notSettled }
    if outcomes.allSatisfy({ $0 }) { return .held }
    return outcomes.contains(true) ? .notSettled : .notHeld
  }

  /// Whether the number lies above the threshold, its whole interval included.
  static func above(_ threshold: Double, _ ours: Estimate) -> Verdict {
    guard ours.value > threshold else {
      // A number that is not one, or lies below, fails; an interval that reaches above leaves doubt.
      return (ours.high ?? ours.value) > threshold ? .notSettled : .notHeld
    }
    return (ours.low ?? ours.value) > threshold ? .held : .notSettled
  }

  /// Whether the number lies below the threshold, its whole interval included.
  static func below(_ threshold: Double, _ ours: Estimate) -> Verdict {
    above(-threshold, Estimate(-ours.value, low: ours.high.map { -$0 }, high: ours.low.map { -$0 }))
  }

  /// Whether the number is as near to the printed one as allowed; not settled when only part of its
  /// interval is.
  static func near(_ reference: Double, within tolerance: Tolerance, _ ours: Estimate) -> Verdict {
    let allowance = tolerance.allowance(at: reference)
    let range = (reference - allowance)...(reference + allowance)
    let isNear = range.contains(ours.value)
    guard let low = ours.low, let high = ours.high else { return isNear ? .held : .notHeld }
    if isNear { return range.contains(low) && range.contains(high) ? .held : .notSettled }
    return low <= range.upperBound && high >= range.lowerBound ? .notSettled : .notHeld
  }

  /// Whether each number is above the next; not settled when intervals of neighbours overlap.
  static func descending(_ values: [Estimate]) -> Verdict {
    var verdict = Verdict.held
    for (above, below) in zip(values, values.dropFirst()) {
      guard above.value > below.value else { return .notHeld }
      if (above.low ?? above.value) <= (below.high ?? below.value) { verdict = .notSettled }
    }
    return verdict
  }
}
