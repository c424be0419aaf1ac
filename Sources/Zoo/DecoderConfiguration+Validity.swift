import Store

extension DecoderConfiguration {
  /// Throws unless sizes and numbers are in their ranges and fit each other.
  func validated() throws -> DecoderConfiguration {
    try checkSizes()
    for (name, number) in [
      ("rope_theta", theta), ("attn_logit_softcapping", attentionSoftCap ?? 1),
      ("final_logit_softcapping", logitSoftCap ?? 1), ("query_pre_attn_scalar", queryScale ?? 1),
      ("clip_qkv", clip ?? 1),
    ] where !(number > 0) {
      throw ZooError("\(name) is \(number), should be above 0")
    }
    guard epsilon >= 0 else {
      throw ZooError("\(spelling("rms_norm_eps")) is \(epsilon), should not be negative")
    }
    if case .llama3(_, let lowFactor, let highFactor, _) = scaling, !(lowFactor < highFactor) {
      throw ZooError("low_freq_factor \(lowFactor) is not below high_freq_factor \(highFactor)")
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

  /// Throws unless all sizes are positive, and such that two of them can be multiplied.
  func checkSizes() throws {
    for (name, size) in [
      ("vocab_size", vocabulary), ("hidden_size", width), ("num_hidden_layers", depth),
      ("num_attention_heads", heads), ("num_key_value_heads", keyValueHeads),
      ("head_dim", headWidth), ("intermediate_size", feedForward), ("sliding_window", window ?? 1),
      ("max_position_embeddings", positions ?? 1), ("type_vocab_size", tokenTypes ?? 1),
    ] {
      guard size >= 1 else {
        throw ZooError("\(spelling(name)) is \(size), should be at least 1")
      }
      // Layers are made before their weights are looked for.
      let limit = name == "num_hidden_layers" ? 10_000 : Int(Int32.max)
      guard size <= limit else {
        throw ZooError("\(spelling(name)) is \(size), should be at most \(limit)")
      }
    }
  }

  /// A model without its weights, for a checkpoint that has at least as many as its largest matrices
  /// need: sizes that a file makes up shall not cost memory.
  func model(for weights: any Weights) throws -> any LanguageModel {
    let held = try weights.keys.reduce(0.0) { sum, key in
      try sum + weights.shape(of: key).reduce(1) { $0 * Double($1) }
    }
    for (name, rows) in [
      ("vocab_size", vocabulary), ("intermediate_size", feedForward),
      ("num_attention_heads × head_dim", heads * headWidth),
      ("max_position_embeddings", architecture.positions == .learned ? positions ?? 0 : 0),
      ("type_vocab_size", tokenTypes ?? 0),
    ] where Double(rows) * Double(width) > held {
      throw ZooError(
        "\(spelling(name)) \(rows) × \(spelling("hidden_size")) \(width) is more than the "
          + "\(Int(held)) numbers in \(weights.source.path)")
    }
    guard depth <= weights.keys.count else {
      throw ZooError(
        "\(spelling("num_hidden_layers")) \(depth) is more than the \(weights.keys.count) tensors "
          + "in \(weights.source.path)")
    }
    return try model(nil)
  }

  /// A field's name in the architecture's files.
  private func spelling(_ name: String) -> String { architecture.fieldNames[name] ?? name }
}
