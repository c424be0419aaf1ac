import NN
import Tensors

/// What all layers share in one pass: who sees whom in a pack, and the rotations of its positions.
final class AttentionFrame {
  private let pack: Pack
  private let angles: Rotary.Angles
  private var masks: [MaskKey: Tensor] = [:]

  private struct MaskKey: Hashable {
    let span: Int
    let window: Int?
  }

  init(_ pack: Pack, _ rotary: Rotary) {
    self.pack = pack
    angles = rotary.angles(at: pack.positions, below: pack.bound)
  }

  /// Turns heads by their tokens' positions. Shape: `[tokens, heads, width]`, unchanged.
  func rotated(_ heads: Tensor) -> Tensor { angles(heads) }

  /// Attention within each sequence.
  ///
  /// Shape: queries `[tokens, heads, width]`, keys and values `[tokens, keyValueHeads, width]` →
  /// `[tokens, heads · width]`.
  func attend(
    _ queries: Tensor, _ keys: Tensor, _ values: Tensor, scale: Double, window: Int?,
    softCap: Double?
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
        output = capped(q, k, v, scale: scale, softCap: softCap, mask: mask(index, window))
      } else {
        let isCausal = span.visible == nil && (window.map { $0 >= span.length } ?? true)
        output = q.attention(
          keys: k, values: v, mask: isCausal ? nil : mask(index, window), causal: isCausal,
          scale: scale, grouped: q.shape[1] != k.shape[1])
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
  private func mask(_ index: Int, _ window: Int?) -> Tensor {
    let key = MaskKey(span: index, window: window)
    if let known = masks[key] { return known }
    let span = pack.spans[index]
    let start = pack.spans[..<index].reduce(0) { $0 + $1.count * $1.length }
    let places = pack.positions[start..<start + span.count * span.length]
      .reshaped(span.count, 1, span.length)[span.visible == nil ? 0..<1 : 0..<span.count]
    let distance = places.unsqueezed(3) - places.unsqueezed(2)
    var seen = span.visible ?? (distance .>= 0)
    if let window { seen = seen .& (distance .< window) }
    let mask = Tensor.zeros(seen.shape, on: seen.device).masked(seen.logicalNot(), with: -.infinity)
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
