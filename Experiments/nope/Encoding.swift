import Lab
import NN
import Tensors

/// The positional encodings that the paper compares, with its choices for each.
enum Encoding: String, Codable, CaseIterable, CustomStringConvertible {
  case nope, t5, alibi, rotary, ape

  var description: String { rawValue }

  /// Its place among all.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  var title: String {
    switch self {
    case .nope: "NoPE"
    case .t5: "T5 bias"
    case .alibi: "ALiBi"
    case .rotary: "Rotary"
    case .ape: "APE"
    }
  }

  /// The encoding for a network of this width.
  func positions(width: Int, heads: Int, seed: UInt64) -> any PositionalEncoding {
    switch self {
    case .nope: NoPositions()
    case .t5:
      // One table for all layers, started as T5 starts it; its own generator leaves the other
      // weights the same with every encoding.
      RelativeBias(
        heads: heads, initialiser: .normal(1 / Double(width).squareRoot()),
        using: Generator(seed: seed &+ 1 << 32))
    case .alibi: ALiBi(heads: heads)
    case .rotary: RotaryPositions(headWidth: width / heads, fraction: 0.25)
    case .ape: SinusoidalPositions(width: width)
    }
  }
}
