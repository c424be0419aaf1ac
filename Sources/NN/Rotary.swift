import Foundation
import Tensors

/// Rotary positions (Su et al. 2021): pairs of features turn by an angle that grows with position.
///
/// Feature i is paired with i + width/2, as upstream's checkpoints have it.
public final class Rotary {
  /// How angles are stretched beyond the trained length.
  public enum Scaling: Hashable, Sendable {
    case none
    /// All frequencies divided by one factor (Chen et al. 2023).
    case linear(factor: Double)
    /// Llama 3.1: long waves are divided by the factor, short ones kept, those between blended.
    case llama3(factor: Double, lowFactor: Double, highFactor: Double, trainedLength: Int)
    /// None up to the trained length, which is as far as it is supported: beyond it, upstream changes
    /// the base with the length.
    case dynamic(factor: Double, trainedLength: Int)
    /// YaRN (Peng et al. 2023, arXiv 2309.00071): waves that turn more than `fastTurns` times within
    /// the trained length are kept, those that turn less than `slowTurns` times divided by the factor,
    /// those between blended; rotated vectors are multiplied by the amplitude.
    ///
    /// `rounded` moves both bounds outwards to whole features.
    case yarn(
      factor: Double, trainedLength: Int, fastTurns: Double = 32, slowTurns: Double = 1,
      rounded: Bool = true, amplitude: Double)
  }

  /// Radians per position, one for each pair.
  public let frequencies: [Double]
  /// What rotated vectors are multiplied by.
  private var amplitude = 1.0
  /// The positions that the tables cover; they grow on demand.
  private var tabulated = 0
  private var cosines = Tensor.empty([0])
  private var sines = Tensor.empty([0])

  /// Rotations of heads of the given width, which is even.
  public init(width: Int, theta: Double = 10_000, scaling: Scaling = .none) {
    require(width.isMultiple(of: 2), "rotary positions need an even width, not \(width)")
    let plain = stride(from: 0, to: width, by: 2).map {
      pow(theta, -Double($0) / Double(width))
    }
    switch scaling {
    case .none, .dynamic: frequencies = plain
    case .linear(let factor): frequencies = plain.map { $0 / factor }
    case .llama3(let factor, let lowFactor, let highFactor, let trainedLength):
      frequencies = plain.map { frequency in
        // How many turns the wave makes within the trained length decides.
        let turns = Double(trainedLength) * frequency / (2 * .pi)
        let kept = min(max((turns - lowFactor) / (highFactor - lowFactor), 0), 1)
        return (1 - kept) * frequency / factor + kept * frequency
      }
    case .yarn(let factor, let trainedLength, let fastTurns, let slowTurns, let rounded, let scale):
      // The pair whose wave makes a number of turns within the trained length.
      func pair(_ turns: Double) -> Double {
        Double(width) * log(Double(trainedLength) / (turns * 2 * .pi)) / (2 * log(theta))
      }
      let first = max(rounded ? pair(fastTurns).rounded(.down) : pair(fastTurns), 0)
      let last = min(rounded ? pair(slowTurns).rounded(.up) : pair(slowTurns), Double(width - 1))
      frequencies = plain.enumerated().map { index, frequency in
        let kept = 1 - min(max((Double(index) - first) / max(last - first, 0.001), 0), 1)
        return (1 - kept) * frequency / factor + kept * frequency
      }
      amplitude = scale
    }
  }

  /// The rotations at int64 positions, all below `bound`. Shape: `[positions]`.
  public func angles(at positions: Tensor, below bound: Int) -> Angles {
    if bound > tabulated { tabulate(max(bound, 2 * tabulated)) }
    let device = positions.device
    return Angles(
      cosines: cosines.moved(to: device).indexSelected(0, positions),
      sines: sines.moved(to: device).indexSelected(0, positions))
  }

  private func tabulate(_ count: Int) {
    let half = frequencies.count
    var cosines = [Float](repeating: 0, count: count * 2 * half)
    var sines = cosines
    for position in 0..<count {
      for (column, frequency) in frequencies.enumerated() {
        let angle = Double(position) * frequency
        let at = position * 2 * half + column
        cosines[at] = Float(amplitude * cos(angle))
        cosines[at + half] = cosines[at]
        sines[at + half] = Float(amplitude * sin(angle))
        sines[at] = -sines[at + half]
      }
    }
    tabulated = count
    self.cosines = Tensor(cosines, shape: [count, 1, 2 * half])
    self.sines = Tensor(sines, shape: [count, 1, 2 * half])
  }

  /// The rotations of a sequence of positions.
  public struct Angles {
    /// Shape: `[positions, 1, width]`, both halves alike.
    let cosines: Tensor
    /// Shape: `[positions, 1, width]`, the first half negated.
    let sines: Tensor

    /// Rotates each head, or the first features of wider ones.
    ///
    /// Shape: `[…, positions, heads, width]`, unchanged.
    public func callAsFunction(_ heads: Tensor) -> Tensor {
      let (width, whole) = (cosines.shape[2], heads.shape[heads.rank - 1])
      guard width < whole else { return turned(heads) }
      let parts = heads.split(sizes: [width, whole - width], dim: -1)
      return .concatenated([turned(parts[0]), parts[1]], dim: -1)
    }

    private func turned(_ heads: Tensor) -> Tensor {
      let (cosines, sines) = (
        cosines.converted(to: heads.dtype), sines.converted(to: heads.dtype)
      )
      // (a, b) · cos + (−b, a) · sin; the sign is in the sines.
      return heads.rotated(cosines: cosines, sines: sines)
    }
  }
}
