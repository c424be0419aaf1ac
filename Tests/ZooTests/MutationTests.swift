import Foundation
import Store
import TestSupport
import Testing
import Zoo

/// A damaged `config.json` beside sound weights gives an error that names a file, or a model.
@Suite(.timeLimit(.minutes(2))) struct MutationTests {
  @Test(arguments: Fixture.names)
  func configurations(name: String) throws {
    let source = Fixture.folder.appendingPathComponent(name)
    let folder = try Fixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in try FileManager.default.contentsOfDirectory(atPath: source.path)
    where file.hasPrefix("model") {
      try FileManager.default.copyItem(
        at: source.appendingPathComponent(file), to: folder.appendingPathComponent(file))
    }
    let whole = Array(try Data(contentsOf: source.appendingPathComponent("config.json")))
    var damage = Damage(stream: name)
    var refused = 0
    let growth = try peakGrowth {
      for _ in 0..<160 {
        try Data(damage.jsonOrBytes(whole)).write(to: folder.appendingPathComponent("config.json"))
        do {
          let model = try DecoderConfiguration.load(folder: folder)
          let vectors = try model.embed([[1, 2, 3]])
          #expect(
            vectors.last.shape == [1, model.configuration.depth + 1, model.configuration.width])
        } catch let error as ZooError {
          #expect(error.description.contains(folder.path), "\(error)")
          refused += 1
        }
      }
    }
    #expect(refused > 0 && refused < 160, "\(refused) refused")
    #expect(growth < 400 << 20)
  }
}
