import Foundation
import Tensors

/// Sines, then cosines, of the position at frequencies from 1 down to 1/base, added to the
/// embeddings (Vaswani et al. 2017, section 3.5, with the halves joined instead of interleaved).
public struct SinusoidalPositions: PositionalEncoding {
  /// Radians per position, one for each pair of features.
  public let frequencies: [Double]

  /// Vectors of the given width, which is even.
  public init(width: Int, base: Double = 10_000) {
    require(width.isMultiple(of: 2), "sinusoidal positions need an even width, not \(width)")
    frequencies = stride(from: 0, to: width, by: 2).map { pow(base, -Double($0) / Double(width)) }
  }

  /// The sines and cosines, computed in float64.
  public func vectors(at positions: Range<Int>) -> Tensor? {
    let places = Tensor.arange(positions).converted(to: .float64)
    let angles = places.outer(Tensor(frequencies))
    return .concatenated([angles.sin(), angles.cos()], dim: 1).converted(to: .float32)
  }
}
