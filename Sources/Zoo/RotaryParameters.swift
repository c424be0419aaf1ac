import Foundation
import NN

/// What a `config.json` says of rotary positions, in `rope_scaling` or, since version 5 of the
/// library, in `rope_parameters`.
struct RotaryParameters: Codable {
  var rope_type: String?
  /// What `rope_type` was called at first.
  var type: String?
  var rope_theta: Double?
  var factor: Double?
  var low_freq_factor: Double?
  var high_freq_factor: Double?
  var original_max_position_embeddings: Int?
  var partial_rotary_factor: Double?
  var attention_factor: Double?
  var beta_fast: Double?
  var beta_slow: Double?
  var mscale: Double?
  var mscale_all_dim: Double?
  var truncate: Bool?

  /// Parameters that say what a scaling is.
  init(_ scaling: Rotary.Scaling, theta: Double) {
    rope_theta = theta
    switch scaling {
    case .none: rope_type = "default"
    case .linear(let factor):
      rope_type = "linear"
      self.factor = factor
    case .dynamic(let factor, _):
      rope_type = "dynamic"
      self.factor = factor
    case .llama3(let factor, let lowFactor, let highFactor, let trainedLength):
      rope_type = "llama3"
      self.factor = factor
      low_freq_factor = lowFactor
      high_freq_factor = highFactor
      original_max_position_embeddings = trainedLength
    case .yarn(let factor, let trainedLength, let fast, let slow, let isRounded, let amplitude):
      rope_type = "yarn"
      self.factor = factor
      original_max_position_embeddings = trainedLength
      beta_fast = fast
      beta_slow = slow
      truncate = isRounded
      attention_factor = amplitude
    }
  }

  /// The scaling that they describe.
  ///
  /// - Parameters:
  ///   - field: what the file calls them.
  ///   - positions: the file's `max_position_embeddings`.
  func scaling(_ field: String, positions: Int?) throws -> Rotary.Scaling {
    func required<Value>(_ value: Value?, _ name: String) throws -> Value {
      guard let value else { throw ZooError("\(field) lacks \(name)") }
      return value
    }
    func trainedLength() throws -> Int {
      let length = try required(
        original_max_position_embeddings ?? positions, "original_max_position_embeddings")
      guard length > 0 else {
        throw ZooError("\(field): original_max_position_embeddings is \(length)")
      }
      return length
    }
    func stretch() throws -> Double {
      let factor = try required(factor, "factor")
      guard factor >= 1 else { throw ZooError("\(field): factor is \(factor), below 1") }
      return factor
    }
    guard partial_rotary_factor ?? 1 == 1 else {
      throw ZooError("\(field): partial_rotary_factor other than 1 is not supported")
    }
    switch rope_type ?? type ?? "default" {
    case "default": return .none
    case "linear": return .linear(factor: try stretch())
    case "dynamic":
      return .dynamic(
        factor: try stretch(), trainedLength: try required(positions, "max_position_embeddings"))
    case "llama3":
      let low = try required(low_freq_factor, "low_freq_factor")
      let high = try required(high_freq_factor, "high_freq_factor")
      guard low < high else {
        throw ZooError("\(field): low_freq_factor \(low) is not below high_freq_factor \(high)")
      }
      return .llama3(
        factor: try stretch(), lowFactor: low, highFactor: high,
        trainedLength: try trainedLength())
    case "yarn":
      let trainedLength = try trainedLength()
      let ratio = positions.map { Double($0) / Double(trainedLength) }
      let factor = try factor == nil ? required(ratio, "factor") : stretch()
      // Upstream's rule where the amplitude is not given.
      func scale(_ weight: Double) -> Double { factor > 1 ? 0.1 * weight * log(factor) + 1 : 1 }
      let amplitude: Double
      if let mscale, let mscale_all_dim, mscale != 0, mscale_all_dim != 0 {
        amplitude = scale(mscale) / scale(mscale_all_dim)
      } else {
        amplitude = scale(1)
      }
      return .yarn(
        factor: factor, trainedLength: trainedLength, fastTurns: beta_fast ?? 32,
        slowTurns: beta_slow ?? 1, rounded: truncate ?? true,
        amplitude: attention_factor ?? amplitude)
    case let name:
      throw ZooError(
        "\(field): rope_type '\(name)' is not known; known: default, dynamic, linear, llama3, yarn")
    }
  }
}
