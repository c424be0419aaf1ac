import CTorch

extension Tensor {
  /// Whether operators on this tensor are recorded for gradients.
  public var requiresGradient: Bool {
    get { withExtendedLifetime(self) { rt_tensor_requires_grad(handle) } }
    set {
      withExtendedLifetime(self) {
        Engine.check(
          rt_tensor_set_requires_grad(handle, newValue), "requiring a gradient of \(signature)")
      }
    }
  }

  /// Marks a leaf as one whose gradient is wanted, and returns it.
  @discardableResult
  public func requiringGradient(_ wanted: Bool = true) -> Tensor {
    requiresGradient = wanted
    return self
  }

  /// The gradient that `backward` accumulated; nil before the first call, or after setting nil.
  public var gradient: Tensor? {
    get { withExtendedLifetime(self) { rt_tensor_grad(handle).map(Tensor.init(owning:)) } }
    set {
      withExtendedLifetime((self, newValue)) {
        Engine.check(
          rt_tensor_set_grad(handle, newValue?.handle), "setting the gradient of \(signature)")
      }
    }
  }

  /// Accumulates the gradient of this scalar into the leaves it depends on.
  ///
  /// - Parameters:
  ///   - retainGraph: keep the graph for a second call.
  ///   - createGraph: record the backward pass, for gradients of gradients.
  public func backward(retainGraph: Bool = false, createGraph: Bool = false) {
    withExtendedLifetime(self) {
      Engine.check(
        rt_backward(handle, retainGraph || createGraph, createGraph), "backward of \(signature)")
    }
  }

  /// The gradients of this tensor with respect to `inputs`, nil where it does not depend on one.
  ///
  /// - Parameter weight: the vector of the vector-Jacobian product, of this tensor's shape; not
  ///   needed for a scalar.
  public func gradients(
    withRespectTo inputs: [Tensor], weight: Tensor? = nil, retainGraph: Bool = false,
    createGraph: Bool = false
  ) -> [Tensor?] {
    var results = [OpaquePointer?](repeating: nil, count: inputs.count)
    withExtendedLifetime((self, weight, inputs)) {
      let handles = inputs.map { Optional($0.handle) }
      let weights = weight.map { [Optional($0.handle)] }
      let status = rt_gradients(
        [handle], weights, 1, handles, Int32(inputs.count), retainGraph || createGraph,
        createGraph, &results)
      Engine.check(status, "gradients of \(signature)")
    }
    return results.map { $0.map(Tensor.init(owning:)) }
  }

  /// The same elements, cut off from the graph.
  public func detached() -> Tensor { Operators.detach(.tensor(self)) }
}

/// Whether operators are recorded for gradients where a tensor asks for them.
public var recordsGradients: Bool { rt_grad_mode() }

/// Runs `body` without recording operators for gradients.
public func noGrad<Result>(_ body: () throws -> Result) rethrows -> Result {
  let before = rt_grad_mode()
  rt_set_grad_mode(false)
  defer { rt_set_grad_mode(before) }
  return try body()
}

/// Runs `body` with recording on, also inside `noGrad`.
public func withGrad<Result>(_ body: () throws -> Result) rethrows -> Result {
  let before = rt_grad_mode()
  rt_set_grad_mode(true)
  defer { rt_set_grad_mode(before) }
  return try body()
}
