import Tensors

/// A diffusion process that turns data into noise step by step, and its reversal by a network that
/// predicts the noise (Ho et al. 2020, arXiv 2006.11239).
public struct DenoisingDiffusion: Sendable {
  /// βₜ, the variance added at step t = 1, …, T.
  public let variances: [Double]
  /// ᾱₜ = Π (1 − βₛ): the share of the data's variance left after step t.
  public let remaining: [Double]

  /// Predicts the noise in x (`[n, …]`) at the time t/T of each (`[n, 1]`).
  public typealias Predictor = (_ noisy: Tensor, _ time: Tensor) -> Tensor

  /// A process with the given variances, each between 0 and 1.
  public init(variances: [Double]) {
    require(
      !variances.isEmpty && variances.allSatisfy { 0 < $0 && $0 < 1 },
      "variances of a diffusion must lie between 0 and 1")
    self.variances = variances
    var left = 1.0
    remaining = variances.map {
      left *= 1 - $0
      return left
    }
  }

  /// Variances that rise linearly over `steps` steps.
  public static func linear(
    steps: Int, from first: Double = 1e-4, to last: Double = 0.02
  ) -> DenoisingDiffusion {
    DenoisingDiffusion(
      variances: (0..<steps).map {
        first + (last - first) * Double($0) / Double(max(1, steps - 1))
      })
  }

  /// The number of steps T.
  public var steps: Int { variances.count }

  /// Data after step t: √ᾱₜ x + √(1 − ᾱₜ) ε (eq. 4).
  ///
  /// Shape: data and noise `[n, …]`, int64 steps `[n]` counted from 1 → `[n, …]`.
  public func noised(_ data: Tensor, after steps: Tensor, noise: Tensor) -> Tensor {
    let shares = Tensor(remaining).converted(to: data.dtype).indexSelected(0, steps - 1)
      .reshaped([data.shape[0]] + Array(repeating: 1, count: data.rank - 1))
    return data * shares.sqrt() + noise * (1 - shares).sqrt()
  }

  /// The mean squared error of the predicted noise at random steps (eq. 14). Shape: `[n, …]` → `[]`.
  public func loss(
    of data: Tensor, using generator: Generator, predicting predict: Predictor
  ) -> Tensor {
    let times = Tensor.randint([data.shape[0]], in: 1..<steps + 1, using: generator)
    let noise = Tensor.randn(data.shape, dtype: data.dtype, using: generator)
    let share = (times.converted(to: data.dtype) / Double(steps)).unsqueezed(-1)
    return predict(noised(data, after: times, noise: noise), share).squaredError(noise)
  }

  /// Draws data by going back from noise through all steps, with variance βₜ (algorithm 2).
  public func sample(
    _ shape: [Int], dtype: DType = .float32, using generator: Generator,
    predicting predict: Predictor
  ) -> Tensor {
    var x = Tensor.randn(shape, dtype: dtype, using: generator)
    for step in stride(from: steps, to: 0, by: -1) {
      let (beta, left) = (variances[step - 1], remaining[step - 1])
      let time = Tensor.full([shape[0], 1], Double(step) / Double(steps), dtype: dtype)
      let mean =
        (x - predict(x, time) * (beta / (1 - left).squareRoot())) * (1 / (1 - beta).squareRoot())
      x =
        step == 1
        ? mean
        : mean + Tensor.randn(shape, dtype: dtype, using: generator) * beta.squareRoot()
    }
    return x
  }
}
