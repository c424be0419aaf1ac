import NN
import Optim
import Tensors

/// Something of an experiment's own that a training changes as it goes and that must continue where
/// it was; modules, optimisers and generators are known already.
public protocol Stateful {
  /// The state as tensors by name; a copy is not needed.
  func savedState() -> [String: Tensor]

  /// Takes over a state that `savedState` gave; throws when names or shapes do not fit.
  func restore(_ state: [String: Tensor]) throws
}

/// The parts of a training whose state is saved, each under its type's name.
struct Parts {
  private let parts: [(name: String, part: Any)]

  var isEmpty: Bool { parts.isEmpty }

  /// Takes modules, optimisers, generators and `Stateful` values; anything else stops the program.
  init(_ parts: [Any]) {
    var counts: [String: Int] = [:]
    self.parts = parts.map { part in
      precondition(
        part is any Module || part is any Optimiser || part is Generator || part is any Stateful,
        "\(type(of: part)) has no state to save: it is no module, optimiser, generator or Stateful")
      let type = String(describing: type(of: part))
      counts[type, default: 0] += 1
      return (counts[type] == 1 ? type : "\(type)-\(counts[type] ?? 0)", part)
    }
  }

  /// The state of each part by name.
  var states: [String: [String: Tensor]] {
    Dictionary(
      uniqueKeysWithValues: parts.map { name, part in
        switch part {
        case let module as any Module: (name, module.state)
        case let optimiser as any Optimiser: (name, optimiser.state)
        case let generator as Generator: (name, ["state": generator.state])
        default: (name, (part as? any Stateful)?.savedState() ?? [:])
        }
      })
  }

  /// Gives each part its state; throws with all names when one is missing.
  func restore(_ states: [String: [String: Tensor]]) throws {
    for (name, part) in parts {
      guard let state = states[name] else {
        throw LabError("no state of '\(name)' is stored; there is \(states.keys.sorted())")
      }
      switch part {
      case let module as any Module: try module.load(state)
      case let optimiser as any Optimiser: try optimiser.load(state)
      case let generator as Generator:
        guard let saved = state["state"] else { throw LabError("'\(name)' has no stored state") }
        generator.state = saved
      default: try (part as? any Stateful)?.restore(state)
      }
    }
  }
}
