import Foundation
import NN
import TestSupport
import Tensors
import Testing

/// ConvNeXt's parts, codes of time and the truncated normal distribution.
@Suite struct ConvNeXtTests {
  @Test func channelNormIsTheDefinition() throws {
    let norm = ChannelNorm(3, epsilon: 0.5, using: nil)
    try norm.load(["weight": Tensor([1, 2, 3] as [Float]), "bias": Tensor([0, 1, -1] as [Float])])
    let input = Tensor.randn([2, 3, 4, 5], using: Generator(seed: 1))
    let mean = input.mean(1, keepDim: true)
    let variance = (input - mean).square().mean(1, keepDim: true)
    let standard = (input - mean) / (variance + 0.5).sqrt()
    let expected =
      standard * norm.weight.reshaped(1, 3, 1, 1) + norm.bias.reshaped(1, 3, 1, 1)
    #expect(norm(input).isClose(to: expected, absolute: 1e-5, relative: 0))
  }

  @Test func aBlockIsTheIdentityWhileItsScaleIsZero() {
    let block = ConvNeXtBlock(4, layerScale: 0, using: Generator(seed: 0))
    let input = Tensor.randn([1, 4, 9, 7], using: Generator(seed: 1))
    #expect(block(input).isEqual(to: input))
    #expect(
      block.parameters.map(\.key).sorted() == [
        "dwconv.bias", "dwconv.weight", "gamma", "norm.bias", "norm.weight", "pwconv1.bias",
        "pwconv1.weight", "pwconv2.bias", "pwconv2.weight",
      ])
    // 49 + 1 a channel for the convolution, 2 for the norm, 1 for the scale, 4 d² twice, 4 d + d.
    #expect(block.parameterCount == 4 * 53 + 2 * 64 + 20)
  }

  @Test func convNeXtsBiasesStartAtZero() {
    let block = ConvNeXtBlock(8, using: Generator(seed: 0))
    for (key, tensor) in block.parameters where key.hasSuffix("bias") {
      #expect(tensor.elements(Float.self).allSatisfy { $0 == 0 }, "\(key)")
    }
    #expect(block.gamma.elements(Float.self).allSatisfy { $0 == 1e-6 })
  }

  @Test func blocksHaveTheGradientsOfTheirDefinition() {
    let block = ConvNeXtBlock(2, layerScale: 0.5, using: Generator(seed: 0))
    let float = block.state
    // Checked in float64: the parameters are inputs of the function.
    let keys = float.keys.sorted()
    let inputs =
      [Tensor.randn([1, 2, 3, 4], dtype: .float64, using: Generator(seed: 2))]
      + keys.map { (float[$0] ?? Tensor(0)).detached().converted(to: .float64) + 0.1 }
    let mismatch = gradientMismatch(inputs, tolerance: 1e-5) { inputs in
      func weight(_ key: String) -> Tensor { inputs[1 + (keys.firstIndex(of: key) ?? 0)] }
      let spread = inputs[0].convolved(
        weight("dwconv.weight"), bias: weight("dwconv.bias"), padding: [3], groups: 2)
      let normal = spread.permuted(0, 2, 3, 1).layerNorm(
        [2], weight: weight("norm.weight"), bias: weight("norm.bias"), epsilon: 1e-6)
      let wide = normal.linear(weight("pwconv1.weight"), bias: weight("pwconv1.bias")).gelu()
      let narrow = wide.linear(weight("pwconv2.weight"), bias: weight("pwconv2.bias"))
      return inputs[0] + (weight("gamma") * narrow).permuted(0, 3, 1, 2)
    }
    #expect(mismatch == nil)
  }

  @Test func codesOfTimeAreSinesAndCosines() {
    let code = SinusoidalCode(base: 1.25, levels: 6)
    let times = [0, 0.25, 0.9]
    let found = code(times)
    #expect(found.shape == [3, 12])
    #expect(code.width == 12)
    for (row, time) in times.enumerated() {
      let values = found[row].elements(Double.self)
      for level in 0..<6 {
        let angle = pow(1.25, Double(level)) * .pi * time
        #expect(abs(values[level] - sin(angle)) < 1e-6)
        #expect(abs(values[6 + level] - cos(angle)) < 1e-6)
      }
    }
  }

  @Test func theTruncatedNormalStopsAtItsLimit() {
    let generator = Generator(seed: 5)
    let cut = Initialiser.truncatedNormal(1, limit: 0.5)([20_000], using: generator).detached()
    #expect(cut.abs().max().item(Double.self) <= 0.5)
    // Of a normal distribution between ±a, the variance is 1 − 2 a φ(a) / (2 Φ(a) − 1).
    let density = exp(-0.125) / (2 * Double.pi).squareRoot()
    let variance = 1 - density / erf(0.5 / 2.0.squareRoot())
    let found: Double = cut.variance().item()
    #expect(abs(found / variance - 1) < 0.03)
    let wide = Initialiser.truncatedNormal(0.02)([20_000], using: generator).detached()
    #expect(abs(wide.standardDeviation().item(Double.self) / 0.02 - 1) < 0.03)
  }
}
