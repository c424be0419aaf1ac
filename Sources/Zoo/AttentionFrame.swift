import NN
import Tensors

/// What all layers share in one pass: who sees whom in a pack, and the rotations of its positions.
public final class AttentionFrame {
  /// What is read.
  public let pack: Pack
  private let dtype: DType?
  private let isCausal: Bool
  private let angles: Rotary.Angles?
  private var masks: [MaskKey: Tensor] = [:]

  private struct MaskKey: Hashable {
    let span: Int
    let window: Int?
  }

  /// - Parameters:
  ///   - rotary: turns queries and keys; nil where positions enter otherwise.
  ///   - isCausal: whether a token sees only itself and those before it, or its whole sequence.
  ///   - dtype: what rows of tables are converted to; nil leaves them as they are.
  init(_ pack: Pack, _ rotary: Rotary? = nil, isCausal: Bool = true, dtype: DType?) {
    self.pack = pack
    self.dtype = dtype
    self.isCausal = isCausal
    angles = rotary?.angles(at: pack.positions, below: pack.bound)
  }

  /// Rows that were looked up in a table, in the type that is computed with.
  func converted(_ rows: Tensor) -> Tensor { dtype.map(rows.converted) ?? rows }

  /// Turns heads by their tokens' positions. Shape: `[tokens, heads, width]`, unchanged.
  func rotated(_ heads: Tensor) -> Tensor { angles?(heads) ?? heads }

  /// Attention within each sequence.
  ///
  /// Shape: queries `[tokens, heads, width]`, keys and values `[tokens, keyValueHeads, width]` →
  /// `[tokens, heads · width]`.
  func attend(
    _ queries: Tensor, _ keys: Tensor, _ values: Tensor, scale: Double, window: Int? = nil,
    softCap: Double? = nil
  ) -> Tensor {
    let sizes = pack.spans.map { $0.count * $0.length }
    let parts = [queries, keys, values].map { $0.split(sizes: sizes) }
    let attended = pack.spans.indices.map { index in
      let span = pack.spans[index]
      let (q, k, v) = (
        span.heads(parts[0][index]), span.heads(parts[1][index]), span.heads(parts[2][index])
      )
      let output: Tensor
      if let softCap {
        output = capped(
          q, k, v, scale: scale, softCap: softCap, mask: mask(index, window, q.dtype))
      } else {
        let isWhole = span.visible == nil && (window.map { $0 >= span.length } ?? true)
        output = q.attention(
          keys: k, values: v, mask: isWhole ? nil : mask(index, window, q.dtype),
          causal: isWhole && isCausal, scale: scale, grouped: q.shape[1] != k.shape[1])
      }
      return output.transposed(1, 2).reshaped(sizes[index], -1)
    }
    return attended.count == 1 ? attended[0] : .concatenated(attended)
  }

  /// Attention with its logits squashed, which libtorch has no kernel for (Gemma 2).
  private func capped(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, scale: Double, softCap: Double, mask: Tensor
  ) -> Tensor {
    let group = q.shape[1] / k.shape[1]
    let (k, v) =
      group == 1 ? (k, v) : (k.repeatInterleaved(group, dim: 1), v.repeatInterleaved(group, dim: 1))
    let logits = (q * (scale / softCap)).matmul(k.transposed()).tanh() * softCap
    return (logits + mask).softmax().matmul(v)
  }

  /// 0 where a token sees a position and −∞ elsewhere. Shape: `[count or 1, 1, length, length]`.
  private func mask(_ index: Int, _ window: Int?, _ dtype: DType) -> Tensor {
    let key = MaskKey(span: index, window: window)
    if let known = masks[key] { return known }
    let span = pack.spans[index]
    let start = pack.spans[..<index].reduce(0) { $0 + $1.count * $1.length }
    let places = pack.positions[start..<start + span.count * span.length]
      .reshaped(span.count, 1, span.length)[span.visible == nil ? 0..<1 : 0..<span.count]
    let distance = places.unsqueezed(3) - places.unsqueezed(2)
    var seen = span.visible ?? (isCausal ? distance .>= 0 : distance .>= -span.length)
    if let window { seen = seen .& ((isCausal ? distance : distance.abs()) .< window) }
    let mask = Tensor.zeros(seen.shape, on: seen.device)
      .masked(seen.logicalNot(), with: -.infinity).converted(to: dtype)
    masks[key] = mask
    return mask
  }
}

extension Pack.Span {
  /// `[count · length, heads, width]` → `[count, heads, length, width]`.
  fileprivate func heads(_ rows: Tensor) -> Tensor {
    let shape = rows.shape
    return rows.reshaped(count, length, shape[1], shape[2]).transposed(1, 2)
  }
}
