import TestSupport
import Tensors
import Testing

/// Expects elements (row-major) and, when given, the shape of a tensor.
func expect(
  _ tensor: Tensor, _ elements: [Double], shape: [Int]? = nil, within tolerance: Double = 1e-9,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if let shape { #expect(tensor.shape == shape, sourceLocation: sourceLocation) }
  let found = tensor.elements(Double.self)
  let near =
    found.count == elements.count
    && zip(found, elements).allSatisfy {
      $0 == $1 || abs($0 - $1) <= tolerance || ($0.isNaN && $1.isNaN)
    }
  #expect(near, "\(found) is not \(elements)", sourceLocation: sourceLocation)
}

/// Expects gradients that agree with finite differences.
func expectGradient(
  _ inputs: Tensor..., secondOrder: Bool = true, name: String = "",
  sourceLocation: SourceLocation = #_sourceLocation, _ body: ([Tensor]) -> Tensor
) {
  let mismatch = gradientMismatch(inputs, secondOrder: secondOrder, body)
  #expect(mismatch == nil, "\(name)", sourceLocation: sourceLocation)
}

/// Fixed numbers in −1...1 without a pattern, for tests against definitions written as loops.
func numbers(_ shape: Int..., seed: UInt64 = 1, scale: Double = 1) -> Tensor {
  var random = SeededRandom(seed: seed)
  return Tensor(
    (0..<shape.reduce(1, *)).map { _ in scale * (2 * random.uniform() - 1) }, shape: shape)
}
