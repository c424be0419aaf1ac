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

    /// The number of tokens.
    public var tokens: Int { count * length }
  }

  /// The tokens, as int64 `[tokens]`.
  public let ids: Tensor
  /// The place of each token in its sequence, from 0, as int64 `[tokens]`.
  public let positions: Tensor
  /// All positions are below this.
  public let bound: Int
  /// The runs, in order.
  public let spans: [Span]

  /// Sequences of one length. Shape: `[sequences, length]`, int64.
  public init(_ batch: Tensor) {
    let (count, length) = (batch.shape[0], batch.shape[1])
    ids = batch.reshaped(-1)
    positions = Tensor.arange(0..<length, on: batch.device).expanded([count, length]).reshaped(-1)
    bound = length
    spans = [Span(count: count, length: length)]
  }

  /// Sequences of any lengths above 0; neighbours of one length share a span, so sort them first.
  public init(_ sequences: [[Int]], on device: Device = .cpu) {
    ids = Tensor(sequences.flatMap { $0 }).moved(to: device)
    positions = Tensor(sequences.flatMap { Array($0.indices) }).moved(to: device)
    bound = sequences.reduce(0) { max($0, $1.count) }
    spans = Self.runs(sequences.map(\.count)).map { Span(count: $0.count, length: $0.length) }
  }

  /// Trees of tokens, laid out one after the other; neighbours of one size share a span.
  init(_ trees: [TokenTree]) {
    ids = Tensor(trees.flatMap(\.ids))
    positions = Tensor(trees.flatMap(\.positions))
    bound = (trees.lazy.flatMap(\.positions).max() ?? -1) + 1
    var left = trees[...]
    spans = Self.runs(trees.map(\.ids.count)).map { run in
      let branches = Tensor(
        left.prefix(run.count).flatMap(\.branches), shape: [run.count, 1, run.length])
      left = left.dropFirst(run.count)
      let (own, other) = (branches.unsqueezed(3), branches.unsqueezed(2))
      let order = Tensor.arange(0..<run.length)
      let earlier = order.unsqueezed(1) .>= order
      return Span(
        count: run.count, length: run.length,
        visible: earlier .& ((own .== other) .| (other .== 0)))
    }
  }

  private static func runs(_ lengths: [Int]) -> [(count: Int, length: Int)] {
    lengths.reduce(into: []) { runs, length in
      require(length > 0, "a sequence without tokens")
      if runs.last?.length == length {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((1, length))
      }
    }
  }
}

/// A prompt and what may follow it: each branch sees the prompt and itself.
struct TokenTree {
  private(set) var ids: [Int]
  private(set) var positions: [Int]
  /// 0 for the prompt, from 1 for what follows it.
  private(set) var branches: [Int]

  init(prompt: [Int], continuations: [some Sequence<Int>]) {
    ids = prompt
    positions = Array(prompt.indices)
    branches = prompt.map { _ in 0 }
    for (number, continuation) in continuations.enumerated() {
      for (offset, id) in continuation.enumerated() {
        ids.append(id)
        positions.append(prompt.count + offset)
        branches.append(number + 1)
      }
    }
  }
}
