import Tensors

/// Token sequences laid end to end without padding: what a language model reads in one pass.
public struct Pack {
  /// A run of sequences of one length.
  public struct Span {
    /// How many sequences.
    public let count: Int
    /// How many tokens each has.
    public let length: Int
    /// Which positions each token sees, as bool `[count, 1, length, length]`; nil means all up to
    /// itself.
    public var visible: Tensor?
  }

  /// The tokens, as int64 `[tokens]`.
  public let ids: Tensor
  /// The place of each token in its sequence, from 0, as int64 `[tokens]`.
  public let positions: Tensor
  /// All positions are below this.
  public let bound: Int
  /// The runs, in order.
  public let spans: [Span]

  /// The number of tokens.
  public var count: Int { spans.reduce(0) { $0 + $1.count * $1.length } }

  /// Sequences of one length. Shape: `[sequences, length]`, int64.
  public init(_ batch: Tensor) {
    let (count, length) = (batch.shape[0], batch.shape[1])
    ids = batch.reshaped(-1)
    positions = Tensor.arange(0..<length, on: batch.device).expanded([count, length]).reshaped(-1)
    bound = length
    spans = [Span(count: count, length: length)]
  }

  /// Sequences of any lengths above 0; neighbours of one length share a span, so sort them first.
  public init(_ sequences: [[Int]]) {
    var spans: [Span] = []
    for sequence in sequences {
      precondition(!sequence.isEmpty, "a sequence without tokens")
      let alike = spans.last?.length == sequence.count ? spans.removeLast().count : 0
      spans.append(Span(count: alike + 1, length: sequence.count))
    }
    ids = Tensor(sequences.flatMap { $0 })
    positions = Tensor(sequences.flatMap { Array($0.indices) })
    bound = spans.map(\.length).max() ?? 0
    self.spans = spans
  }
}
