/// Something a training changes as it goes, and that must continue where it was: a model, an
/// optimiser, a generator.
public protocol Stateful {
  /// The state as tensors by name; they may be those in use, not copies.
  func savedState() -> [String: Tensor]

  /// Takes over a state that `savedState` gave; throws when names or shapes do not fit.
  func restore(_ state: [String: Tensor]) throws
}

/// Why a stored state cannot be taken over.
public struct StatefulError: Error, CustomStringConvertible {
  /// What is wrong, with the names.
  public let description: String
}

extension Generator: Stateful {
  /// The generator's state.
  public func savedState() -> [String: Tensor] { ["state": state] }

  /// Continues the sequence of random numbers from the state.
  public func restore(_ state: [String: Tensor]) throws {
    guard let tensor = state["state"], tensor.shape == self.state.shape else {
      throw StatefulError(description: "a generator's state is missing or of another length")
    }
    self.state = tensor
  }
}
