import NN
import Tensors

/// A decoder-only transformer in T5's style (Raffel et al. 2020), whose positional encoding is
/// chosen: RMSNorm before each part, no biases, ReLU, products of queries and keys unscaled.
///
/// It is the network of Kazemnejad et al. (2023). Logits are divided by √width.
public struct T5Decoder: IncrementalDecoder {
  /// The sizes.
  public struct Configuration: Codable, Equatable, Sendable {
    /// Tokens.
    public var vocabulary: Int
    /// Of the residual stream.
    public var width: Int
    /// Blocks.
    public var depth: Int
    /// Heads of each attention.
    public var heads: Int
    /// The inner width of the feed-forward parts.
    public var feedForward: Int
    /// On embeddings, attention weights, inner activations, and the output of each part.
    public var dropout: Double
    /// Whether the head is the embedding table, as in T5 but not in T5 1.1.
    public var isTied: Bool

    /// A network of the given sizes.
    public init(
      vocabulary: Int, width: Int, depth: Int, heads: Int, feedForward: Int, dropout: Double = 0,
      isTied: Bool = true
    ) {
      self.vocabulary = vocabulary
      self.width = width
      self.depth = depth
      self.heads = heads
      self.feedForward = feedForward
      self.dropout = dropout
      self.isTied = isTied
    }
  }

  /// Attention, then the feed-forward part, each added to the stream.
  struct Block: Module {
    let selfAttn: MultiHeadAttention
    let selfAttnLayerNorm: RMSNorm
    let wi: Linear
    let wo: Linear
    let finalLayerNorm: RMSNorm
    private let dropout: Dropout

    init(_ sizes: Configuration, using generator: Generator?) {
      let (width, inner) = (Double(sizes.width), Double(sizes.feedForward))
      let headWidth = width / Double(sizes.heads)
      selfAttn = MultiHeadAttention(
        sizes.width, heads: sizes.heads, bias: false, scale: 1, dropout: sizes.dropout,
        initialiser: .normal(1 / width.squareRoot()),
        queryInitialiser: .normal(1 / (width * headWidth).squareRoot()), using: generator)
      selfAttnLayerNorm = RMSNorm(sizes.width, using: generator)
      wi = Linear(
        sizes.width, sizes.feedForward, bias: false, initialiser: .normal(1 / width.squareRoot()),
        using: generator)
      wo = Linear(
        sizes.feedForward, sizes.width, bias: false, initialiser: .normal(1 / inner.squareRoot()),
        using: generator)
      finalLayerNorm = RMSNorm(sizes.width, using: generator)
      dropout = Dropout(sizes.dropout)
    }

    /// Shape: `[batch, n, width]`, unchanged.
    func callAsFunction(
      _ input: Tensor, attend: (MultiHeadAttention, Tensor) -> Tensor, using generator: Generator?
    ) -> Tensor {
      let x = input + dropout(attend(selfAttn, selfAttnLayerNorm(input)), using: generator)
      let inner = dropout(wi(finalLayerNorm(x)).relu(), using: generator)
      return x + dropout(wo(inner), using: generator)
    }
  }

  let embedTokens: Embedding
  let positions: any PositionalEncoding
  let layers: [Block]
  let norm: RMSNorm
  /// Absent where the head is the embedding table.
  let lmHead: Linear?
  private let dropout: Dropout

  /// How many blocks there are.
  public var depth: Int { layers.count }

  /// - Parameters:
  ///   - positions: made for this width and number of heads.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    _ sizes: Configuration, positions: any PositionalEncoding, using generator: Generator?
  ) {
    embedTokens = Embedding(sizes.vocabulary, sizes.width, using: generator)
    self.positions = positions
    layers = (0..<sizes.depth).map { _ in Block(sizes, using: generator) }
    norm = RMSNorm(sizes.width, using: generator)
    lmHead =
      sizes.isTied
      ? nil
      : Linear(
        sizes.width, sizes.vocabulary, bias: false, initialiser: .normal(1), using: generator)
    dropout = Dropout(sizes.dropout)
  }

  /// The logits of each next token. Shape: int64 `[batch, n]` → `[batch, n, vocabulary]`.
  ///
  /// - Parameters:
  ///   - caches: one a block, with the tokens before these.
  ///   - visit: sees the attention weights of each block, `[batch, heads, n, m]`.
  ///   - generator: switches dropout on, for training.
  public func callAsFunction(
    _ ids: Tensor, caches: [KeyValueCache]?,
    weights visit: ((_ layer: Int, _ weights: Tensor) -> Void)? = nil,
    using generator: Generator? = nil
  ) -> Tensor {
    require(caches.map { $0.count == depth } ?? true, "as many caches as blocks")
    let (past, new) = (caches?.first?.length ?? 0, ids.shape[1])
    let places = past..<past + new
    let angles = positions.angles(at: places)
    var mask = positions.scores(of: places, over: 0..<places.upperBound)?.moved(to: ids.device)
    let isCausal = mask == nil && past == 0
    if !isCausal && new > 1 {
      let causal = Tensor.causalMask(new, over: places.upperBound).moved(to: ids.device)
      mask = mask.map { $0 + causal } ?? causal
    }

    var x = embedTokens(ids)
    if let vectors = positions.vectors(at: places) { x = x + vectors.moved(to: x.device) }
    x = dropout(x, using: generator)
    for (number, block) in layers.enumerated() {
      let visit = visit.map { visit in { visit(number, $0) } }
      x = block(
        x,
        attend: { attention, input in
          attention(
            input, mask: mask, causal: isCausal, angles: angles, cache: caches?[number],
            weights: visit, using: generator)
        }, using: generator)
    }
    x = dropout(norm(x), using: generator) * (1 / Double(x.shape[2]).squareRoot())
    return x.linear(lmHead?.weight ?? embedTokens.weight)
  }

  /// The logits of each next token, with dropout where there is a generator.
  public func callAsFunction(_ ids: Tensor, using generator: Generator? = nil) -> Tensor {
    self(ids, caches: nil, using: generator)
  }

  /// The attention weights of every block. Shape: `[batch, n]` → `[batch, heads, n, n]` each.
  public func attentionWeights(_ ids: Tensor) -> [Tensor] {
    var all: [Tensor] = []
    _ = self(ids, caches: nil, weights: { _, weights in all.append(weights) })
    return all
  }

  /// The logits after cached tokens, which take these in.
  public func callAsFunction(_ ids: Tensor, after caches: [KeyValueCache]) -> Tensor {
    self(ids, caches: caches)
  }
}
