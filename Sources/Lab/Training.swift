import Tensors

/// One quantity as it went: its value at some steps.
public struct Series: Codable, Equatable, Sendable {
  /// The steps at which it was logged, ascending.
  public private(set) var steps: [Int] = []
  /// The value at each of the steps.
  public private(set) var values: [Double] = []

  /// An empty series.
  public init() {}

  mutating func append(_ value: Double, at step: Int) {
    steps.append(step)
    values.append(value)
  }

  /// The last value; NaN when nothing was logged.
  public var last: Double { values.last ?? .nan }

  /// The first step whose value is above the threshold; NaN when none is.
  public func first(above threshold: Double) -> Double {
    zip(steps, values).first { $0.1 > threshold }.map { Double($0.0) } ?? .nan
  }

  /// The first step whose value is below the threshold; NaN when none is.
  public func first(below threshold: Double) -> Double {
    zip(steps, values).first { $0.1 < threshold }.map { Double($0.0) } ?? .nan
  }
}

/// What a training cell leaves: the logged series and the final state of its parts.
///
/// A logged quantity is read by its name: `try curve().accuracy`.
@dynamicMemberLookup
public struct Training: Codable {
  /// The last step.
  public internal(set) var step = 0
  /// The logged quantities by name.
  public internal(set) var log: [String: Series] = [:]
  /// The final state of each part, by the name of the part's type.
  public internal(set) var states: [String: [String: Tensor]] = [:]

  /// A logged quantity; stops the program when nothing of that name was logged.
  public subscript(dynamicMember name: String) -> Series {
    guard let series = log[name] else {
      fatalError("nothing called '\(name)' was logged; there is \(log.keys.sorted())")
    }
    return series
  }

  /// Puts the trained state into freshly made parts, given as they were to `resume`.
  public func restore(_ parts: any Stateful...) throws { try Parts(parts).restore(states) }
}

/// When a training saves its state.
public enum Saving: Sendable {
  /// After every so many steps.
  case every(steps: Int)
  /// Only when it is finished, or interrupted.
  case atTheEnd

  func isDue(at step: Int) -> Bool {
    guard case .every(let steps) = self else { return false }
    return step.isMultiple(of: steps)
  }
}
