import Tensors

/// Why a state does not fit a module: every key that is at fault, sorted.
public struct StateError: Error, CustomStringConvertible {
  /// Keys that the module has and the state lacks.
  public let missing: [String]
  /// Keys that the state has and the module lacks.
  public let unused: [String]
  /// Keys whose shapes differ: what the module wants and what the state has.
  public let misshapen: [(key: String, wanted: [Int], found: [Int])]

  /// Creates the error unless there is nothing to report.
  public init?(wanted: [String: [Int]], found: [String: [Int]]) {
    missing = wanted.keys.filter { found[$0] == nil }.sorted()
    unused = found.keys.filter { wanted[$0] == nil }.sorted()
    misshapen = wanted.keys.sorted().compactMap { key in
      guard let shape = wanted[key], let other = found[key], shape != other else { return nil }
      return (key, shape, other)
    }
    if missing.isEmpty && unused.isEmpty && misshapen.isEmpty { return nil }
  }

  /// All keys at fault, one a line.
  public var description: String {
    let lines =
      missing.map { "missing: \($0)" } + unused.map { "unused: \($0)" }
      + misshapen.map { "shape of \($0.key): \($0.found), should be \($0.wanted)" }
    return "the weights do not fit the model:\n  " + lines.joined(separator: "\n  ")
  }
}

extension Module {
  /// Takes over a state: all keys must be there, none unused, all of the right shape.
  ///
  /// Throws `StateError` and changes nothing when they do not fit.
  public func load(_ state: [String: Tensor]) throws {
    let own = self.state
    if let error = StateError(
      wanted: own.mapValues(\.shape), found: state.mapValues(\.shape))
    {
      throw error
    }
    noGrad {
      for (key, target) in own { state[key].map(target.copy_) }
    }
  }
}
