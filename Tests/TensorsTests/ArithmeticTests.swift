import Foundation
import Tensors
import Testing

@Suite struct ArithmeticTests {
  let left = Tensor([1.0, -2, 3.5, 0.5], shape: [2, 2])
  let right = Tensor([2.0, 4], shape: [2])

  @Test func pairsOfElementsBroadcast() {
    expect(left + right, [3, 2, 5.5, 4.5], shape: [2, 2])
    expect(left - right, [-1, -6, 1.5, -3.5])
    expect(left * right, [2, -8, 7, 2])
    expect(left / right, [0.5, -0.5, 1.75, 0.125])
    expect(left.abs().pow(right), [1, 16, 12.25, 0.0625])
    expect(left.maximum(right), [2, 4, 3.5, 4])
    expect(left.minimum(right), [1, -2, 2, 0.5])
    expect(left.hypot(right), [5, 20, 16.25, 16.25].map { sqrt($0) })
    expect(left.atan2(right), [atan2(1, 2), atan2(-2, 4), atan2(3.5, 2), atan2(0.5, 4)])
    expect(
      left.logAddExp(right), [(1, 2), (-2, 4), (3.5, 2), (0.5, 4)].map { log(exp($0) + exp($1)) })
    expect(left.interpolated(towards: right, weight: 0.25), [1.25, -0.5, 3.125, 1.375])
    expect(left.interpolated(towards: right, weight: Tensor([0.0, 1])), [1, 4, 3.5, 4])
    expect(left.remainder(right), [1, 2, 1.5, 0.5])
    expect(left.floorDivided(by: right), [0, -1, 1, 0])
    expect(Tensor([0.0, 2]).xLogY(Tensor([0.0, 3])), [0, 2 * log(3)])
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    let rules: [(String, (Tensor, Tensor) -> Tensor)] = [
      ("+", { $0 + $1 }), ("-", { $0 - $1 }), ("*", { $0 * $1 }), ("/", { $0 / $1 }),
      ("pow", { $0.square().pow($1) }), ("maximum", { $0.maximum($1) }),
      ("minimum", { $0.minimum($1) }), ("hypot", { $0.hypot($1) }), ("atan2", { $0.atan2($1) }),
      ("logAddExp", { $0.logAddExp($1) }), ("xLogY", { $0.xLogY($1) }),
      ("interpolated", { $0.interpolated(towards: $1, weight: 0.3) }),
      ("interpolated by tensor", { $0.interpolated(towards: $1, weight: $0 * $1) }),
    ]
    for (name, rule) in rules { expectGradient(left, right, name: name) { rule($0[0], $0[1]) } }
  }

  @Test func integersStayIntegersButForQuotients() {
    let counts = Tensor([7, -7])
    #expect((counts + 1).dtype == .int64)
    #expect((counts * 0.5).dtype == .float32)
    expect(counts / 2, [3.5, -3.5])
    #expect(counts.floorDivided(by: 2).elements() == [3, -4])
    #expect(counts.remainder(3).elements() == [1, 2])
    #expect(counts.remainder(Tensor([2, 4])).elements() == [1, 1])
    #expect((Tensor([1.0 as Float]) + Tensor([1.0])).dtype == .float64)
  }

  @Test func emptyTensorsGoThrough() {
    let empty = Tensor([Double](), shape: [0, 3])
    #expect((empty + Tensor([1.0, 2, 3])).shape == [0, 3])
    #expect(empty.sum(0).elements() == [0, 0, 0.0])
    #expect(empty.matmul(Tensor.ones([3, 2], dtype: .float64)).shape == [0, 2])
    #expect(empty.elements(Double.self).isEmpty)
    #expect(empty.mean().item(Double.self).isNaN)
  }

  @Test func changesInPlace() {
    func changed(_ change: (Tensor) -> Void) -> [Double] {
      let tensor = Tensor([1.0, 2, 3])
      change(tensor)
      return tensor.elements()
    }
    let other = Tensor([2.0, 4, 8])
    #expect(changed { $0.add_(other, scale: 0.5) } == [2, 4, 7])
    #expect(changed { $0.add_(1) } == [2, 3, 4])
    #expect(changed { $0.multiply_(2) } == [2, 4, 6])
    #expect(changed { $0.multiply_(other) } == [2, 8, 24])
    #expect(changed { $0.divide_(by: other) } == [0.5, 0.5, 0.375])
    #expect(changed { $0.add_(product: other, other, scale: 0.5) } == [3, 10, 35])
    #expect(changed { $0.add_(quotient: other, other, scale: 2) } == [3, 4, 5])
    #expect(changed { $0.interpolate_(towards: other, weight: 0.5) } == [1.5, 3, 5.5])
    #expect(changed { $0.clamp_(from: 1.5, to: 2.5) } == [1.5, 2, 2.5])
    #expect(changed { $0.copy_(Tensor([5 as Float])) } == [5, 5, 5])
    #expect(changed { $0.fill_(9) } == [9, 9, 9])
    #expect(changed { $0.zero_() } == [0, 0, 0])
    #expect(changed { $0.adopt_(other) } == [2, 4, 8])
  }

  @Test func adoptingSharesMemoryAndTakesTypeAndShape() {
    let tensor = Tensor([1.0, 2]).requiringGradient()
    let other = Tensor([3, 4, 5, 6] as [Float], shape: [2, 2])
    tensor.adopt_(other)
    other.fill_(7)
    #expect(tensor.signature == "float32[2, 2]")
    #expect(tensor.elements(Float.self) == [7, 7, 7, 7])
    #expect(tensor.requiresGradient)
  }
}
