import Tensors

/// Standardises each channel over the batch while training, and by running statistics after
/// (Ioffe & Szegedy 2015). Shape: `[batch, channels, …]`, unchanged.
public struct BatchNorm: Module {
  /// Shape: `[channels]`.
  public let weight: Tensor
  /// Shape: `[channels]`.
  public let bias: Tensor
  /// Shape: `[channels]`.
  public let runningMean: Tensor
  /// Shape: `[channels]`; the unbiased variance.
  public let runningVar: Tensor
  private let momentum: Double
  private let epsilon: Double

  /// The running statistics are state, but not trained.
  public static var buffers: Set<String> { ["runningMean", "runningVar"] }

  /// - Parameters:
  ///   - momentum: the weight of a new batch in the running statistics.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    _ channels: Int, momentum: Double = 0.1, epsilon: Double = 1e-5, using generator: Generator?
  ) {
    self.momentum = momentum
    self.epsilon = epsilon
    weight = Initialiser.constant(1)([channels], using: generator)
    bias = Initialiser.constant(0)([channels], using: generator)
    runningMean = Initialiser.constant(0)([channels], using: generator).requiringGradient(false)
    runningVar = Initialiser.constant(1)([channels], using: generator).requiringGradient(false)
  }

  /// Applies the layer; while training, also updates the running statistics.
  public func callAsFunction(_ input: Tensor, training: Bool) -> Tensor {
    input.batchNorm(
      runningMean: runningMean, runningVariance: runningVar, weight: weight, bias: bias,
      training: training, momentum: momentum, epsilon: epsilon)
  }
}
