import Tensors

/// A table of vectors. Shape: integers `[…]` → `[…, width]`.
public struct Embedding: Layer {
  /// Shape: `[count, width]`.
  public let weight: Tensor

  /// Without a generator, the table is left unset, for loading.
  public init(
    _ count: Int, _ width: Int, initialiser: Initialiser = .normal(1), using generator: Generator?
  ) {
    weight = initialiser([count, width], using: generator)
  }

  /// The vectors with the given numbers.
  public func callAsFunction(_ ids: Tensor) -> Tensor { ids.embedded(in: weight) }
}
