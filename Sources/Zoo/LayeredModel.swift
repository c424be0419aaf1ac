import NN
import Tensors

/// A model that turns tokens into hidden states layer by layer: an embedding, blocks, an end.
///
/// This is all that the embedding engine knows of an architecture: it can drive one pack through all
/// layers, or all packs through one layer before it touches the next. To serve it, an architecture
///
/// - keeps all weights of block l in `layers[l]`, which needs nothing but the state before it and the
///   frame, so that the weights of other blocks need not be in memory;
/// - keeps outside of `layers` only tables that are looked up row by row and small vectors (norms):
///   under `LayerStream` a table stays in the mapped file, in its stored type, and `embedded` converts
///   the rows it looked up by `frame.converted`, before any arithmetic.
///
/// The states are those of Hugging Face's `output_hidden_states`: number 0 is what `embedded` gives,
/// number l the output of block l − 1, and the last one has passed `concluded`.
public protocol LayeredModel: Module {
  /// How many tokens there are.
  var vocabulary: Int { get }
  /// The width of the states.
  var width: Int { get }
  /// The longest sequence that has positions; nil where any length has.
  var longest: Int? { get }
  /// The blocks in their order.
  var layers: [any LayerBlock] { get }

  /// What all layers share when they read a pack.
  ///
  /// - Parameter dtype: what looked-up rows are converted to; nil leaves them as they are stored.
  func frame(_ pack: Pack, dtype: DType?) -> AttentionFrame

  /// State 0: what the first block reads. Shape: `[tokens, width]`.
  func embedded(_ frame: AttentionFrame) -> Tensor

  /// The last state, from the last block's output: its final norm, where there is one.
  func concluded(_ x: Tensor) -> Tensor

  /// The model's own key of a tensor that a checkpoint calls `name`; nil for one it has no use for.
  func key(ofStored name: String) -> String?
}

/// One layer of a model.
public protocol LayerBlock: Module {
  /// Shape: `[tokens, width]`, unchanged.
  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor
}

extension LayeredModel {
  /// Any length.
  public var longest: Int? { nil }

  /// A causal frame without positions.
  public func frame(_ pack: Pack, dtype: DType?) -> AttentionFrame {
    AttentionFrame(pack, dtype: dtype)
  }

  /// The state itself.
  public func concluded(_ x: Tensor) -> Tensor { x }

  /// The same, but for the rotary frequencies of old files, which follow from the configuration.
  public func key(ofStored name: String) -> String? {
    name.hasSuffix("rotary_emb.inv_freq") ? nil : name
  }

  /// The number of hidden states: the embedding's output and one a layer.
  public var stateCount: Int { layers.count + 1 }

  /// Reads a pack and hands out each hidden state as soon as it is there. Shape: `[tokens, width]`.
  ///
  /// - Returns: the last state.
  @discardableResult
  public func read(_ pack: Pack, state visit: (_ layer: Int, _ state: Tensor) -> Void) -> Tensor {
    let frame = frame(pack, dtype: nil)
    var x = embedded(frame)
    for (number, block) in layers.enumerated() {
      visit(number, x)
      x = block(x, frame)
    }
    x = concluded(x)
    visit(layers.count, x)
    return x
  }

  /// All hidden states. Shape: `[batch, length]` → `[batch, length, width]`.
  public func hiddenStates(_ ids: Tensor) -> [Tensor] {
    var states: [Tensor] = []
    read(Pack(ids)) { _, state in states.append(state.reshaped(ids.shape + [-1])) }
    return states
  }
}
