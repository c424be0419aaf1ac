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

  static let names = ["llama", "llama31", "mistral", "gemma", "gemma2", "olmo"]

  static func model(_ name: String) throws -> any LanguageModel {
    try DecoderConfiguration.load(folder: folder.appendingPathComponent(name))
  }

  static func configuration(_ name: String) throws -> DecoderConfiguration {
    try DecoderConfiguration(
      contentsOf: folder.appendingPathComponent(name).appendingPathComponent("config.json"))
  }

  /// What upstream computes with a checkpoint.
  static func expected(_ name: String) throws -> (ids: Tensor, states: Tensor, logits: Tensor) {
    let file = try SafeTensors(folder.appendingPathComponent("\(name)/expected.safetensors"))
    return (try file.tensor("ids"), try file.tensor("states"), try file.tensor("logits"))
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
