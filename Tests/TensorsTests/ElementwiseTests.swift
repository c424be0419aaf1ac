import Foundation
import TestSupport
import Tensors
import Testing

/// An operator on elements with its definition in Foundation's terms.
private struct Elementwise {
  let name: String
  let definition: (Double) -> Double
  let apply: (Tensor) -> Tensor
  var points: [Double] = [-1.3, -0.4, 0.2, 0.9, 2.1]
  var smooth = true
  var hasSecondOrder = true
}

@Suite struct ElementwiseTests {
  private static let positive = [0.1, 0.5, 1, 2.5, 7]
  private static let open = [-0.9, -0.3, 0.1, 0.5, 0.95]

  private var functions: [Elementwise] {
    [
      Elementwise(name: "exp", definition: { exp($0) }, apply: { $0.exp() }),
      Elementwise(name: "exp2", definition: { exp2($0) }, apply: { $0.exp2() }),
      Elementwise(name: "expm1", definition: { expm1($0) }, apply: { $0.expm1() }),
      Elementwise(
        name: "log", definition: { log($0) }, apply: { $0.log() }, points: Self.positive),
      Elementwise(
        name: "log2", definition: { log2($0) }, apply: { $0.log2() }, points: Self.positive),
      Elementwise(
        name: "log10", definition: { log10($0) }, apply: { $0.log10() }, points: Self.positive),
      Elementwise(
        name: "log1p", definition: { log1p($0) }, apply: { $0.log1p() }, points: Self.positive),
      Elementwise(
        name: "sqrt", definition: { $0.squareRoot() }, apply: { $0.sqrt() },
        points: Self.positive),
      Elementwise(
        name: "rsqrt", definition: { 1 / $0.squareRoot() }, apply: { $0.rsqrt() },
        points: Self.positive),
      Elementwise(name: "square", definition: { $0 * $0 }, apply: { $0.square() }),
      Elementwise(name: "reciprocal", definition: { 1 / $0 }, apply: { $0.reciprocal() }),
      Elementwise(name: "abs", definition: { abs($0) }, apply: { $0.abs() }),
      Elementwise(name: "sin", definition: { sin($0) }, apply: { $0.sin() }),
      Elementwise(name: "cos", definition: { cos($0) }, apply: { $0.cos() }),
      Elementwise(name: "tan", definition: { tan($0) }, apply: { $0.tan() }),
      Elementwise(
        name: "asin", definition: { asin($0) }, apply: { $0.asin() }, points: Self.open),
      Elementwise(
        name: "acos", definition: { acos($0) }, apply: { $0.acos() }, points: Self.open),
      Elementwise(name: "atan", definition: { atan($0) }, apply: { $0.atan() }),
      Elementwise(name: "sinh", definition: { sinh($0) }, apply: { $0.sinh() }),
      Elementwise(name: "cosh", definition: { cosh($0) }, apply: { $0.cosh() }),
      Elementwise(name: "tanh", definition: { tanh($0) }, apply: { $0.tanh() }),
      Elementwise(name: "asinh", definition: { asinh($0) }, apply: { $0.asinh() }),
      Elementwise(
        name: "acosh", definition: { acosh($0) }, apply: { $0.acosh() }, points: [1.2, 2, 7]),
      Elementwise(
        name: "atanh", definition: { atanh($0) }, apply: { $0.atanh() }, points: Self.open),
      Elementwise(
        name: "sinc", definition: { sin(.pi * $0) / (.pi * $0) }, apply: { $0.sinc() }),
      Elementwise(name: "sigmoid", definition: { 1 / (1 + exp(-$0)) }, apply: { $0.sigmoid() }),
      Elementwise(
        name: "logit", definition: { log($0 / (1 - $0)) }, apply: { $0.logit() },
        points: [0.1, 0.5, 0.8]),
      Elementwise(name: "erf", definition: { erf($0) }, apply: { $0.erf() }),
      Elementwise(name: "erfc", definition: { erfc($0) }, apply: { $0.erfc() }),
      Elementwise(
        name: "lgamma", definition: { lgamma($0) }, apply: { $0.lgamma() },
        points: Self.positive),
      Elementwise(
        name: "floor", definition: { floor($0) }, apply: { $0.floor() }, smooth: false),
      Elementwise(name: "ceil", definition: { ceil($0) }, apply: { $0.ceil() }, smooth: false),
      Elementwise(
        name: "round", definition: { $0.rounded(.toNearestOrEven) }, apply: { $0.round() },
        points: [-1.5, -0.5, 0.5, 1.5, 2.5, 2.6], smooth: false),
      Elementwise(
        name: "truncated", definition: { trunc($0) }, apply: { $0.truncated() }, smooth: false),
      Elementwise(
        name: "sign", definition: { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, apply: { $0.sign() },
        points: [-2, 0, 3], smooth: false),
      Elementwise(name: "minus", definition: { -$0 }, apply: { -$0 }),
      Elementwise(name: "relu", definition: { max($0, 0) }, apply: { $0.relu() }),
      Elementwise(name: "silu", definition: { $0 / (1 + exp(-$0)) }, apply: { $0.silu() }),
      Elementwise(name: "softplus", definition: { log1p(exp($0)) }, apply: { $0.softplus() }),
      Elementwise(
        name: "logSigmoid", definition: { -log1p(exp(-$0)) }, apply: { $0.logSigmoid() }),
      Elementwise(
        name: "gelu", definition: { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 },
        apply: { $0.gelu() }),
      Elementwise(
        name: "gelu, approximate",
        definition: {
          $0 / 2 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
        },
        apply: { $0.gelu(approximate: true) }),
      Elementwise(
        name: "leakyReLU", definition: { $0 > 0 ? $0 : 0.2 * $0 },
        apply: { $0.leakyReLU(slope: 0.2) }),
      Elementwise(
        name: "elu", definition: { $0 > 0 ? $0 : 2 * expm1($0) }, apply: { $0.elu(alpha: 2) }),
      Elementwise(
        name: "selu",
        definition: { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * expm1($0)) },
        apply: { $0.selu() }),
      Elementwise(
        name: "mish", definition: { $0 * tanh(log1p(exp($0))) }, apply: { $0.mish() }),
      Elementwise(
        name: "hardSigmoid", definition: { min(max($0 / 6 + 0.5, 0), 1) },
        apply: { $0.hardSigmoid() }, points: [-4, -2, 0.5, 2, 5], hasSecondOrder: false),
      Elementwise(
        name: "hardSwish", definition: { $0 * min(max($0 / 6 + 0.5, 0), 1) },
        apply: { $0.hardSwish() }, points: [-4, -2, 0.5, 2, 5]),
      Elementwise(
        name: "clamped", definition: { min(max($0, -0.5), 1) },
        apply: { $0.clamped(from: -0.5, to: 1) }),
      Elementwise(
        name: "pow", definition: { Foundation.pow($0, 1.7) }, apply: { $0.pow(1.7) },
        points: Self.positive),
      Elementwise(
        name: "a number's power", definition: { Foundation.pow(3, $0) },
        apply: { Tensor.pow(3, $0) }),
      Elementwise(name: "plus", definition: { 1.5 + $0 }, apply: { 1.5 + $0 }),
      Elementwise(name: "plus an integer", definition: { $0 + 2 }, apply: { 2 + $0 }),
      Elementwise(name: "less", definition: { $0 - 1.5 }, apply: { $0 - 1.5 }),
      Elementwise(name: "less an integer", definition: { $0 - 2 }, apply: { $0 - 2 }),
      Elementwise(name: "from a number", definition: { 1.5 - $0 }, apply: { 1.5 - $0 }),
      Elementwise(name: "from an integer", definition: { 2 - $0 }, apply: { 2 - $0 }),
      Elementwise(name: "times", definition: { 1.5 * $0 }, apply: { 1.5 * $0 }),
      Elementwise(name: "times an integer", definition: { $0 * 3 }, apply: { 3 * $0 }),
      Elementwise(name: "over", definition: { $0 / 1.5 }, apply: { $0 / 1.5 }),
      Elementwise(name: "over an integer", definition: { $0 / 3 }, apply: { $0 / 3 }),
      Elementwise(name: "a number over", definition: { 1.5 / $0 }, apply: { 1.5 / $0 }),
      Elementwise(name: "an integer over", definition: { 2 / $0 }, apply: { 2 / $0 }),
      Elementwise(
        name: "remainder", definition: { $0 - 0.7 * floor($0 / 0.7) },
        apply: { $0.remainder(0.7) }, points: [-1.3, -0.4, 0.2, 2.2]),
      Elementwise(
        name: "digamma",
        // By differences of lgamma, whose own values are tested above.
        definition: { (lgamma($0 + 1e-5) - lgamma($0 - 1e-5)) / 2e-5 },
        apply: { $0.digamma() }, points: [0.5, 1, 2.5, 7],
        // libtorch's trigamma is too coarse to be differentiated by differences.
        hasSecondOrder: false),
    ]
  }

  @Test func valuesAreTheDefinitions() {
    for function in functions {
      let found = function.apply(Tensor(function.points)).elements(Double.self)
      for (place, point) in function.points.enumerated() {
        #expect(
          abs(found[place] - function.definition(point)) < 1e-8,
          "\(function.name)(\(point)) is \(found[place])")
      }
    }
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    for function in functions where function.smooth {
      expectGradient(
        Tensor(function.points), secondOrder: function.hasSecondOrder, name: function.name
      ) { function.apply($0[0]) }
    }
  }

  @Test func inverseErrorFunctionInverts() {
    let points = Tensor(Self.open)
    #expect(points.erfInverse().erf().isClose(to: points, absolute: 1e-12))
    expectGradient(points) { $0[0].erfInverse() }
  }

  @Test func specialNumbersAreFoundAndReplaced() {
    let odd = Tensor([1, Double.nan, .infinity, -.infinity])
    #expect(odd.isNaN().elements() == [false, true, false, false])
    #expect(odd.isFinite().elements() == [true, false, false, false])
    #expect(odd.isInfinite().elements() == [false, false, true, true])
    #expect(
      odd.replacingNaN(with: 7, infinity: 8, negativeInfinity: 9).elements() == [1, 7, 8, 9.0])
    #expect(odd.replacingNaN().elements()[1...2] == [0, Double.greatestFiniteMagnitude])
  }

  @Test func masksChooseElements() {
    let mask = Tensor([true, false, true])
    let (a, b) = (Tensor([1.0, 2, 3]), Tensor([10.0]))
    #expect(mask.select(a, else: b).elements() == [1.0, 10, 3])
    #expect(a.masked(mask, with: -1).elements() == [-1.0, 2, -1])
    #expect(mask.logicalNot().elements() == [false, true, false])
    expectGradient(a, b) { mask.select($0[0], else: $0[1]) }
    expectGradient(a) { $0[0].masked(mask, with: 5) }
  }

  @Test func boundsMayBeTensors() {
    let points = Tensor([-2.0, 0.5, 3])
    expect(points.clamped(from: Tensor([0.0, 1, -1])), [0, 1, 3])
    expect(points.clamped(to: Tensor([1.0])), [-2, 0.5, 1])
    expect(points.clamped(to: 1), [-2, 0.5, 1])
  }

  @Test func slopesMayBeLearned() {
    let points = Tensor([-2.0, 1, -3, 4], shape: [2, 2])
    expect(points.prelu(Tensor([0.5, 0.1])), [-1, 1, -1.5, 4])
    expectGradient(points, Tensor([0.5, 0.1])) { $0[0].prelu($0[1]) }
  }
}
