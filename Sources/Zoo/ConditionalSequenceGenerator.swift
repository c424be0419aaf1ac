import NN
import Tensors

/// Gated recurrent units that write sequences of letters given a condition, letter after letter.
///
/// The condition stands beside the letter before at every step. Sequences have one length:
/// `[sets, m, length]`, int64 letters.
public struct ConditionalSequenceGenerator: ConditionalGenerator {
  /// The recurrent network, on the letter before and the condition.
  public let recurrent: GRU
  /// From its state to the logits of the next letter.
  public let head: Linear
  private let letters: Int
  private let length: Int

  /// - Parameters:
  ///   - letters: the size of the alphabet.
  ///   - length: of every sequence.
  ///   - condition: the width of a condition.
  ///   - width: of the recurrent state.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    letters: Int, length: Int, condition: Int, width: Int, using generator: Generator?
  ) {
    self.letters = letters
    self.length = length
    // One more kind of letter marks the beginning.
    recurrent = GRU(letters + 1 + condition, width, using: generator)
    head = Linear(width, letters, using: generator)
  }

  /// The mean cross-entropy of the letters, in nats.
  public func loss(
    of points: Tensor, given conditions: Tensor, progress: Double, using generator: Generator
  ) -> Tensor {
    let rows = points.flattened(0, 1)
    let start = Tensor.full([rows.shape[0], 1], Double(letters), dtype: .int64)
    let before = Tensor.concatenated([start, rows[TensorIndex.all, 0..<length - 1]], dim: 1)
    let (states, _) = recurrent(inputs(before, conditions.repeated(points.shape[1])))
    return head(states).flattened(0, 1).crossEntropy(rows.flattened())
  }

  /// Draws sequences. Shape: `[sets, width]` → int64 `[sets, count, length]`.
  public func sample(
    _ count: Int, given conditions: Tensor, using generator: Generator
  ) -> Tensor {
    let rows = conditions.repeated(count)
    let sequences = conditions.shape[0] * count
    var letter = Tensor.full([sequences, 1], Double(letters), dtype: .int64)
    var state: Tensor?
    var written: [Tensor] = []
    for _ in 0..<length {
      let (output, next) = recurrent(inputs(letter, rows), hidden: state)
      letter = head(output[TensorIndex.all, 0]).softmax().multinomial(1, using: generator)
      state = next
      written.append(letter)
    }
    return Tensor.concatenated(written, dim: 1).reshaped(conditions.shape[0], count, length)
  }

  /// Shape: letters `[rows, time]`, conditions `[sets, m, width]` → `[rows, time, in]`.
  private func inputs(_ before: Tensor, _ conditions: Tensor) -> Tensor {
    let seen = before.oneHot(letters + 1).converted(to: conditions.dtype)
    let width = conditions.shape[2]
    let known = conditions.reshaped(-1, 1, width).expanded([
      before.shape[0], before.shape[1], width,
    ])
    return .concatenated([seen, known], dim: -1)
  }
}
