import Tensors

/// Parameters that share their settings.
public struct ParameterGroup {
  /// The parameters with their keys.
  public let parameters: [(key: String, tensor: Tensor)]
  /// The optimiser's rate times this is the group's rate.
  public let rateFactor: Double
  /// The share of each parameter taken off a step; the optimiser's own when nil.
  public let decay: Double?

  /// A group of parameters as `Module.parameters` lists them.
  public init(
    _ parameters: [(key: String, tensor: Tensor)], rateFactor: Double = 1, decay: Double? = nil
  ) {
    self.parameters = parameters
    self.rateFactor = rateFactor
    self.decay = decay
  }
}

/// Changes parameters along their gradients.
public protocol Optimiser: AnyObject, Stateful {
  /// The parameters, each in one group.
  var groups: [ParameterGroup] { get }

  /// The size of a step; set it from a `Schedule` before each.
  var rate: Double { get set }

  /// Changes each parameter that has a gradient.
  func step()

  /// What the optimiser remembers between steps, to go on from the same bytes.
  var state: [String: Tensor] { get }

  /// Takes over what `state` gave; throws when keys or shapes are not those of the parameters.
  func load(_ state: [String: Tensor]) throws
}

extension Optimiser {
  /// The state, for a training to save.
  public func savedState() -> [String: Tensor] { state }

  /// Takes over a saved state; see `load(_:)`.
  public func restore(_ state: [String: Tensor]) throws { try load(state) }

  /// Forgets all gradients.
  public func zeroGradients() {
    for group in groups {
      for parameter in group.parameters { parameter.tensor.gradient = nil }
    }
  }

  /// Scales all gradients down so that their norm together is at most `maximum`, and returns the
  /// norm they had (Pascanu et al. 2013).
  @discardableResult
  public func clipGradients(to maximum: Double) -> Double {
    let gradients = groups.flatMap { $0.parameters.compactMap(\.tensor.gradient) }
    return Tensor.clipGradientNorm(gradients, to: maximum).item()
  }

  /// One step down the loss: forget gradients, go backward, clip where wanted, step.
  public func minimise(_ loss: Tensor, clip: Double? = nil) {
    zeroGradients()
    loss.backward()
    if let clip { clipGradients(to: clip) }
    step()
  }
}

/// Why a stored state does not belong to an optimiser's parameters.
public struct OptimiserStateError: Error, CustomStringConvertible {
  /// What is wrong, with the keys.
  public let description: String
}

/// One parameter and what its optimiser remembers of it.
struct Slot {
  let key: String
  let parameter: Tensor
  var memory: [Tensor] = []
  var step = 0
}

extension [Slot] {
  /// The slots that have a gradient this time, with it; their step is counted.
  mutating func advance(_ memories: Int) -> (slots: [Slot], gradients: [Tensor]) {
    var moved: [Slot] = []
    var gradients: [Tensor] = []
    for index in indices {
      guard let gradient = self[index].parameter.gradient else { continue }
      if self[index].memory.isEmpty {
        self[index].memory = (0..<memories).map { _ in self[index].parameter.zerosLike() }
      }
      self[index].step += 1
      moved.append(self[index])
      gradients.append(gradient)
    }
    return (moved, gradients)
  }

  /// The memories as `<name>.<key>` and the count as `step.<key>`, of the slots that moved.
  func state(_ names: [String]) -> [String: Tensor] {
    reduce(into: [:]) { state, slot in
      guard slot.step > 0 else { return }
      state["step.\(slot.key)"] = Tensor(slot.step)
      for (name, memory) in zip(names, slot.memory) { state["\(name).\(slot.key)"] = memory }
    }
  }
}

extension [[Slot]] {
  /// The same slots, group by group, with the memories of a state.
  func restored(_ state: [String: Tensor], _ names: [String]) throws -> [[Slot]] {
    var left = state
    let slots = try map { group in
      try group.map { slot in
        var restored = Slot(key: slot.key, parameter: slot.parameter)
        restored.step = left.removeValue(forKey: "step.\(slot.key)")?.item() ?? 0
        guard restored.step > 0 else { return restored }
        restored.memory = try names.map { name in
          let key = "\(name).\(slot.key)"
          guard let memory = left.removeValue(forKey: key), memory.shape == slot.parameter.shape
          else {
            throw OptimiserStateError(
              description: "\(key): \(state[key]?.signature ?? "missing"), should be of shape "
                + "\(slot.parameter.shape)")
          }
          return memory.copy()
        }
        return restored
      }
    }
    guard left.isEmpty else {
      let keys = left.keys.sorted().joined(separator: ", ")
      throw OptimiserStateError(description: "state of no parameter: \(keys)")
    }
    return slots
  }
}

extension [ParameterGroup] {
  var slots: [[Slot]] { map { $0.parameters.map { Slot(key: $0.key, parameter: $0.tensor) } } }

  /// Stops the program when a key or a tensor is in two groups: it would be moved twice.
  func checked() -> [ParameterGroup] {
    let all = flatMap(\.parameters)
    require(
      Set(all.map(\.key)).count == all.count
        && Set(all.map { ObjectIdentifier($0.tensor) }).count == all.count,
      "a parameter is given to the optimiser twice")
    return self
  }
}
