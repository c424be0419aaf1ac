import Foundation
import NN
import Store
import Tensors

/// RWKV: a model that reads a sequence token by token and carries a state of fixed size along.
///
/// Keys are those of its authors; the decays are as rwkv.cpp's files have them (see `RWKVFile`).
struct RWKV: LanguageModel {
  let configuration: DecoderConfiguration
  let emb: Embedding
  let blocks: [any LayerBlock]
  let lnOut: LayerNorm
  /// Absent where there is none.
  let head: Linear?

  init(
    _ configuration: DecoderConfiguration, _ start: Initialisation?,
    mixer: (_ layer: Int) -> any TimeMixer
  ) {
    self.configuration = configuration
    emb = Embedding(
      configuration.vocabulary, configuration.width,
      initialiser: .normal(start?.deviation ?? 0), using: start?.generator)
    blocks = (0..<configuration.depth).map {
      RWKVBlock(configuration, layer: $0, start, mixer: mixer($0))
    }
    lnOut = LayerNorm(
      configuration.width, epsilon: configuration.epsilon, using: start?.generator)
    head =
      configuration.hasHead ? start.linear(configuration.width, configuration.vocabulary) : nil
  }

  var layers: [any LayerBlock] { blocks }

  func embedded(_ frame: AttentionFrame) -> Tensor { frame.converted(emb(frame.pack.ids)) }

  func concluded(_ x: Tensor) -> Tensor { lnOut(x) }

  func logits(_ state: Tensor) -> Tensor {
    requireHead()
    return head?(state) ?? state
  }
}

/// What takes attention's place: each token reads a summary of those before it.
protocol TimeMixer: Module {
  /// Shape: `[sequences, length, width]`, unchanged.
  func callAsFunction(_ x: Tensor) -> Tensor
}

/// A norm before each part, whose output is added to the stream.
struct RWKVBlock: LayerBlock {
  /// The first block's norm of the embeddings.
  let ln0: LayerNorm?
  let ln1: LayerNorm
  let ln2: LayerNorm
  let att: any TimeMixer
  let ffn: ChannelMixer

  init(
    _ configuration: DecoderConfiguration, layer: Int, _ start: Initialisation?,
    mixer: any TimeMixer
  ) {
    func norm() -> LayerNorm {
      LayerNorm(configuration.width, epsilon: configuration.epsilon, using: start?.generator)
    }
    ln0 = layer == 0 ? norm() : nil
    ln1 = norm()
    ln2 = norm()
    att = mixer
    ffn = ChannelMixer(configuration, start)
  }

  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor {
    let spans = frame.pack.spans
    let parts = zip(spans, x.split(sizes: spans.map(\.tokens))).map { span, part in
      let read = part.reshaped(span.count, span.length, -1)
      let start = ln0?(read) ?? read
      let mixed = start + att(ln1(start))
      return (mixed + ffn(ln2(mixed))).reshaped(span.tokens, -1)
    }
    return parts.count == 1 ? parts[0] : .concatenated(parts)
  }
}

/// Gated squares of what a token and the one before it hold.
struct ChannelMixer: Layer {
  let timeMixK: Tensor
  let timeMixR: Tensor
  let key: Linear
  let value: Linear
  let receptance: Linear

  init(_ configuration: DecoderConfiguration, _ start: Initialisation?) {
    let (width, inner) = (configuration.width, configuration.feedForward)
    timeMixK = Initialiser.constant(0.5)([width], using: start?.generator)
    timeMixR = Initialiser.constant(0.5)([width], using: start?.generator)
    key = start.linear(width, inner)
    value = start.linear(inner, width, factor: start?.feedForwardOutput ?? 1)
    receptance = start.linear(width, width)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let before = x.oneLater()
    let inner = key(before.mixed(x, timeMixK)).relu()
    return receptance(before.mixed(x, timeMixR)).sigmoid() * value(inner * inner)
  }
}

extension Tensor {
  /// Each token's place taken by the one before it, the first by zeros.
  /// Shape: `[sequences, length, width]`, unchanged.
  func oneLater() -> Tensor {
    .concatenated(
      [
        .zeros([shape[0], 1, shape[2]], dtype: dtype, on: device),
        self[TensorIndex.all, 0..<shape[1] - 1],
      ], dim: 1)
  }

  /// This at a share of 0, the other at a share of 1.
  func mixed(_ other: Tensor, _ share: Tensor) -> Tensor { self + (other - self) * share }
}

extension DecoderConfiguration {
  /// The model in a file of rwkv.cpp: RWKV 4 or 5.1, whose token numbers are those of its authors.
  public static func load(rwkv file: URL) throws -> any LanguageModel {
    let weights = try RWKVFile(file)
    func shape(_ key: String) throws -> [Int] { try weights.shape(of: key) }
    // A decay for each channel, or for each head.
    let decays = try shape("blocks.0.att.time_decay")
    let isFifth = decays.count == 3
    var configuration = try DecoderConfiguration(
      isFifth ? "rwkv5" : "rwkv4", vocabulary: weights.vocabulary, width: weights.width,
      depth: weights.depth, heads: isFifth ? decays[0] : 1,
      feedForward: shape("blocks.0.ffn.key.weight")[0])
    configuration.hasHead = weights.keys.contains("head.weight")
    do {
      let model = try configuration.empty(for: weights)
      try model.load(weights)
      return model
    } catch let error as ZooError where !error.description.hasPrefix(file.path) {
      throw ZooError("\(file.path): \(error.description)")
    }
  }
}
