import NN

/// The sizes and switches of a decoder-only model; reads and writes Hugging Face's `config.json`.
public struct DecoderConfiguration: Equatable, Sendable {
  /// Upstream's name of the architecture, such as `llama`.
  public let modelType: String
  /// How many tokens there are.
  public var vocabulary: Int
  /// The width of the residual stream.
  public var width: Int
  /// The number of blocks.
  public var depth: Int
  /// The number of query heads.
  public var heads: Int
  /// The number of heads of keys and values; each serves heads / keyValueHeads queries.
  public var keyValueHeads: Int
  /// The width of a head.
  public var headWidth: Int
  /// The inner width of the feed-forward part.
  public var feedForward: Int
  /// The gate's nonlinearity.
  public var activation: Activation = .silu
  /// Keeps norms from dividing by zero.
  public var epsilon = 1e-6
  /// Whether the head is the embedding table.
  public var isTied = false
  /// Whether the projections of attention have biases.
  public var attentionBias = false
  /// Whether the projections of the feed-forward part have biases.
  public var feedForwardBias = false
  /// The base of the rotary wavelengths.
  public var theta = 10_000.0
  /// How rotary angles are stretched.
  public var scaling = Rotary.Scaling.none
  /// How many positions a token sees back, itself included; nil means all.
  public var window: Int?
  /// The layers that `window` holds for; nil means every layer.
  public var windowedLayers: [Bool]?
  /// Attention logits are squashed into ± this.
  public var attentionSoftCap: Double?
  /// Output logits are squashed into ± this.
  public var logitSoftCap: Double?
  /// Queries are divided by the root of this; nil means the width of a head.
  public var queryScale: Double?
  /// Queries, keys and values are cut to ± this.
  public var clip: Double?

  /// A configuration with the architecture's own defaults; throws on an unknown name.
  public init(
    _ modelType: String, vocabulary: Int, width: Int, depth: Int, heads: Int,
    keyValueHeads: Int? = nil, headWidth: Int? = nil, feedForward: Int
  ) throws {
    let architecture = try Architecture.named(modelType)
    self.modelType = architecture.name
    self.vocabulary = vocabulary
    self.width = width
    self.depth = depth
    self.heads = heads
    self.keyValueHeads = keyValueHeads ?? heads
    self.headWidth = headWidth ?? width / heads
    self.feedForward = feedForward
    architecture.defaults(&self)
  }

  /// The window of a layer; nil where all earlier positions are seen.
  func window(ofLayer layer: Int) -> Int? { windowedLayers?[layer] ?? true ? window : nil }

  /// Throws unless sizes are positive and fit each other.
  func validated() throws -> DecoderConfiguration {
    for (name, size) in [
      ("vocab_size", vocabulary), ("hidden_size", width), ("num_hidden_layers", depth),
      ("num_attention_heads", heads), ("num_key_value_heads", keyValueHeads),
      ("head_dim", headWidth), ("intermediate_size", feedForward), ("sliding_window", window ?? 1),
    ] where size < 1 {
      throw ZooError("\(name) is \(size), should be at least 1")
    }
    guard heads.isMultiple(of: keyValueHeads) else {
      throw ZooError(
        "num_attention_heads \(heads) is no multiple of num_key_value_heads \(keyValueHeads)")
    }
    guard headWidth.isMultiple(of: 2) else {
      throw ZooError("head_dim \(headWidth) is odd, rotary positions need pairs")
    }
    if let windowedLayers, windowedLayers.count != depth {
      throw ZooError("layer_types names \(windowedLayers.count) layers of \(depth)")
    }
    return self
  }
}
