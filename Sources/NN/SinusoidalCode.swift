import Foundation
import Tensors

/// A number as sines and cosines of growing frequencies: sin(bˡ·π·t) for l = 0, …, L − 1, then
/// cos(bˡ·π·t) (Chen et al. 2021, NeRV, eq. 1).
public struct SinusoidalCode: Codable, Equatable, Sendable {
  /// The ratio b of neighbouring frequencies.
  public let base: Double
  /// The number L of frequencies.
  public let levels: Int

  /// A code of width 2 · `levels`.
  public init(base: Double, levels: Int) {
    self.base = base
    self.levels = levels
  }

  /// The width of the code.
  public var width: Int { 2 * levels }

  /// The codes of some numbers, in float32 but computed in float64, since high frequencies need its
  /// digits. Shape: `[numbers, width]`.
  public func callAsFunction(_ numbers: [Double]) -> Tensor {
    let angles = (0..<levels).map { pow(base, Double($0)) * .pi }
    let codes = numbers.flatMap { number in
      angles.map { sin($0 * number) } + angles.map { cos($0 * number) }
    }
    return Tensor(codes.map(Float.init), shape: [numbers.count, width])
  }
}
