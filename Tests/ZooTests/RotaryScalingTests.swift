import Foundation
import NN
import Tensors
import Testing
import Zoo

/// Wavelengths as upstream computes them from the fields of a configuration.
@Suite struct RotaryScalingTests {
  private func cases() throws -> [String: [String: Any]] {
    let file = Fixture.folder.appendingPathComponent("rotary.json")
    let read = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    return try #require(read as? [String: [String: Any]])
  }

  @Test func wavelengthsAndAmplitudesAreUpstreams() throws {
    let cases = try cases()
    #expect(cases.count == 7)
    for (name, expected) in cases {
      let fields: [String: Any] = [
        "model_type": "llama", "vocab_size": 8, "hidden_size": 256, "num_hidden_layers": 1,
        "num_attention_heads": 4, "intermediate_size": 8, "max_position_embeddings": 65536,
        "rope_parameters": try #require(expected["rope_parameters"]),
      ]
      let configuration = try JSONDecoder().decode(
        DecoderConfiguration.self, from: JSONSerialization.data(withJSONObject: fields))
      let rotary = Rotary(width: 64, theta: configuration.theta, scaling: configuration.scaling)
      let frequencies = try #require(expected["frequencies"] as? [Double])
      #expect(rotary.frequencies.count == frequencies.count)
      for (ours, theirs) in zip(rotary.frequencies, frequencies) {
        // Upstream computes them in float32.
        #expect(abs(ours / theirs - 1) < 2e-5, "\(name): \(ours), \(theirs)")
      }
      // Rotations keep lengths but for the amplitude.
      let one = Tensor([Float](repeating: 1, count: 64), shape: [1, 1, 64])
      let turned = rotary.angles(at: Tensor([7]), below: 8)(one)
      let amplitude = try #require(expected["amplitude"] as? Double)
      #expect(abs(turned.norm().item() / 8 - amplitude) < 1e-6, "\(name)")
    }
  }
}
