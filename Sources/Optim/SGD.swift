import Tensors

/// Gradient descent, with momentum on request (Sutskever et al. 2013).
public final class SGD: Optimiser {
  /// The parameters, each in one group.
  public let groups: [ParameterGroup]
  /// The size of a step.
  public var rate: Double
  private let momentum: Double
  private let nesterov: Bool
  private let decay: Double
  private var slots: [[Slot]]

  /// - Parameters:
  ///   - momentum: how much of the velocity is kept each step.
  ///   - nesterov: look ahead along the velocity; needs momentum.
  ///   - decay: adds this share of each parameter to its gradient.
  public init(
    _ groups: [ParameterGroup], rate: Double, momentum: Double = 0, nesterov: Bool = false,
    decay: Double = 0
  ) {
    require(!nesterov || momentum > 0, "nesterov needs momentum")
    self.groups = groups.checked()
    self.rate = rate
    self.momentum = momentum
    self.nesterov = nesterov
    self.decay = decay
    slots = groups.slots
  }

  /// All parameters in one group.
  public convenience init(
    _ parameters: [(key: String, tensor: Tensor)], rate: Double, momentum: Double = 0,
    nesterov: Bool = false, decay: Double = 0
  ) {
    self.init(
      [ParameterGroup(parameters)], rate: rate, momentum: momentum, nesterov: nesterov,
      decay: decay)
  }

  /// Changes each parameter that has a gradient.
  public func step() {
    for (index, group) in groups.enumerated() {
      let (moved, gradients) = slots[index].advance(momentum == 0 ? 0 : 1)
      // Velocities start at zero, which without dampening is the same as starting at the gradient.
      Tensor.fusedSGD(
        parameters: moved.map(\.parameter), gradients: gradients,
        velocities: moved.compactMap(\.memory.first), rate: rate * group.rateFactor,
        momentum: momentum, decay: group.decay ?? decay, nesterov: nesterov)
    }
  }

  /// The velocity, where there is momentum, and the number of steps of each parameter.
  public var state: [String: Tensor] { slots.flatMap { $0 }.state(memories) }

  private var memories: [String] { momentum == 0 ? [] : ["velocity"] }

  /// Takes over what `state` gave; throws when keys or shapes are not those of the parameters.
  public func load(_ state: [String: Tensor]) throws {
    slots = try slots.restored(state, memories)
  }
}
