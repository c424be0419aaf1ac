import NN

extension DecoderConfiguration: Codable {
  /// Reads upstream's fields; those left out keep the architecture's defaults.
  public init(from decoder: any Decoder) throws {
    let fields = try ConfigurationFields(decoder)
    let architecture = fields.architecture
    let vocabulary: Int = try fields.required("vocab_size")
    let inner: Int? =
      try architecture.feedForwardFactor == nil
      ? fields.required("intermediate_size") : fields.value("intermediate_size")
    try self.init(
      architecture.name, vocabulary: vocabulary, width: fields.required("hidden_size"),
      depth: fields.required("num_hidden_layers"), heads: fields.required("num_attention_heads"),
      keyValueHeads: fields.value("num_key_value_heads"), headWidth: fields.value("head_dim"),
      feedForward: inner)
    hasHead = fields.upstreamClass != architecture.bodyClass
    // Gemma 1's files name an activation that its authors took back.
    let isOld = architecture.name == Architecture.gemma.name
    let activationName: String? = try fields.value(isOld ? "hidden_activation" : "hidden_act")
    activation = try activationName.map(Self.activation) ?? activation
    epsilon = try fields.value("rms_norm_eps") ?? epsilon
    isTied = try fields.value("tie_word_embeddings") ?? isTied
    attentionBias = try fields.value("attention_bias") ?? attentionBias
    feedForwardBias = try fields.value("mlp_bias") ?? feedForwardBias
    positions = try fields.value("max_position_embeddings") ?? positions
    tokenTypes = try fields.value("type_vocab_size") ?? tokenTypes
    let name = fields.isGiven("rope_parameters") ? "rope_parameters" : "rope_scaling"
    let rotary = try fields.value(name, of: RotaryParameters.self)
    theta = try rotary?.rope_theta ?? fields.value("rope_theta") ?? theta
    scaling = try rotary?.scaling(name, positions: positions) ?? .none
    // A null is not the same as no word: it switches off what the architecture has by default.
    if fields.isGiven("sliding_window") { window = try fields.value("sliding_window") }
    if fields.isGiven("attn_logit_softcapping") {
      attentionSoftCap = try fields.value("attn_logit_softcapping")
    }
    if fields.isGiven("final_logit_softcapping") {
      logitSoftCap = try fields.value("final_logit_softcapping")
    }
    windowedLayers =
      try fields.value("layer_types", of: [String].self)?.map(Self.isWindowed) ?? windowedLayers
    queryScale = try fields.value("query_pre_attn_scalar") ?? queryScale
    if try fields.value("scale_attn_weights") == false { queryScale = 1 }
    scalesByLayer = try fields.value("scale_attn_by_inverse_layer_idx") ?? scalesByLayer
    clip = try fields.value("clip_qkv") ?? clip
    self = try validated()
  }

  /// Writes upstream's fields.
  public func encode(to encoder: any Encoder) throws {
    let architecture = architecture
    var container = encoder.container(keyedBy: ConfigurationFields.Name.self)
    func write(_ name: String, _ value: (some Encodable)?, null: Bool = false) throws {
      let name = ConfigurationFields.Name(architecture.fieldNames[name] ?? name)
      if let value {
        try container.encode(value, forKey: name)
      } else if null {
        // Absent means the default, so what is switched off is written as null.
        try container.encodeNil(forKey: name)
      }
    }
    try write("model_type", modelType)
    try write("architectures", [hasHead ? architecture.upstreamClass : architecture.bodyClass])
    try write("vocab_size", vocabulary)
    try write("hidden_size", width)
    try write("num_hidden_layers", depth)
    try write("num_attention_heads", heads)
    try write("num_key_value_heads", architecture.groupsHeads ? keyValueHeads : nil)
    try write("head_dim", architecture.groupsHeads ? headWidth : nil)
    try write("intermediate_size", feedForward)
    try write("hidden_act", activation)
    if modelType == Architecture.gemma.name { try write("hidden_activation", activation) }
    try write("rms_norm_eps", epsilon)
    try write("tie_word_embeddings", isTied)
    try write("attention_bias", attentionBias)
    try write("mlp_bias", feedForwardBias)
    try write("max_position_embeddings", positions)
    try write("type_vocab_size", tokenTypes)
    try write("rope_parameters", RotaryParameters(scaling, theta: theta))
    try write("sliding_window", window, null: true)
    try write("layer_types", windowedLayers?.map { $0 ? "sliding_attention" : "full_attention" })
    try write("attn_logit_softcapping", attentionSoftCap, null: true)
    try write("final_logit_softcapping", logitSoftCap, null: true)
    try write("query_pre_attn_scalar", queryScale)
    try write("scale_attn_by_inverse_layer_idx", scalesByLayer)
    try write("clip_qkv", clip)
  }

  private static func activation(_ name: String) throws -> Activation {
    // Other names of the same functions.
    let others: [String: Activation] = [
      "gelu_new": .geluTanh, "gelu_fast": .geluTanh, "gelu_python": .gelu, "swish": .silu,
    ]
    guard let activation = others[name] ?? Activation(rawValue: name) else {
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
}
