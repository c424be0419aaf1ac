import NN
import Tensors

/// A causal language model whose hidden states can be read layer by layer.
public protocol LanguageModel: Module {
  /// The sizes and switches it was built with.
  var configuration: DecoderConfiguration { get }

  /// Reads a pack and hands out each hidden state as soon as it is there.
  ///
  /// The states are those of Hugging Face's `output_hidden_states`: number 0 is the embedding's
  /// output (scaled, where the model scales it), number l the residual stream after block l, and
  /// the last one, number `depth`, has passed the final norm. Shape of each: `[tokens, width]`.
  ///
  /// - Returns: the last state.
  @discardableResult
  func read(_ pack: Pack, state visit: (_ layer: Int, _ state: Tensor) -> Void) -> Tensor

  /// The logits of the next token from the last state. Shape: `[…, width]` → `[…, vocabulary]`.
  func logits(_ state: Tensor) -> Tensor

  /// The matrix of the head. Shape: `[vocabulary, width]`.
  var head: Tensor { get }
}

extension LanguageModel {
  /// The logits of each next token. Shape: int64 `[batch, length]` → `[batch, length, vocabulary]`.
  public func callAsFunction(_ ids: Tensor) -> Tensor {
    logits(read(Pack(ids)) { _, _ in }).reshaped(ids.shape + [-1])
  }

  /// All hidden states, as `read` numbers them. Shape: `[batch, length]` → `[batch, length, width]`.
  public func hiddenStates(_ ids: Tensor) -> [Tensor] {
    var states: [Tensor] = []
    read(Pack(ids)) { _, state in states.append(state.reshaped(ids.shape + [-1])) }
    return states
  }

  /// The mean of −log p of each target after its prefix. Shape: both int64 `[batch, length]`.
  public func loss(_ ids: Tensor, targets: Tensor) -> Tensor {
    logits(read(Pack(ids)) { _, _ in }).crossEntropy(targets.reshaped(-1))
  }
}
