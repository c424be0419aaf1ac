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
    self.modelType = architecture.name
    self.vocabulary = vocabulary
    self.width = width
    self.depth = depth
    self.heads = heads
    self.keyValueHeads = keyValueHeads ?? heads
    self.headWidth = headWidth ?? (heads > 0 ? width / heads : 0)
    let factor = architecture.feedForwardFactor
    guard let feedForward = feedForward ?? factor.map({ $0 &* width }) else {
      throw ZooError("intermediate_size is missing")
    }
    self.feedForward = feedForward
    try checkSizes()
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
}
