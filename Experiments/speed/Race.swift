import Foundation
import Lab

/// One piece of work measured in rounds, in turn with what it is held against.
struct Race {
  /// What is done, in words.
  let work: String
  /// What it is held against, in words; nil where only seconds count.
  var against: String?
  /// Seconds of each round.
  var ours: [Double] = []
  /// Seconds of the reference in each round, as many; empty without one.
  var reference: [Double] = []

  /// Alternates between the two; the first round warms up and is left out, unless both are warm.
  init(
    _ work: String, against: String? = nil, rounds: Int, areWarm: Bool = false,
    ours measure: () throws -> Double, reference: (() throws -> Double)? = nil
  ) rethrows {
    self.work = work
    self.against = against
    for round in (areWarm ? 1 : 0)...rounds {
      let own = try measure()
      let other = try reference?()
      guard round > 0 else { continue }
      ours.append(own)
      if let other { self.reference.append(other) }
    }
  }

  /// The reference's seconds over ours, round by round: above 1 where ours is faster.
  var ratios: [Double] { zip(reference, ours).map { $0 / $1 } }
}

extension Estimate {
  /// The median of rounds with their quartiles, which a disturbed round does not move; not a number
  /// where there is no round.
  init(ofRounds values: [Double]) {
    guard !values.isEmpty else {
      self.init(.nan)
      return
    }
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let low = Int(place)
      let high = min(low + 1, sorted.count - 1)
      return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
    }
    self.init(quantile(0.5), low: quantile(0.25), high: quantile(0.75))
  }

  /// The same in another unit.
  func scaled(by factor: Double) -> Estimate {
    Estimate(value * factor, low: low.map { $0 * factor }, high: high.map { $0 * factor })
  }
}

/// The seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  try ContinuousClock().measure(body) / .seconds(1)
}
