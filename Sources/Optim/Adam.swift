import Tensors

/// Adam: steps along the mean gradient, divided by its root mean square (Kingma & Ba 2015).
public class Adam: Optimiser {
  /// The parameters, each in one group.
  public let groups: [ParameterGroup]
  /// The size of a step.
  public var rate: Double
  fileprivate let betas: (Double, Double)
  fileprivate let decay: Double
  fileprivate let epsilon: Double
  private var slots: [[Slot]]
  private static let memories = ["first_moment", "second_moment"]

  /// - Parameters:
  ///   - betas: how much of the mean gradient and of its mean square is kept each step.
  ///   - decay: adds this share of each parameter to its gradient.
  public init(
    _ groups: [ParameterGroup], rate: Double, betas: (Double, Double) = (0.9, 0.999),
    decay: Double = 0, epsilon: Double = 1e-8
  ) {
    self.groups = groups.checked()
    self.rate = rate
    self.betas = betas
    self.decay = decay
    self.epsilon = epsilon
    slots = groups.slots
  }

  /// All parameters in one group.
  public convenience init(
    _ parameters: [(key: String, tensor: Tensor)], rate: Double,
    betas: (Double, Double) = (0.9, 0.999), decay: Double = 0, epsilon: Double = 1e-8
  ) {
    self.init(
      [ParameterGroup(parameters)], rate: rate, betas: betas, decay: decay, epsilon: epsilon)
  }

  /// Changes each parameter that has a gradient.
  public final func step() {
    for (index, group) in groups.enumerated() {
      let (moved, gradients) = slots[index].advance(2)
      guard !moved.isEmpty else { continue }
      update(
        moved, gradients, rate: rate * group.rateFactor, decay: group.decay ?? decay)
    }
  }

  fileprivate func update(_ slots: [Slot], _ gradients: [Tensor], rate: Double, decay: Double) {
    Tensor.fusedAdam(
      parameters: slots.map(\.parameter), gradients: gradients,
      firstMoments: slots.map { $0.memory[0] }, secondMoments: slots.map { $0.memory[1] },
      steps: slots.map(\.step), rate: rate, beta1: betas.0, beta2: betas.1, decay: decay,
      epsilon: epsilon)
  }

  /// Both moments and the number of steps of each parameter.
  public final var state: [String: Tensor] { slots.flatMap { $0 }.state(Self.memories) }

  /// Takes over what `state` gave; throws when keys or shapes are not those of the parameters.
  public final func load(_ state: [String: Tensor]) throws {
    slots = try slots.restored(state, Self.memories)
  }
}

/// Adam with the decay apart from the gradient (Loshchilov & Hutter 2019).
public final class AdamW: Adam {
  /// - Parameters:
  ///   - betas: how much of the mean gradient and of its mean square is kept each step.
  ///   - decay: takes this share of each parameter, times the rate, off it.
  public override init(
    _ groups: [ParameterGroup], rate: Double, betas: (Double, Double) = (0.9, 0.999),
    decay: Double = 0.01, epsilon: Double = 1e-8
  ) {
    super.init(groups, rate: rate, betas: betas, decay: decay, epsilon: epsilon)
  }

  /// All parameters in one group.
  public convenience init(
    _ parameters: [(key: String, tensor: Tensor)], rate: Double,
    betas: (Double, Double) = (0.9, 0.999), decay: Double = 0.01, epsilon: Double = 1e-8
  ) {
    self.init(
      [ParameterGroup(parameters)], rate: rate, betas: betas, decay: decay, epsilon: epsilon)
  }

  fileprivate override func update(
    _ slots: [Slot], _ gradients: [Tensor], rate: Double, decay: Double
  ) {
    Tensor.fusedAdamW(
      parameters: slots.map(\.parameter), gradients: gradients,
      firstMoments: slots.map { $0.memory[0] }, secondMoments: slots.map { $0.memory[1] },
      steps: slots.map(\.step), rate: rate, beta1: betas.0, beta2: betas.1, decay: decay,
      epsilon: epsilon)
  }
}
