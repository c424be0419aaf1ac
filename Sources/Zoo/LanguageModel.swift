import NN
import Tensors

/// A language model whose hidden states can be read layer by layer.
public protocol LanguageModel: LayeredModel {
  /// The sizes and switches it was built with.
  var configuration: DecoderConfiguration { get }

  /// The logits of the next token (of the token itself, where the model reads both ways) from the
  /// last state. Shape: `[…, width]` → `[…, vocabulary]`.
  ///
  /// It is a mistake to ask a model for them whose configuration has no head.
  func logits(_ state: Tensor) -> Tensor
}

extension LanguageModel {
  /// How many tokens there are.
  public var vocabulary: Int { configuration.vocabulary }

  /// The width of the residual stream.
  public var width: Int { configuration.width }

  /// The longest sequence that has positions; nil where any length has.
  public var longest: Int? { configuration.longest }

  /// The model's own key of a tensor that a checkpoint calls `name`, in old spellings too; nil for one
  /// that has no use here.
  public func key(ofStored name: String) -> String? {
    configuration.architecture.keys.modelKey(of: name, isTied: configuration.isTied)
  }

  /// Stops the program where there is no head.
  func requireHead() {
    require(configuration.hasHead, "a \(configuration.modelType) without a head has no logits")
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
