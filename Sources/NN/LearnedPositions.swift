import Tensors

/// A learned vector for each position, added to the input (Gehring et al. 2017).
public struct LearnedPositions: Layer {
  /// Shape: `[length, width]`.
  public let weight: Tensor

  /// Positions 0..<length. Without a generator, vectors are left unset, for loading.
  public init(
    _ length: Int, _ width: Int, initialiser: Initialiser = .normal(0.02),
    using generator: Generator?
  ) {
    weight = initialiser([length, width], using: generator)
  }

  /// Shape: `[…, n, width]` with n up to the number of positions, unchanged.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let count = input.shape[input.rank - 2]
    require(count <= weight.shape[0], "\(count) positions, \(weight.shape[0]) are learned")
    return input + weight[0..<count]
  }
}
