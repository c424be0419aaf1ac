import Tensors

/// Embeds sets by the mean of random Fourier features: an estimate of the kernel mean embedding of a
/// Gaussian kernel of bandwidth 1/scale (Rahimi & Recht 2007; Muandet et al. 2017). Nothing is trained.
///
/// Shape: `[sets, elements, in]` → `[sets, features]`.
public struct KernelMean: Layer {
  /// Shape: `[in, features / 2]`, standard normal.
  public let frequencies: Tensor
  private let scale: Double

  /// The frequencies are not trained.
  public static var buffers: Set<String> { ["frequencies"] }

  /// Without a generator, frequencies are left unset, for loading; `features` must be even.
  public init(_ input: Int, features: Int, scale: Double, using generator: Generator?) {
    require(features > 0 && features.isMultiple(of: 2), "\(features) features are no pairs")
    self.scale = scale
    let shape = [input, features / 2]
    frequencies = generator.map { .randn(shape, using: $0) } ?? .empty(shape)
  }

  /// Embeds the sets.
  public func callAsFunction(_ sets: Tensor) -> Tensor {
    let phases = sets.matmul(frequencies * scale)
    return Tensor.concatenated([phases.cos(), phases.sin()], dim: -1).mean(-2)
  }
}
