import Tensors

/// The keys and values of one attention layer for the tokens read so far, so that the next ones need
/// only their own.
public final class KeyValueCache {
  private var keys: Tensor?
  private var values: Tensor?

  /// Holds nothing yet.
  public init() {}

  /// How many tokens it holds.
  public var length: Int { keys?.shape[1] ?? 0 }

  /// Adds those of new tokens and gives back all. Shape: `[batch, tokens, heads, headWidth]`.
  func append(keys: Tensor, values: Tensor) -> (keys: Tensor, values: Tensor) {
    let all = (
      self.keys.map { .concatenated([$0, keys], dim: 1) } ?? keys,
      self.values.map { .concatenated([$0, values], dim: 1) } ?? values
    )
    (self.keys, self.values) = all
    return all
  }
}
