import NN
import Tensors

/// A causal language model whose hidden states can be read layer by layer.
public protocol LanguageModel: LayeredModel {
  /// The sizes and switches it was built with.
  var configuration: DecoderConfiguration { get }

  /// The logits of the next token from the last state. Shape: `[…, width]` → `[…, vocabulary]`.
  func logits(_ state: Tensor) -> Tensor

  /// The matrix of the head. Shape: `[vocabulary, width]`.
  var head: Tensor { get }
}

extension LanguageModel {
  /// How many tokens there are.
  public var vocabulary: Int { configuration.vocabulary }

  /// The width of the residual stream.
  public var width: Int { configuration.width }

  /// The same, but for what old files keep too: rotary frequencies, and a copy of the tied head.
  public func key(ofStored name: String) -> String? {
    name.hasSuffix("rotary_emb.inv_freq") || configuration.isTied && name == "lm_head.weight"
      ? nil : name
  }

  /// The logits of each next token. Shape: int64 `[batch, length]` → `[batch, length, vocabulary]`.
  public func callAsFunction(_ ids: Tensor) -> Tensor {
    logits(read(Pack(ids)) { _, _ in }).reshaped(ids.shape + [-1])
  }

  /// The mean of −log p of each target after its prefix. Shape: both int64 `[batch, length]`.
  public func loss(_ ids: Tensor, targets: Tensor) -> Tensor {
    logits(read(Pack(ids)) { _, _ in }).crossEntropy(targets.reshaped(-1))
  }
}
