import Foundation
import Store
import Tensors
import Testing
import Zoo

/// Published recurrent models against the logits that their repository expects.
@Suite(.enabled(if: Fixture.hasReal, Comment(rawValue: Fixture.whySkipped)))
struct RWKVTests {
  static let names = ["4v0-660K", "5v1-730K"]

  private func folder(_ name: String) -> URL {
    Fixture.real.appendingPathComponent("models/tiny-rwkv-\(name)")
  }

  private func model(_ name: String, _ type: String = "FP32") throws -> any LanguageModel {
    try DecoderConfiguration.load(
      rwkv: folder(name).appendingPathComponent("tiny-rwkv-\(name)-\(type).bin"))
  }

  private func expected(_ name: String) throws -> Tensor {
    let file = folder(name).appendingPathComponent("expected-logits-\(name).bin")
    return try Data(contentsOf: file).withUnsafeBytes {
      Tensor(bytes: $0, shape: [256], dtype: .float32)
    }
  }

  @Test(arguments: names)
  func logitsAreTheExpectedOnes(name: String) throws {
    #expect(difference(lastLogits(try model(name)), try expected(name)) < 1e-5)
    // Half the precision of the weights moves the logits a little.
    let change = difference(lastLogits(try model(name, "FP16")), try expected(name))
    #expect(change > 0 && change < 0.05)
  }

  /// The logits after the bytes that the repository's test reads.
  private func lastLogits(_ model: any LanguageModel) -> Tensor {
    let prompt = "\"in".utf8.map { Int($0) }
    return noGrad { model(Tensor(prompt, shape: [1, prompt.count])) }[0, prompt.count - 1]
  }

  @Test(arguments: names)
  func packsAndOrderDoNotMatter(name: String) throws {
    let model = try model(name)
    let sentences = ["Once upon a time", "a", "there was a dog.", "Then"].map { text in
      text.utf8.map { Int($0) }
    }
    let whole = try model.embed(sentences)
    #expect(whole.last.shape == [4, model.configuration.depth + 1, model.configuration.width])
    let parts = try model.embed(sentences.reversed(), packSize: 1)
    #expect(difference(whole.weighted, parts.weighted.flipped(0)) < 1e-5)
    #expect(difference(whole.last, parts.last.flipped(0)) < 1e-5)
  }

  @Test(arguments: names)
  func scoresAreThoseOfEachOptionAlone(name: String) throws {
    let model = try model(name)
    let item = Choice(prompt: [34, 105], options: [[110], [32, 97, 98], [46]])
    let scores = try model.scores([item, Choice(prompt: [65], options: [[66]])])
    #expect(scores.map(\.count) == [3, 1])
    for (option, score) in zip(item.options, scores[0]) {
      let ids = item.prompt + option
      let odds = noGrad { model(Tensor(ids, shape: [1, ids.count]))[0].logSoftmax() }
      let sum = option.enumerated().reduce(0.0) { sum, place in
        sum + odds[item.prompt.count + place.offset - 1, place.element].item()
      }
      #expect(abs(score.sum - sum) < 1e-4)
    }
  }

  @Test func badFilesAreNamed() throws {
    let scratch = try Fixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let file = scratch.appendingPathComponent("model.bin")
    func message(_ bytes: Data) throws -> String {
      try bytes.write(to: file)
      do {
        _ = try DecoderConfiguration.load(rwkv: file)
        return "no error"
      } catch {
        return "\(error)".replacingOccurrences(of: file.path, with: "FILE")
      }
    }
    let good = try Data(
      contentsOf: folder("4v0-660K").appendingPathComponent("tiny-rwkv-4v0-660K-FP32.bin"))
    #expect(try message(good) == "no error")
    #expect(try message(Data("GGUF".utf8) + good[4...]).contains("is not that of rwkv.cpp"))
    let cut = try message(good[..<(good.count - 10)])
    #expect(cut.hasPrefix("FILE") && cut.contains("head.weight"))
    #expect(try message(good[..<100_000]).hasPrefix("FILE"))
    // A width that the tensors do not have.
    var other = good
    other[12] = 64
    #expect(try message(other).contains("shape of emb.weight: [256, 128], should be [256, 64]"))
    let quantised = try Data(
      contentsOf: folder("4v0-660K").appendingPathComponent("tiny-rwkv-4v0-660K-Q5_1.bin"))
    #expect(try message(quantised).contains("are not supported"))
  }
}
