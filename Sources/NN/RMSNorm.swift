import Tensors

/// Divides by the root mean square of the last dimension, then scales (Zhang & Sennrich 2019).
public struct RMSNorm: Layer {
  /// Shape: `[width]`.
  public let weight: Tensor
  private let epsilon: Double
  private let unitOffset: Bool

  /// - Parameters:
  ///   - unitOffset: scale by 1 + weight, which then starts at 0 (Gemma).
  ///   - generator: without one, the weight is left unset, for loading.
  public init(
    _ width: Int, epsilon: Double = 1e-6, unitOffset: Bool = false, using generator: Generator?
  ) {
    self.epsilon = epsilon
    self.unitOffset = unitOffset
    weight = Initialiser.constant(unitOffset ? 0 : 1)([width], using: generator)
  }

  /// Applies the layer.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.rmsNorm(weight: unitOffset ? weight + 1 : weight, epsilon: epsilon)
  }
}
