/// An architecture of the registry: what it changes of the defaults, and how it is built.
///
/// A new one is a file that defines it and a place in `all`.
public struct Architecture: Sendable {
  /// Upstream's `model_type`.
  public let name: String
  /// Upstream's class, as `architectures` names it.
  public let upstreamClass: String
  /// Sets what differs from `DecoderConfiguration`'s defaults.
  let defaults: @Sendable (inout DecoderConfiguration) -> Void
  /// Builds the model; without an initialisation its weights are unset.
  let build: @Sendable (DecoderConfiguration, Initialisation?) -> any LanguageModel

  /// The architectures that can be built.
  public static let all = [llama, mistral, gemma, gemma2, olmo]

  /// The architecture of a `model_type` or class; throws an error that lists the known ones.
  static func named(_ name: String) throws -> Architecture {
    guard let found = all.first(where: { $0.name == name || $0.upstreamClass == name }) else {
      let known = all.map(\.name).sorted().joined(separator: ", ")
      throw ZooError("unknown architecture '\(name)'; known: \(known)")
    }
    return found
  }
}

extension DecoderConfiguration {
  /// A model of this configuration; without an initialisation its weights are unset, for loading.
  public func model(_ initialisation: Initialisation?) throws -> any LanguageModel {
    try Architecture.named(modelType).build(try validated(), initialisation)
  }
}
