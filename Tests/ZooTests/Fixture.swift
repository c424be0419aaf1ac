import Foundation
import Store
import Tensors
import Testing
import Zoo

/// Where the tests' files are, and models made in place.
enum Fixture {
  /// The package's root folder.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The committed checkpoints: one folder an architecture.
  static let folder = root.appendingPathComponent("Tests/Fixtures/zoo")

  /// Real models, which are not committed; they lie beside some checkouts only.
  static let real = root.deletingLastPathComponent().appendingPathComponent("shared/real")
    .resolvingSymlinksInPath()

  static let hasReal = FileManager.default.fileExists(
    atPath: real.appendingPathComponent("models/stories260K-hf").path)

  static let whySkipped = "no real models at ../shared/real beside the package"

  /// The checkpoints that predict what follows.
  static let decoders = [
    "llama", "llama3", "llama32", "llama-linear", "llama-yarn", "llama-dynamic", "mistral", "gemma",
    "gemma2", "olmo", "olmo2", "gpt2",
  ]
  static let names = decoders + ["bert"]

  static func model(_ name: String, dtype: DType = .float32) throws -> any LanguageModel {
    try DecoderConfiguration.load(folder: folder.appendingPathComponent(name), dtype: dtype)
  }

  static func configuration(_ name: String) throws -> DecoderConfiguration {
    try DecoderConfiguration(
      contentsOf: folder.appendingPathComponent(name).appendingPathComponent("config.json"))
  }

  /// What upstream computes with a checkpoint.
  struct Expected {
    let sentences: [[Int]]
    /// Shape: `[states, tokens, width]`, all sentences' tokens end to end.
    let states: Tensor
    /// Shape: `[tokens, vocabulary]`.
    let logits: Tensor
    /// How far upstream's states are off in bfloat16, relative to their norms. Shape: `[states]`.
    let bfloat16: [Double]

    init(_ name: String) throws {
      let file = try SafeTensors(folder.appendingPathComponent("\(name)/expected.safetensors"))
      var ids = try file.tensor("ids").elements(Int.self)[...]
      sentences = try file.tensor("lengths").elements(Int.self).map { length in
        defer { ids = ids.dropFirst(length) }
        return Array(ids.prefix(length))
      }
      states = try file.tensor("states")
      logits = try file.tensor("logits")
      bfloat16 = try file.tensor("bfloat16").elements(Double.self)
    }
  }

  /// A fresh folder under the system's temporary one.
  static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("zoo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}

/// The largest absolute difference; infinite where shapes differ or something is not finite.
func difference(_ a: Tensor, _ b: Tensor) -> Double {
  guard a.shape == b.shape else { return .infinity }
  let largest: Double = (a - b).abs().max().item()
  return largest.isFinite ? largest : .infinity
}
