/// How checkpoints of an architecture call the weights; a model's own keys are those of upstream's
/// class with a head.
struct UpstreamKeys: Sendable {
  /// What stands before all keys but the head's; checkpoints of the class without a head, and some
  /// others, leave it out.
  var prefix = "model."
  /// The first names of keys without the prefix.
  var parts: Set = ["embed_tokens", "layers", "norm"]
  /// Ends of keys that nothing needs: what follows from the configuration, and other heads.
  var unneeded = ["rotary_emb.inv_freq"]
  /// Keys that repeat other weights where the head is tied to the embedding table.
  var tied: Set = ["lm_head.weight"]
  /// Ends of keys in old files, and what they are now.
  var renamed: [String: String] = [:]

  /// The model's own key of a name in a checkpoint; nil for what the model has no use for.
  func modelKey(of name: String, isTied: Bool) -> String? {
    let isBare = name.split(separator: ".").first.map { parts.contains(String($0)) } ?? false
    let full = isBare ? prefix + name : name
    if unneeded.contains(where: full.hasSuffix) || (isTied && tied.contains(full)) { return nil }
    for (old, new) in renamed where full.hasSuffix(old) { return full.dropLast(old.count) + new }
    return full
  }
}
