/// An architecture of the registry: what it changes of the defaults, how its files spell things, and
/// how it is built.
///
/// A new one is a file that defines it and a place in `all`.
public struct Architecture: Sendable {
  /// Which tokens a state depends on.
  enum Sight: Sendable {
    /// Those up to its own, by attention: branches may share a prompt.
    case causal
    /// Those up to its own, one after the other.
    case recurrent
    /// All of the sequence.
    case bidirectional
  }

  /// How a model knows where a token stands.
  enum Positions: Sendable {
    /// Queries and keys are rotated.
    case rotary
    /// Learned vectors are added, which end somewhere.
    case learned
    /// By reading one after the other.
    case none
  }

  /// Upstream's `model_type`.
  public let name: String
  /// Upstream's class, as `architectures` names it.
  public let upstreamClass: String
  /// Upstream's class without a head.
  let bodyClass: String
  var sight = Sight.causal
  var positions = Positions.rotary
  /// Whether heads of keys and values may be fewer than those of queries, and of any width.
  var groupsHeads = true
  /// The inner width of the feed-forward part over the outer one, where a file does not give it.
  var feedForwardFactor: Int?
  /// Fields that have another name than Llama's.
  var fieldNames: [String: String] = [:]
  /// Fields of which only one value is supported.
  var fixedFields: [String: FieldValue] = [:]
  /// How weights are called in files.
  var keys = UpstreamKeys()
  /// Sets what differs from `DecoderConfiguration`'s defaults.
  var defaults: @Sendable (inout DecoderConfiguration) -> Void = { _ in }
  /// Builds the model; without an initialisation its weights are unset.
  let build: @Sendable (DecoderConfiguration, Initialisation?) -> any LanguageModel

  /// The architectures that can be built.
  public static let all = [llama, mistral, gemma, gemma2, olmo, olmo2, gpt2, bert, rwkv4, rwkv5]

  /// The architecture of a `model_type` or class; throws an error that lists the known ones.
  static func named(_ name: String) throws -> Architecture {
    guard
      let found = all.first(where: { [$0.name, $0.upstreamClass, $0.bodyClass].contains(name) })
    else {
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
