import Tensors

/// How a transformer learns the order of its tokens: by vectors added to the embeddings, by numbers
/// added to the attention scores, or by turning queries and keys.
///
/// A scheme answers with what it adds and leaves the rest nil. Positions count from the start of the
/// sequence, also where only its end is computed.
public protocol PositionalEncoding: Module {
  /// Added to the embeddings. Shape: `[positions, width]`.
  func vectors(at positions: Range<Int>) -> Tensor?

  /// Added to the scores of causal attention; what it says of keys after their query is hidden by
  /// the mask. Shape: `[heads, queries, keys]`.
  func scores(of queries: Range<Int>, over keys: Range<Int>) -> Tensor?

  /// Turns queries and keys.
  func angles(at positions: Range<Int>) -> Rotary.Angles?
}

extension PositionalEncoding {
  /// None.
  public func vectors(at positions: Range<Int>) -> Tensor? { nil }

  /// None.
  public func scores(of queries: Range<Int>, over keys: Range<Int>) -> Tensor? { nil }

  /// None.
  public func angles(at positions: Range<Int>) -> Rotary.Angles? { nil }
}

/// No positional encoding: a causal mask alone tells the order (Kazemnejad et al. 2023).
public struct NoPositions: PositionalEncoding {
  /// Without parameters.
  public init() {}
}

extension LearnedPositions: PositionalEncoding {
  /// The learned vectors; stops the program beyond the last one.
  public func vectors(at positions: Range<Int>) -> Tensor? {
    require(
      positions.upperBound <= weight.shape[0],
      "\(positions.upperBound) positions, \(weight.shape[0]) are learned")
    return weight[positions]
  }
}

/// Rotary positions in the first part of each head, the rest passing through.
public struct RotaryPositions: PositionalEncoding {
  private let rotary: Rotary

  /// - Parameters:
  ///   - headWidth: the features of a head.
  ///   - fraction: the share of them that turn; their number must be even.
  public init(headWidth: Int, fraction: Double = 1, theta: Double = 10_000) {
    require(fraction > 0 && fraction <= 1, "a fraction of \(fraction) of each head")
    rotary = Rotary(width: Int(Double(headWidth) * fraction), theta: theta)
  }

  /// The rotations of the positions.
  public func angles(at positions: Range<Int>) -> Rotary.Angles? {
    rotary.angles(at: .arange(positions), below: positions.upperBound)
  }
}

extension Tensor {
  /// 0 where a query sees a key and −∞ where the key comes later; the queries are the last of the
  /// keys' positions. Shape: `[queries, keys]`.
  public static func causalMask(_ queries: Int, over keys: Int) -> Tensor {
    Tensor.full([queries, keys], -.infinity).upperTriangle(keys - queries + 1)
  }
}
