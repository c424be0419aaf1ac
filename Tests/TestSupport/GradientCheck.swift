import Foundation
import Tensors

/// Compares the gradients of `body` with central finite differences; nil where they agree, else
/// the first element that does not.
///
/// The output is reduced to a number by fixed weights, so every element of the Jacobian takes part.
///
/// - Parameters:
///   - inputs: float64 tensors, away from points where `body` is not smooth.
///   - secondOrder: also checks the gradients of the gradients.
///   - body: a deterministic function of the inputs with one floating-point result.
public func gradientMismatch(
  _ inputs: [Tensor], tolerance: Double = 1e-6, secondOrder: Bool = false,
  _ body: ([Tensor]) -> Tensor
) -> String? {
  if let found = firstOrderMismatch(inputs, tolerance: tolerance, body) { return found }
  guard secondOrder else { return nil }
  let second = firstOrderMismatch(inputs, tolerance: tolerance) { inputs in
    let output = body(inputs)
    // A function that is linear in its inputs has a gradient without a graph: add a zero with one.
    let gradients = output.gradients(
      withRespectTo: inputs, weight: weights(output), createGraph: true)
    return Tensor.concatenated(
      zip(inputs, gradients).map { input, gradient in
        ((gradient ?? input.zerosLike()) + input * 0).flattened()
      })
  }
  return second.map { "second order: " + $0 }
}

private func firstOrderMismatch(
  _ inputs: [Tensor], tolerance: Double, _ body: ([Tensor]) -> Tensor
) -> String? {
  let step = 1e-5
  let leaves = inputs.map { $0.detached().copy().requiringGradient() }
  let output = body(leaves)
  let weight = weights(output)
  let gradients = output.gradients(withRespectTo: leaves, weight: weight)

  func value(_ changed: Int, _ elements: [Double]) -> Double {
    var moved = leaves
    moved[changed] = Tensor(elements, shape: leaves[changed].shape).requiringGradient()
    return (body(moved).detached() * weight).sum().item()
  }

  for (index, leaf) in leaves.enumerated() {
    let analytic = (gradients[index] ?? leaf.zerosLike()).elements(Double.self)
    let elements = leaf.elements(Double.self)
    for place in elements.indices {
      var (above, below) = (elements, elements)
      above[place] += step
      below[place] -= step
      let numeric = (value(index, above) - value(index, below)) / (2 * step)
      let allowed = tolerance * (1 + abs(numeric))
      if !(abs(analytic[place] - numeric) <= allowed) {
        return "input \(index), element \(place): \(analytic[place]), by differences \(numeric)"
      }
    }
  }
  return nil
}

/// Fixed weights without symmetries, of the output's shape.
private func weights(_ output: Tensor) -> Tensor {
  Tensor((0..<output.count).map { cos(1 + 0.7 * Double($0)) }, shape: output.shape)
}
