import NN

/// The sizes and switches of a model; reads and writes Hugging Face's `config.json`.
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
  /// Whether attention logits of layer l, counted from 1, are divided by l.
  public var scalesByLayer = false
  /// Queries, keys and values are cut to ± this.
  public var clip: Double?
  /// How many positions there are: vectors, where positions are learned.
  public var positions: Int?
  /// How many kinds of tokens there are, where kinds have vectors; all tokens are of the first kind.
  public var tokenTypes: Int?
  /// Whether there is a head that gives logits; files of upstream's class without one have none.
  public var hasHead = true

  /// A configuration with the architecture's own defaults; throws on an unknown name.
  ///
  /// - Parameter feedForward: may be left out where it follows from the width (GPT-2).
  public init(
    _ modelType: String, vocabulary: Int, width: Int, depth: Int, heads: Int,
    keyValueHeads: Int? = nil, headWidth: Int? = nil, feedForward: Int? = nil
  ) throws {
    let architecture = try Architecture.named(modelType)
    for (name, size) in [
      ("vocab_size", vocabulary), ("hidden_size", width), ("num_hidden_layers", depth),
      ("num_attention_heads", heads),
    ] {
      try architecture.check(name, size)
    }
    self.modelType = architecture.name
    self.vocabulary = vocabulary
    self.width = width
    self.depth = depth
    self.heads = heads
    self.keyValueHeads = keyValueHeads ?? heads
    self.headWidth = headWidth ?? width / heads
    guard let feedForward = feedForward ?? architecture.feedForwardFactor.map({ $0 * width }) else {
      throw ZooError("intermediate_size is missing")
    }
    self.feedForward = feedForward
    architecture.defaults(&self)
  }

  /// What the registry says of `modelType`, which is never unknown.
  var architecture: Architecture {
    guard let architecture = try? Architecture.named(modelType) else {
      fatalError("unknown architecture \(modelType)")
    }
    return architecture
  }

  /// The longest sequence that has positions; nil where any length has.
  ///
  /// Dynamic scaling ends here where upstream begins to change the wavelengths with the length.
  public var longest: Int? {
    if architecture.positions == .learned { return positions }
    if case .dynamic(_, let trainedLength) = scaling { return trainedLength }
    return nil
  }

  /// The window of a layer; nil where all earlier positions are seen.
  func window(ofLayer layer: Int) -> Int? { windowedLayers?[layer] ?? true ? window : nil }

  /// Throws unless sizes are positive and fit each other.
  func validated() throws -> DecoderConfiguration {
    for (name, size) in [
      ("vocab_size", vocabulary), ("hidden_size", width), ("num_hidden_layers", depth),
      ("num_attention_heads", heads), ("num_key_value_heads", keyValueHeads),
      ("head_dim", headWidth), ("intermediate_size", feedForward), ("sliding_window", window ?? 1),
      ("max_position_embeddings", positions ?? 1), ("type_vocab_size", tokenTypes ?? 1),
    ] {
      try architecture.check(name, size)
    }
    for (name, number) in [
      ("rope_theta", theta), ("attn_logit_softcapping", attentionSoftCap ?? 1),
      ("final_logit_softcapping", logitSoftCap ?? 1), ("query_pre_attn_scalar", queryScale ?? 1),
      ("clip_qkv", clip ?? 1),
    ] where !(number > 0) {
      throw ZooError("\(name) is \(number), should be above 0")
    }
    guard epsilon >= 0 else {
      let name = architecture.fieldNames["rms_norm_eps"] ?? "rms_norm_eps"
      throw ZooError("\(name) is \(epsilon), should not be negative")
    }
    guard
      architecture.groupsHeads || (keyValueHeads == heads && headWidth * heads == width)
    else {
      throw ZooError(
        "\(modelType) has as many heads of keys as of queries, and their widths add up to "
          + "hidden_size \(width)")
    }
    guard heads.isMultiple(of: keyValueHeads) else {
      throw ZooError(
        "num_attention_heads \(heads) is no multiple of num_key_value_heads \(keyValueHeads)")
    }
    guard architecture.positions != .rotary || headWidth.isMultiple(of: 2) else {
      throw ZooError("head_dim \(headWidth) is odd, rotary positions need pairs")
    }
    if let windowedLayers, windowedLayers.count != depth {
      throw ZooError("layer_types names \(windowedLayers.count) layers of \(depth)")
    }
    return self
  }
}

extension Architecture {
  /// Throws unless a size is positive, and small enough for sums and tables of sizes.
  fileprivate func check(_ name: String, _ size: Int) throws {
    let greatest = name == "num_hidden_layers" ? 1 << 16 : Int(Int32.max)
    guard size >= 1 else {
      throw ZooError("\(fieldNames[name] ?? name) is \(size), should be at least 1")
    }
    guard size <= greatest else {
      throw ZooError("\(fieldNames[name] ?? name) is \(size), more than \(greatest)")
    }
  }
}
