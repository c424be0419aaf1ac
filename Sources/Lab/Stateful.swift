import Tensors

/// Something a training changes as it goes, and that must continue where it was: a model, an
/// optimiser, a schedule, a generator.
public protocol Stateful {
  /// The state as tensors by name; a copy is not needed.
  func savedState() -> [String: Tensor]

  /// Takes over a state that `savedState` gave; throws when names or shapes do not fit.
  func restore(_ state: [String: Tensor]) throws
}

extension Generator: Stateful {
  /// The generator's state.
  public func savedState() -> [String: Tensor] { ["state": state] }

  /// Continues the sequence of random numbers from the state.
  public func restore(_ state: [String: Tensor]) throws {
    guard let tensor = state["state"] else { throw LabError("a generator's state is missing") }
    self.state = tensor
  }
}

/// Parts of a training by name: the type's name, numbered when there are several of one type.
func named(_ parts: [any Stateful]) -> [(name: String, part: any Stateful)] {
  var counts: [String: Int] = [:]
  return parts.map { part in
    let type = String(describing: type(of: part))
    counts[type, default: 0] += 1
    return (counts[type] == 1 ? type : "\(type)-\(counts[type] ?? 0)", part)
  }
}

/// Gives each part its state; throws with all names when one is missing.
func restore(_ parts: [any Stateful], from states: [String: [String: Tensor]]) throws {
  for (name, part) in named(parts) {
    guard let state = states[name] else {
      throw LabError("no state of '\(name)' is stored; there is \(states.keys.sorted())")
    }
    try part.restore(state)
  }
}
