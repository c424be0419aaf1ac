import Tensors

/// Elements that attend to each other, without positions: the sum with what came in is normed.
///
/// Shape: `[sets, elements, width]` → the same.
public struct SetAttention: Layer {
  /// The attention.
  public let attention: MultiHeadAttention
  /// After the sum.
  public let norm: LayerNorm

  /// Without a generator, weights are left unset, for loading.
  public init(_ width: Int, heads: Int, using generator: Generator?) {
    attention = MultiHeadAttention(width, heads: heads, using: generator)
    norm = LayerNorm(width, using: generator)
  }

  /// Applies the layer.
  public func callAsFunction(_ elements: Tensor) -> Tensor {
    norm(elements + attention(elements))
  }
}

/// Embeds sets by self-attention and a mean (the transformer encoder of Fishman et al. 2025, arXiv
/// 2505.18150).
///
/// Shape: `[sets, elements, in]` → `[sets, out]`. Softmax weights are shares, so an embedding depends
/// on the set's empirical distribution only.
public struct AttentionSetEncoder: Layer {
  /// Of each element.
  public let embed: Linear
  /// Among elements.
  public let layers: [SetAttention]
  /// From the mean.
  public let project: Linear

  /// Without a generator, weights are left unset, for loading.
  public init(
    _ input: Int, width: Int, output: Int, depth: Int = 2, heads: Int = 4,
    using generator: Generator?
  ) {
    embed = Linear(input, width, using: generator)
    layers = (0..<depth).map { _ in SetAttention(width, heads: heads, using: generator) }
    project = Linear(width, output, using: generator)
  }

  /// Embeds the sets.
  public func callAsFunction(_ sets: Tensor) -> Tensor {
    project(layers.reduce(embed(sets).selu()) { $1($0) }.mean(-2)).selu()
  }
}

/// Decodes a vector into a set of fixed size by self-attention among its elements (the decoder of
/// Wasserstein Wormhole; Haviv et al. 2024, arXiv 2404.09411).
///
/// Shape: `[sets, in]` → `[sets, elements, out]`.
public struct AttentionSetDecoder: Layer {
  /// The vectors with which the elements begin, joined.
  public let multiply: Linear
  /// Of each of them.
  public let embed: Linear
  /// Among elements.
  public let layers: [SetAttention]
  /// From each element.
  public let project: Linear
  private let count: Int

  /// Without a generator, weights are left unset, for loading.
  public init(
    _ input: Int, width: Int, elements: Int, output: Int, depth: Int = 2, heads: Int = 4,
    using generator: Generator?
  ) {
    count = elements
    multiply = Linear(input, input * elements, using: generator)
    embed = Linear(input, width, using: generator)
    layers = (0..<depth).map { _ in SetAttention(width, heads: heads, using: generator) }
    project = Linear(width, output, using: generator)
  }

  /// Decodes the vectors.
  public func callAsFunction(_ vectors: Tensor) -> Tensor {
    let start = multiply(vectors).reshaped(vectors.shape[0], count, vectors.shape[1])
    return project(layers.reduce(embed(start).selu()) { $1($0) })
  }
}
