import NN

/// Hugging Face's `config.json`, with its own names; what a file leaves out is nil.
private struct Upstream: Codable {
  struct RotaryParameters: Codable {
    var rope_type: String?
    /// What `rope_type` was called at first.
    var type: String?
    var rope_theta: Double?
    var factor: Double?
    var low_freq_factor: Double?
    var high_freq_factor: Double?
    var original_max_position_embeddings: Int?
    var partial_rotary_factor: Double?
  }

  struct Quantization: Codable {
    var quant_method: String?
  }

  var model_type: String?
  var architectures: [String]?
  var vocab_size: Int
  var hidden_size: Int
  var num_hidden_layers: Int
  var num_attention_heads: Int
  var num_key_value_heads: Int?
  var head_dim: Int?
  var intermediate_size: Int
  var hidden_act: String?
  /// Gemma's name of `hidden_act`, which there is only kept for old files.
  var hidden_activation: String?
  var rms_norm_eps: Double?
  var tie_word_embeddings: Bool?
  var attention_bias: Bool?
  var mlp_bias: Bool?
  var rope_theta: Double?
  var rope_scaling: RotaryParameters?
  /// Both of the above under one name, since version 5 of the library.
  var rope_parameters: RotaryParameters?
  var sliding_window: Int?
  var layer_types: [String]?
  var attn_logit_softcapping: Double?
  var final_logit_softcapping: Double?
  var query_pre_attn_scalar: Double?
  var clip_qkv: Double?
  var quantization_config: Quantization?
}

extension DecoderConfiguration: Codable {
  /// Reads upstream's fields; those left out keep the architecture's defaults.
  public init(from decoder: any Decoder) throws {
    let upstream = try Upstream(from: decoder)
    guard let name = upstream.model_type ?? upstream.architectures?.first else {
      throw ZooError("neither model_type nor architectures is given")
    }
    if let method = upstream.quantization_config {
      throw ZooError("quantised weights (\(method.quant_method ?? "unnamed")) are not supported")
    }
    try self.init(
      name, vocabulary: upstream.vocab_size, width: upstream.hidden_size,
      depth: upstream.num_hidden_layers, heads: upstream.num_attention_heads,
      keyValueHeads: upstream.num_key_value_heads, headWidth: upstream.head_dim,
      feedForward: upstream.intermediate_size)
    let keysGiven = try decoder.container(keyedBy: Name.self)
    if let name = upstream.hidden_activation ?? (isGemma ? nil : upstream.hidden_act) {
      activation = try Self.activation(name)
    }
    epsilon = upstream.rms_norm_eps ?? epsilon
    isTied = upstream.tie_word_embeddings ?? isTied
    attentionBias = upstream.attention_bias ?? attentionBias
    feedForwardBias = upstream.mlp_bias ?? feedForwardBias
    let rotary = upstream.rope_parameters ?? upstream.rope_scaling
    theta = upstream.rope_parameters?.rope_theta ?? upstream.rope_theta ?? theta
    scaling = try rotary.map(Self.scaling) ?? .none
    // A null is not the same as no word: it switches off what the architecture has by default.
    if keysGiven.contains(Name("sliding_window")) { window = upstream.sliding_window }
    if keysGiven.contains(Name("attn_logit_softcapping")) {
      attentionSoftCap = upstream.attn_logit_softcapping
    }
    if keysGiven.contains(Name("final_logit_softcapping")) {
      logitSoftCap = upstream.final_logit_softcapping
    }
    windowedLayers =
      try upstream.layer_types.map { try $0.map(Self.isWindowed) } ?? windowedLayers
    queryScale = upstream.query_pre_attn_scalar ?? queryScale
    clip = upstream.clip_qkv ?? clip
    self = try validated()
  }

  /// Writes upstream's fields.
  public func encode(to encoder: any Encoder) throws {
    var upstream = Upstream(
      vocab_size: vocabulary, hidden_size: width, num_hidden_layers: depth,
      num_attention_heads: heads, intermediate_size: feedForward)
    upstream.model_type = modelType
    upstream.architectures = [try Architecture.named(modelType).upstreamClass]
    upstream.num_key_value_heads = keyValueHeads
    upstream.head_dim = headWidth
    upstream.hidden_act = activation.rawValue
    upstream.hidden_activation = isGemma ? activation.rawValue : nil
    upstream.rms_norm_eps = epsilon
    upstream.tie_word_embeddings = isTied
    upstream.attention_bias = attentionBias
    upstream.mlp_bias = feedForwardBias
    upstream.rope_parameters = rotaryParameters
    upstream.sliding_window = window
    upstream.layer_types = windowedLayers?.map { $0 ? "sliding_attention" : "full_attention" }
    upstream.attn_logit_softcapping = attentionSoftCap
    upstream.final_logit_softcapping = logitSoftCap
    upstream.query_pre_attn_scalar = queryScale
    upstream.clip_qkv = clip
    try upstream.encode(to: encoder)
    // Absent means the default, so what is switched off is written as null.
    var nulls = encoder.container(keyedBy: Name.self)
    if window == nil { try nulls.encodeNil(forKey: Name("sliding_window")) }
    if attentionSoftCap == nil { try nulls.encodeNil(forKey: Name("attn_logit_softcapping")) }
    if logitSoftCap == nil { try nulls.encodeNil(forKey: Name("final_logit_softcapping")) }
  }

  private var isGemma: Bool { modelType.hasPrefix("gemma") }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private static func activation(_ name: String) throws -> Activation {
    // GPT-2's name of the tanh approximation.
    if name == "gelu_new" { return .geluTanh }
    guard let activation = Activation(rawValue: name) else {
      throw ZooError("hidden_act '\(name)' is not known")
    }
    return activation
  }

  private static func isWindowed(_ layerType: String) throws -> Bool {
    switch layerType {
    case "sliding_attention": true
    case "full_attention": false
    default: throw ZooError("layer_types: '\(layerType)' is not known")
    }
  }

  private static func scaling(_ rotary: Upstream.RotaryParameters) throws -> Rotary.Scaling {
    func required<Value>(_ value: Value?, _ name: String) throws -> Value {
      guard let value else { throw ZooError("rotary scaling lacks \(name)") }
      return value
    }
    guard rotary.partial_rotary_factor ?? 1 == 1 else {
      throw ZooError("partial_rotary_factor other than 1 is not supported")
    }
    switch rotary.rope_type ?? rotary.type ?? "default" {
    case "default": return .none
    case "linear": return .linear(factor: try required(rotary.factor, "factor"))
    case "llama3":
      return .llama3(
        factor: try required(rotary.factor, "factor"),
        lowFactor: try required(rotary.low_freq_factor, "low_freq_factor"),
        highFactor: try required(rotary.high_freq_factor, "high_freq_factor"),
        trainedLength: try required(
          rotary.original_max_position_embeddings, "original_max_position_embeddings"))
    case let type:
      throw ZooError("rotary scaling '\(type)' is not known; known: default, linear, llama3")
    }
  }

  private var rotaryParameters: Upstream.RotaryParameters {
    switch scaling {
    case .none: Upstream.RotaryParameters(rope_type: "default", rope_theta: theta)
    case .linear(let factor):
      Upstream.RotaryParameters(rope_type: "linear", rope_theta: theta, factor: factor)
    case .llama3(let factor, let lowFactor, let highFactor, let trainedLength):
      Upstream.RotaryParameters(
        rope_type: "llama3", rope_theta: theta, factor: factor, low_freq_factor: lowFactor,
        high_freq_factor: highFactor, original_max_position_embeddings: trainedLength)
    }
  }
}
