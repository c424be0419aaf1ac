import CTorch

extension Operators {
  static let fusedAdam = Operator("_fused_adam_")
  static let fusedAdamW = Operator("_fused_adamw_")
  static let fusedSGD = Operator("_fused_sgd_")
  static let foreachNorm = Operator("_foreach_norm", "Scalar")
  static let foreachMulScalar = Operator("_foreach_mul_", "Scalar")
  static let foreachMulTensor = Operator("_foreach_mul_", "Tensor")
  static let foreachAdd = Operator("_foreach_add_", "List")
  static let foreachLerp = Operator("_foreach_lerp_", "Scalar")
  static let foreachZero = Operator("_foreach_zero_")
}

// One update step over whole lists of tensors in one call. All of them change their first list in
// place and record nothing for gradients; the lists of one call are equally long, and their
// members at one place have one shape, dtype and device.
extension Tensor {
  /// One step of AdamW (Loshchilov & Hutter 2019): `decay` shrinks the parameters directly.
  ///
  /// - Parameters:
  ///   - firstMoments: running means of the gradients, updated in place; zeros before the first.
  ///   - secondMoments: running means of their squares, likewise.
  ///   - steps: the number of this step, from 1, for each parameter (it corrects the moments).
  public static func fusedAdamW(
    parameters: [Tensor], gradients: [Tensor], firstMoments: [Tensor], secondMoments: [Tensor],
    steps: [Int], rate: Double, beta1: Double = 0.9, beta2: Double = 0.999, decay: Double = 0.01,
    epsilon: Double = 1e-8
  ) {
    adam(
      Operators.fusedAdamW, parameters, gradients, firstMoments, secondMoments, steps,
      [rate, beta1, beta2, decay, epsilon])
  }

  /// One step of Adam (Kingma & Ba 2015): `decay` adds to the gradients; else as `fusedAdamW`.
  public static func fusedAdam(
    parameters: [Tensor], gradients: [Tensor], firstMoments: [Tensor], secondMoments: [Tensor],
    steps: [Int], rate: Double, beta1: Double = 0.9, beta2: Double = 0.999, decay: Double = 0,
    epsilon: Double = 1e-8
  ) {
    adam(
      Operators.fusedAdam, parameters, gradients, firstMoments, secondMoments, steps,
      [rate, beta1, beta2, decay, epsilon])
  }

  private static func adam(
    _ operation: Operator, _ parameters: [Tensor], _ gradients: [Tensor],
    _ firstMoments: [Tensor], _ secondMoments: [Tensor], _ steps: [Int], _ settings: [Double]
  ) {
    require(
      steps.count == parameters.count, "\(steps.count) steps for \(parameters.count) parameters")
    guard let device = parameters.first?.device else { return }
    // The kernel reads each step from a tensor; equal steps share one.
    var tensors: [Int: Tensor] = [:]
    let stepTensors = steps.map { step in
      if let known = tensors[step] { return known }
      let tensor = Tensor(Float(step)).moved(to: device)
      tensors[step] = tensor
      return tensor
    }
    noGrad {
      let gradients = laidOut(gradients, like: parameters, [firstMoments, secondMoments])
      operation.apply(
        .tensors(parameters), .tensors(gradients), .tensors(firstMoments),
        .tensors(secondMoments), .tensors([]), .tensors(stepTensors), .double(settings[0]),
        .double(settings[1]), .double(settings[2]), .double(settings[3]), .double(settings[4]),
        false, false)
    }
  }

  /// The gradients with the parameters' layout in memory. The kernels walk all lists element by
  /// element without looking at shapes or strides, so what differs must not reach them.
  private static func laidOut(
    _ gradients: [Tensor], like parameters: [Tensor], _ states: [[Tensor]]
  ) -> [Tensor] {
    for list in [gradients] + states {
      require(
        list.count == parameters.count,
        "\(list.count) gradients or moments for \(parameters.count) parameters")
    }
    for (place, parameter) in parameters.enumerated() {
      for state in states {
        require(
          rt_tensor_same_layout(parameter.handle, state[place].handle),
          "parameter \(place) is \(parameter.signature), its moment \(state[place].signature) "
            + "or of another layout")
      }
    }
    return zip(parameters, gradients).enumerated().map { place, pair in
      let (parameter, gradient) = pair
      if rt_tensor_same_layout(parameter.handle, gradient.handle) { return gradient }
      require(
        gradient.shape == parameter.shape,
        "parameter \(place) is \(parameter.signature), its gradient \(gradient.signature)")
      let copy = Operators.emptyLike(.tensor(parameter))
      copy.copy_(gradient)
      return copy
    }
  }

  /// One step of gradient descent, with `velocities` when `momentum` is not zero.
  ///
  /// - Parameters:
  ///   - velocities: running sums of gradients, updated in place; empty without momentum.
  ///   - decay: adds this share of each parameter to its gradient.
  ///   - nesterov: look ahead along the velocity (Sutskever et al. 2013).
  ///   - first: the velocities are not set yet and become the gradients.
  public static func fusedSGD(
    parameters: [Tensor], gradients: [Tensor], velocities: [Tensor] = [], rate: Double,
    momentum: Double = 0, dampening: Double = 0, decay: Double = 0, nesterov: Bool = false,
    first: Bool = false
  ) {
    guard !parameters.isEmpty else { return }
    noGrad {
      let gradients = laidOut(
        gradients, like: parameters, velocities.isEmpty ? [] : [velocities])
      Operators.fusedSGD.apply(
        .tensors(parameters), .tensors(gradients), .tensors(velocities), .double(decay),
        .double(momentum), .double(rate), .double(dampening), .bool(nesterov), false, .bool(first))
    }
  }

  /// The `order`-norm of each tensor, as tensors of rank 0.
  public static func foreachNorm(_ tensors: [Tensor], order: Double = 2) -> [Tensor] {
    tensors.isEmpty ? [] : Operators.foreachNorm.tensors(.tensors(tensors), .double(order))
  }

  /// The `order`-norm of all elements of all tensors together, of rank 0.
  public static func totalNorm(_ tensors: [Tensor], order: Double = 2) -> Tensor {
    tensors.isEmpty
      ? Tensor(Float(0)) : stacked(foreachNorm(tensors, order: order)).norm(order: order)
  }

  /// Multiplies every element of every tensor by a number.
  public static func foreachMultiply_(_ tensors: [Tensor], _ factor: Double) {
    guard !tensors.isEmpty else { return }
    noGrad { Operators.foreachMulScalar.apply(.tensors(tensors), .double(factor)) }
  }

  /// Multiplies every element of every tensor by a tensor of rank 0, without reading it first.
  public static func foreachMultiply_(_ tensors: [Tensor], _ factor: Tensor) {
    guard !tensors.isEmpty else { return }
    noGrad { Operators.foreachMulTensor.apply(.tensors(tensors), .tensor(factor)) }
  }

  /// Adds `others` · `scale` to the tensors, place by place.
  public static func foreachAdd_(_ tensors: [Tensor], _ others: [Tensor], scale: Double = 1) {
    guard !tensors.isEmpty else { return }
    noGrad {
      Operators.foreachAdd.apply(.tensors(tensors), .tensors(others), .double(scale))
    }
  }

  /// Moves the tensors towards `targets` by the share `weight`: a running mean of parameters.
  public static func foreachInterpolate_(
    _ tensors: [Tensor], towards targets: [Tensor], weight: Double
  ) {
    guard !tensors.isEmpty else { return }
    noGrad { Operators.foreachLerp.apply(.tensors(tensors), .tensors(targets), .double(weight)) }
  }

  /// Sets every element of every tensor to zero.
  public static func foreachZero_(_ tensors: [Tensor]) {
    guard !tensors.isEmpty else { return }
    noGrad { Operators.foreachZero.apply(.tensors(tensors)) }
  }

  /// Scales gradients down so that their norm together is at most `maximum`, and returns the
  /// norm they had (Pascanu et al. 2013). Gradients are spoiled when that norm is not finite.
  @discardableResult
  public static func clipGradientNorm(
    _ gradients: [Tensor], to maximum: Double, order: Double = 2
  ) -> Tensor {
    noGrad {
      let norm = totalNorm(gradients, order: order)
      foreachMultiply_(gradients, (maximum / (norm + 1e-6)).clamped(to: 1))
      return norm
    }
  }
}
