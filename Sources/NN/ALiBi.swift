import Foundation
import Tensors

/// Scores fall linearly with distance, for each head at its own slope (Press et al. 2022).
public struct ALiBi: PositionalEncoding {
  /// What a step back takes off the score, one for each head.
  public let slopes: [Double]

  /// The slopes 2^(−8h/H) of heads h = 1…H; where H is no power of two, those of the next lower
  /// power, then every other one of the next higher, as the authors' code has it.
  public init(heads: Int) {
    require(heads > 0, "ALiBi with \(heads) heads")
    func geometric(_ count: Int) -> [Double] {
      (1...count).map { exp2(-8 * Double($0) / Double(count)) }
    }
    let power = 1 << (Int.bitWidth - 1 - heads.leadingZeroBitCount)
    let between = stride(from: 0, to: 2 * power, by: 2).map { geometric(2 * power)[$0] }
    slopes = geometric(power) + between.prefix(heads - power)
  }

  /// −slope · distance.
  public func scores(of queries: Range<Int>, over keys: Range<Int>) -> Tensor? {
    let distances = Tensor.distances(from: queries, back: keys).converted(to: .float32)
    return distances * Tensor(slopes.map { Float(-$0) }, shape: [slopes.count, 1, 1])
  }
}
