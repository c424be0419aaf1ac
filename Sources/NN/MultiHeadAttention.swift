import Tensors

/// Attention in several heads at once (Vaswani et al. 2017, section 3.2.2).
///
/// With fewer heads of keys and values than of queries it is grouped-query attention
/// (Ainslie et al. 2023).
public struct MultiHeadAttention: Module {
  /// Queries from the input.
  public let qProj: Linear
  /// Keys from the input, or from a memory.
  public let kProj: Linear
  /// Values from the input, or from a memory.
  public let vProj: Linear
  /// From the joined heads.
  public let outProj: Linear
  private let headWidth: Int

  /// - Parameters:
  ///   - keyValueHeads: each serves heads / keyValueHeads queries; as many as `heads` when nil.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    _ width: Int, heads: Int, keyValueHeads: Int? = nil, bias: Bool = true,
    initialiser: Initialiser = .xavierUniform(), using generator: Generator?
  ) {
    let shared = keyValueHeads ?? heads
    require(width.isMultiple(of: heads), "\(heads) heads do not divide a width of \(width)")
    require(heads.isMultiple(of: shared), "\(heads) heads are no multiple of \(shared)")
    headWidth = width / heads
    func linear(_ output: Int) -> Linear {
      Linear(width, output, bias: bias, initialiser: initialiser, using: generator)
    }
    qProj = linear(width)
    kProj = linear(shared * headWidth)
    vProj = linear(shared * headWidth)
    outProj = linear(width)
  }

  /// Each position looks at the input, or at a memory.
  ///
  /// Shape: `[batch, n, width]`, memory `[batch, m, width]` → `[batch, n, width]`.
  ///
  /// - Parameters:
  ///   - mask: bool (true is seen) or a number to add; broadcasts to `[batch, heads, n, m]`.
  ///   - causal: position i sees positions up to i; not together with a mask.
  ///   - angles: rotary positions of the input; not together with a memory.
  public func callAsFunction(
    _ input: Tensor, over memory: Tensor? = nil, mask: Tensor? = nil, causal: Bool = false,
    angles: Rotary.Angles? = nil
  ) -> Tensor {
    require(memory == nil || angles == nil, "rotary positions belong to self-attention")
    let source = memory ?? input
    var (queries, keys) = (heads(qProj(input)), heads(kProj(source)))
    if let angles { (queries, keys) = (angles(queries), angles(keys)) }
    let attended = queries.transposed(1, 2).attention(
      keys: keys.transposed(1, 2), values: heads(vProj(source)).transposed(1, 2), mask: mask,
      causal: causal, grouped: queries.shape[2] != keys.shape[2])
    return outProj(attended.transposed(1, 2).reshaped(input.shape))
  }

  /// `[batch, n, heads · headWidth]` → `[batch, n, heads, headWidth]`.
  private func heads(_ projected: Tensor) -> Tensor {
    projected.reshaped(projected.shape[0], projected.shape[1], -1, headWidth)
  }
}
