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
  private let scale: Double?
  private let dropout: Dropout

  /// - Parameters:
  ///   - keyValueHeads: each serves heads / keyValueHeads queries; as many as `heads` when nil.
  ///   - scale: what products of queries and keys are multiplied by; 1/√headWidth when nil.
  ///   - dropout: on the attention weights.
  ///   - queryInitialiser: where queries start otherwise than the rest (T5 has its scale there).
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    _ width: Int, heads: Int, keyValueHeads: Int? = nil, bias: Bool = true, scale: Double? = nil,
    dropout: Double = 0, initialiser: Initialiser = .xavierUniform(),
    queryInitialiser: Initialiser? = nil, using generator: Generator?
  ) {
    let shared = keyValueHeads ?? heads
    require(width.isMultiple(of: heads), "\(heads) heads do not divide a width of \(width)")
    require(heads.isMultiple(of: shared), "\(heads) heads are no multiple of \(shared)")
    headWidth = width / heads
    self.scale = scale
    self.dropout = Dropout(dropout)
    func linear(_ output: Int, _ initialiser: Initialiser) -> Linear {
      Linear(width, output, bias: bias, initialiser: initialiser, using: generator)
    }
    qProj = linear(width, queryInitialiser ?? initialiser)
    kProj = linear(shared * headWidth, initialiser)
    vProj = linear(shared * headWidth, initialiser)
    outProj = linear(width, initialiser)
  }

  /// Each position looks at the input, or at a memory.
  ///
  /// Shape: `[batch, n, width]`, memory `[batch, m, width]` → `[batch, n, width]`.
  ///
  /// - Parameters:
  ///   - mask: bool (true is seen) or a number to add; broadcasts to `[batch, heads, n, m]`.
  ///   - causal: position i sees positions up to i; not together with a mask or a filled cache.
  ///   - angles: rotary positions of the input; not together with a memory.
  ///   - cache: the tokens before the input, which are looked at too; takes the input's in.
  ///   - visit: sees the attention weights, `[batch, heads, n, m]`, as the softmax gives them.
  ///   - generator: switches dropout on, for training.
  public func callAsFunction(
    _ input: Tensor, over memory: Tensor? = nil, mask: Tensor? = nil, causal: Bool = false,
    angles: Rotary.Angles? = nil, cache: KeyValueCache? = nil,
    weights visit: ((Tensor) -> Void)? = nil, using generator: Generator? = nil
  ) -> Tensor {
    require(
      memory == nil || (angles == nil && cache == nil),
      "rotary positions and a cache belong to self-attention")
    require(
      !causal || (mask == nil && (cache?.length ?? 0) == 0),
      "a causal pass with a mask or a filled cache")
    let source = memory ?? input
    var (queries, keys, values) = (
      heads(qProj(input)), heads(kProj(source)), heads(vProj(source))
    )
    if let angles { (queries, keys) = (angles(queries), angles(keys)) }
    if let cache { (keys, values) = cache.append(keys: keys, values: values) }
    let (q, k, v) = (queries.transposed(1, 2), keys.transposed(1, 2), values.transposed(1, 2))
    let drops = generator != nil && dropout.probability > 0
    let attended =
      visit == nil && !drops
      ? q.attention(
        keys: k, values: v, mask: mask, causal: causal, scale: scale,
        grouped: q.shape[1] != k.shape[1])
      : written(q, k, v, mask, causal, visit, drops ? generator : nil)
    return outProj(attended.transposed(1, 2).reshaped(input.shape))
  }

  /// Attention written out, for what the fused kernel does not show or do.
  private func written(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: Tensor?, _ causal: Bool,
    _ visit: ((Tensor) -> Void)?, _ generator: Generator?
  ) -> Tensor {
    let group = q.shape[1] / k.shape[1]
    let (keys, values) =
      group == 1 ? (k, v) : (k.repeatInterleaved(group, dim: 1), v.repeatInterleaved(group, dim: 1))
    var scores = q.matmul(keys.transposed()) * (scale ?? 1 / Double(headWidth).squareRoot())
    if causal {
      scores = scores + Tensor.causalMask(q.shape[2], over: k.shape[2]).moved(to: q.device)
    }
    if let mask {
      scores =
        mask.dtype == .bool ? scores.masked(mask.logicalNot(), with: -.infinity) : scores + mask
    }
    let weights = scores.softmax()
    visit?(weights)
    return dropout(weights, using: generator).matmul(values)
  }

  /// `[batch, n, heads · headWidth]` → `[batch, n, heads, headWidth]`.
  private func heads(_ projected: Tensor) -> Tensor {
    projected.reshaped(projected.shape[0], projected.shape[1], -1, headWidth)
  }
}
