import Tensors

/// The parts of a training whose state is saved, each under its type's name.
struct Parts {
  private let parts: [(name: String, part: any Stateful)]

  var isEmpty: Bool { parts.isEmpty }

  init(_ parts: [any Stateful]) {
    var counts: [String: Int] = [:]
    self.parts = parts.map { part in
      let type = String(describing: type(of: part))
      counts[type, default: 0] += 1
      return (counts[type] == 1 ? type : "\(type)-\(counts[type] ?? 0)", part)
    }
  }

  /// The state of each part by name.
  var states: [String: [String: Tensor]] {
    Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.part.savedState()) })
  }

  /// Gives each part its state; throws with all names when one is missing.
  func restore(_ states: [String: [String: Tensor]]) throws {
    for (name, part) in parts {
      guard let state = states[name] else {
        throw LabError("no state of '\(name)' is stored; there is \(states.keys.sorted())")
      }
      try part.restore(state)
    }
  }
}
