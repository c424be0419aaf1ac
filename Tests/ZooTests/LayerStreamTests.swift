import Foundation
import Store
import Tensors
import Testing
import Zoo

/// Models whose weights stay in their files give the vectors of loaded ones.
@Suite struct LayerStreamTests {
  /// Enough for the smallest packs, and lengths that repeat.
  static let sentences = (1...12).map { length in (0..<length).map { ($0 * 7 + length) % 39 + 1 } }

  /// Where nothing waits in memory, some does, and all does.
  @Test(arguments: Fixture.names, [0, 4000, 1 << 30])
  func vectorsAreThoseOfTheLoadedModel(name: String, stateBytes: Int) throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let stream = try DecoderConfiguration.stream(
      folder: Fixture.folder.appendingPathComponent(name))
    let expected = try Fixture.model(name).embed(Self.sentences, packSize: 16)
    // Twice: nothing of the first pass is in the way of the second.
    for _ in 0..<2 {
      let vectors = try stream.embed(
        Self.sentences, packSize: 16, stateBytes: stateBytes, scratch: folder
      ).rows(Array(Self.sentences.indices))
      #expect(vectors.weighted.isEqual(to: expected.weighted))
      #expect(vectors.last.isEqual(to: expected.last))
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.isEmpty, "the scratch file has lost its name: \(left)")
  }

  @Test(arguments: Fixture.names)
  func storedTypesAreConvertedAlike(name: String) throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = Fixture.folder.appendingPathComponent(name)
    let weights = try SafeTensors(source)
    for dtype in [DType.bfloat16, .float32] {
      let tensors = try Dictionary(
        uniqueKeysWithValues: weights.keys.map {
          ($0, try weights.tensor($0).converted(to: .bfloat16).converted(to: dtype))
        })
      let model = folder.appendingPathComponent(dtype.rawValue)
      try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: source.appendingPathComponent("config.json"),
        to: model.appendingPathComponent("config.json"))
      try SafeTensors.save(tensors, to: model.appendingPathComponent("model.safetensors"))
    }
    let expected = try DecoderConfiguration.load(folder: folder.appendingPathComponent("float32"))
      .embed(Self.sentences)
    let half = folder.appendingPathComponent("bfloat16")
    let streamed = try DecoderConfiguration.stream(folder: half)
      .embed(Self.sentences, stateBytes: 0, scratch: folder).rows([0, 11, 11])
    let rows = Tensor([0, 11, 11])
    #expect(streamed.weighted.isEqual(to: expected.weighted.indexSelected(0, rows)))
    let loaded = try DecoderConfiguration.load(folder: half).embed(Self.sentences)
    #expect(loaded.last.isEqual(to: expected.last))
    // Computing in bfloat16 is coarser: eight bits of mantissa through three layers.
    let coarse = try DecoderConfiguration.stream(folder: half, dtype: .bfloat16)
      .embed(Self.sentences, stateBytes: 0, scratch: folder).rows(Array(Self.sentences.indices))
    let whole = try DecoderConfiguration.load(folder: half, dtype: .bfloat16)
      .embed(Self.sentences)
    #expect(coarse.last.isEqual(to: whole.last))
    let scale: Double = expected.last.abs().max().item()
    #expect(difference(coarse.last, expected.last) < 0.05 * scale)
    #expect(!coarse.last.isEqual(to: expected.last))
  }

  @Test func tooLittleMemoryIsRefusedWithWhatIsNeeded() throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let stream = try DecoderConfiguration.stream(
      folder: Fixture.folder.appendingPathComponent("llama"))
    #expect(!stream.fits(in: 1 << 20, packSize: 16))
    #expect(stream.fits(in: 1 << 40, packSize: 16))
    #expect {
      try stream.embed(Self.sentences, packSize: 16, memory: 1 << 20, scratch: folder)
    } throws: {
      "\($0)".contains("a memory of 0.00 GB is too little")
    }
    let vectors = try stream.embed(Self.sentences, packSize: 16, memory: 1 << 40, scratch: folder)
    #expect(try vectors.rows([3]).last.shape == [1, 4, 64])
  }

  @Test func badWeightsAndSentencesAreNamed() throws {
    let folder = try Fixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = Fixture.folder.appendingPathComponent("llama")
    let stream = try DecoderConfiguration.stream(folder: source)
    #expect {
      try stream.embed([[1], [40]], stateBytes: 0, scratch: folder)
    } throws: {
      "\($0)" == "sentence 2: token 40 is not among the model's 40"
    }
    let weights = try SafeTensors(source)
    let name = "model.layers.1.mlp.up_proj.weight"
    try SafeTensors.save(
      Dictionary(
        uniqueKeysWithValues: weights.keys.filter { $0 != name }.map {
          ($0, try weights.tensor($0))
        }), to: folder.appendingPathComponent("model.safetensors"))
    try FileManager.default.copyItem(
      at: source.appendingPathComponent("config.json"),
      to: folder.appendingPathComponent("config.json"))
    #expect {
      try DecoderConfiguration.stream(folder: folder)
    } throws: {
      "\($0)".contains("missing: \(name)")
    }
  }
}
