import Foundation
import Tensors

/// How a parameter gets its first values.
///
/// Fans are counted for weights `[out, in, …]`: the product of the trailing sizes belongs to both.
public struct Initialiser: Sendable {
  private let fill: @Sendable (_ shape: [Int], _ generator: Generator) -> Tensor

  /// An initialiser of one's own.
  public init(_ fill: @escaping @Sendable (_ shape: [Int], _ generator: Generator) -> Tensor) {
    self.fill = fill
  }

  /// A parameter of the given shape; without a generator its values are left unset, for loading.
  public func callAsFunction(_ shape: [Int], using generator: Generator?) -> Tensor {
    noGrad { generator.map { fill(shape, $0) } ?? Tensor.empty(shape) }.requiringGradient()
  }

  /// The same number everywhere.
  public static func constant(_ value: Double) -> Initialiser {
    Initialiser { shape, generator in Tensor.full(shape, value, on: generator.device) }
  }

  /// Normal numbers with mean 0.
  public static func normal(_ deviation: Double) -> Initialiser {
    Initialiser { shape, generator in Tensor.randn(shape, using: generator) * deviation }
  }

  /// Normal numbers with mean 0, those beyond ±`limit` left out.
  ///
  /// The limit is a number, not a multiple of the deviation, as in PyTorch's `trunc_normal_`.
  public static func truncatedNormal(_ deviation: Double, limit: Double = 2) -> Initialiser {
    Initialiser { shape, generator in
      // In float64: float32's coarser grid reaches the ends of the interval too often.
      let uniform = Tensor.rand(shape, dtype: .float64, using: generator) * 2 - 1
      let scale = deviation * 2.0.squareRoot()
      return ((uniform * erf(limit / scale)).erfInverse() * scale)
        .clamped(from: -limit, to: limit).converted(to: .float32)
    }
  }

  /// Numbers uniform in −bound..<bound.
  public static func uniform(_ bound: Double) -> Initialiser {
    Initialiser { shape, generator in (Tensor.rand(shape, using: generator) - 0.5) * (2 * bound) }
  }

  /// Variance 2 / (in + out), normal (Glorot & Bengio 2010).
  public static func xavierNormal(gain: Double = 1) -> Initialiser {
    scaled { gain * (2 / Double($0.in + $0.out)).squareRoot() }
  }

  /// Variance 2 / (in + out), uniform (Glorot & Bengio 2010, eq. 16).
  public static func xavierUniform(gain: Double = 1) -> Initialiser {
    scaled(uniform: true) { gain * (2 / Double($0.in + $0.out)).squareRoot() }
  }

  /// Variance gain² / in, normal; gain √2 keeps it through ReLU (He et al. 2015, eq. 10).
  public static func kaimingNormal(gain: Double = 2.0.squareRoot()) -> Initialiser {
    scaled { gain / Double($0.in).squareRoot() }
  }

  /// Variance gain² / in, uniform; gain √2 keeps it through ReLU (He et al. 2015, eq. 10).
  public static func kaimingUniform(gain: Double = 2.0.squareRoot()) -> Initialiser {
    scaled(uniform: true) { gain / Double($0.in).squareRoot() }
  }

  /// Uniform in ±1/√in, PyTorch's default for linear layers and convolutions.
  public static let fanIn = kaimingUniform(gain: (1.0 / 3).squareRoot())

  private static func scaled(
    uniform isUniform: Bool = false,
    _ deviation: @escaping @Sendable ((in: Int, out: Int)) -> Double
  ) -> Initialiser {
    Initialiser { shape, generator in
      let field = shape.dropFirst(2).reduce(1, *)
      let deviation = deviation((shape.dropFirst().first.map { $0 * field } ?? 1, shape[0] * field))
      // A uniform distribution on ±b has the deviation b/√3.
      let initialiser: Initialiser =
        isUniform ? .uniform(deviation * 3.0.squareRoot()) : .normal(deviation)
      return initialiser.fill(shape, generator)
    }
  }
}
