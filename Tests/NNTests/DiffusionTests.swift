import NN
import Tensors
import Testing

@Suite struct DiffusionTests {
  let diffusion = DenoisingDiffusion.linear(steps: 50, from: 1e-3, to: 0.2)

  @Test func variancesRiseLinearlyAndMultiply() {
    let three = DenoisingDiffusion.linear(steps: 3, from: 0.1, to: 0.3)
    #expect(zip(three.variances, [0.1, 0.2, 0.3]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(zip(three.remaining, [0.9, 0.72, 0.504]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(DenoisingDiffusion.linear(steps: 400).remaining[399] < 0.02)
  }

  @Test(arguments: [1, 20, 50]) func marginalsAreThoseOfTheProcess(step: Int) {
    let generator = Generator(seed: 1)
    let count = 200_000
    let noise = Tensor.randn([count, 1], dtype: .float64, using: generator)
    let noisy = diffusion.noised(
      .full([count, 1], 1.5, dtype: .float64), after: Tensor(Array(repeating: step, count: count)),
      noise: noise)
    let left = diffusion.remaining[step - 1]
    let (mean, variance): (Double, Double) = (noisy.mean().item(), noisy.variance(0)[0].item())
    let expected = 1.5 * left.squareRoot()
    #expect(abs(mean - expected) < 0.01)
    #expect(abs(variance - 1 + left) < 0.01)
    // Step by step it is the same: x ← √(1 − β) x + √β ε.
    var stepwise = Tensor.full([count, 1], 1.5, dtype: .float64)
    for beta in diffusion.variances.prefix(step) {
      let fresh = Tensor.randn([count, 1], dtype: .float64, using: generator)
      stepwise = stepwise * (1 - beta).squareRoot() + fresh * beta.squareRoot()
    }
    let (walked, spread): (Double, Double) = (
      stepwise.mean().item(), stepwise.variance(0)[0].item()
    )
    #expect(abs(walked - mean) < 0.01)
    #expect(abs(spread - variance) < 0.01)
  }

  /// With the best prediction, which is known for normal data, samples have the data's moments.
  @Test func theWayBackGivesTheData() {
    let (mean, variance) = (2.0, 0.25)
    let (steps, remaining) = (diffusion.steps, Tensor(diffusion.remaining))
    let predict: DenoisingDiffusion.Predictor = { noisy, time in
      let left = remaining.indexSelected(
        0, (time.flattened() * Double(steps)).round().converted(to: .int64) - 1
      ).unsqueezed(-1)
      // E[ε | x] = √(1 − ᾱ) (x − √ᾱ μ) / (ᾱ σ² + 1 − ᾱ).
      return (1 - left).sqrt() * (noisy - left.sqrt() * mean) / (left * variance + (1 - left))
    }
    let generator = Generator(seed: 2)
    let drawn = diffusion.sample(
      [100_000, 1], dtype: .float64, using: generator, predicting: predict)
    #expect(abs(drawn.mean().item(Double.self) - mean) < 0.02)
    #expect(abs(drawn.variance(0)[0].item(Double.self) - variance) < 0.05)

    let data =
      Tensor.randn([100_000, 1], dtype: .float64, using: generator) * variance.squareRoot() + mean
    let loss = diffusion.loss(of: data, using: generator, predicting: predict).item(Double.self)
    // The best loss is the mean over steps of ᾱ σ² / (ᾱ σ² + 1 − ᾱ).
    let best =
      diffusion.remaining.reduce(0) { $0 + $1 * variance / ($1 * variance + 1 - $1) }
      / Double(steps)
    #expect(abs(loss - best) < 0.01)
  }
}
