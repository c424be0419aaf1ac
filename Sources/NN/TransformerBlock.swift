import Tensors

/// A layer of a transformer's encoder, or of its decoder (Vaswani et al. 2017, section 3.1).
public struct TransformerBlock: Module {
  /// Attention to the input itself.
  public let selfAttn: MultiHeadAttention
  /// Its norm.
  public let selfAttnLayerNorm: LayerNorm
  /// Attention to a memory, in a decoder.
  public let encoderAttn: MultiHeadAttention?
  /// Its norm.
  public let encoderAttnLayerNorm: LayerNorm?
  /// Into the inner width of the feed-forward part.
  public let fc1: Linear
  /// Back out of it.
  public let fc2: Linear
  /// The feed-forward part's norm.
  public let finalLayerNorm: LayerNorm
  private let activation: Activation
  private let preNorm: Bool
  private let dropout: Dropout

  /// - Parameters:
  ///   - feedForward: the inner width.
  ///   - preNorm: norms before each part instead of after the sum (Xiong et al. 2020).
  ///   - hasMemory: a decoder's block, which also attends to a memory.
  ///   - dropout: on the output of each part.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    _ width: Int, heads: Int, feedForward: Int, activation: Activation = .gelu,
    preNorm: Bool = true, hasMemory: Bool = false, dropout: Double = 0, using generator: Generator?
  ) {
    selfAttn = MultiHeadAttention(width, heads: heads, using: generator)
    selfAttnLayerNorm = LayerNorm(width, using: generator)
    encoderAttn = hasMemory ? MultiHeadAttention(width, heads: heads, using: generator) : nil
    encoderAttnLayerNorm = hasMemory ? LayerNorm(width, using: generator) : nil
    fc1 = Linear(width, feedForward, using: generator)
    fc2 = Linear(feedForward, width, using: generator)
    finalLayerNorm = LayerNorm(width, using: generator)
    self.activation = activation
    self.preNorm = preNorm
    self.dropout = Dropout(dropout)
  }

  /// Shape: `[batch, n, width]`, memory `[batch, m, width]` → `[batch, n, width]`.
  ///
  /// - Parameters:
  ///   - memory: what an encoder made; must be there for a decoder's block, and only for it.
  ///   - mask, memoryMask: who sees whom, as in `MultiHeadAttention`.
  ///   - causal: position i sees positions up to i; not together with a mask.
  ///   - generator: switches dropout on, for training.
  public func callAsFunction(
    _ input: Tensor, memory: Tensor? = nil, mask: Tensor? = nil, memoryMask: Tensor? = nil,
    causal: Bool = false, angles: Rotary.Angles? = nil, using generator: Generator? = nil
  ) -> Tensor {
    require(
      (memory == nil) == (encoderAttn == nil), "a memory goes with a decoder's block, and only so")
    func adding(_ part: (Tensor) -> Tensor, to x: Tensor, _ norm: LayerNorm) -> Tensor {
      preNorm
        ? x + dropout(part(norm(x)), using: generator)
        : norm(x + dropout(part(x), using: generator))
    }
    var x = adding(
      { selfAttn($0, mask: mask, causal: causal, angles: angles) }, to: input, selfAttnLayerNorm)
    if let encoderAttn, let encoderAttnLayerNorm {
      x = adding({ encoderAttn($0, over: memory, mask: memoryMask) }, to: x, encoderAttnLayerNorm)
    }
    return adding({ fc2(activation(fc1($0))) }, to: x, finalLayerNorm)
  }
}
