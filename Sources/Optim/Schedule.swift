import Foundation

/// The rate of each step, counted from 0.
public enum Schedule: Codable, Equatable, Sendable {
  /// The same rate always.
  case constant(Double)
  /// Rises linearly over the first `warmUp` steps, then stays.
  case warmUp(peak: Double, warmUp: Int)
  /// Rises linearly, then falls along half a cosine to `floor` · peak at `steps` and stays there
  /// (Loshchilov & Hutter 2017, without restarts).
  case cosine(peak: Double, warmUp: Int, steps: Int, floor: Double)
  /// Rises linearly from `start` · peak at step 0 to the peak at `warmUp`, then falls along half a
  /// cosine to 0 at `steps`.
  case cosineFrom(start: Double, peak: Double, warmUp: Int, steps: Int)
  /// Rises linearly, then falls linearly to 0 at `steps`.
  case linear(peak: Double, warmUp: Int, steps: Int)
  /// Rises linearly, then falls with the root of the step (Vaswani et al. 2017, eq. 3).
  case inverseSquareRoot(peak: Double, warmUp: Int)

  /// The rate at a step; the first one's is already above 0, unless `start` is 0.
  public func rate(at step: Int) -> Double {
    switch self {
    case .constant(let rate): rate
    case .warmUp(let peak, let warmUp): peak * Self.rise(step, warmUp)
    case .cosine(let peak, let warmUp, let steps, let floor):
      step < warmUp
        ? peak * Self.rise(step, warmUp)
        : peak * (floor + (1 - floor) * (1 + cos(.pi * Self.share(step, warmUp, steps))) / 2)
    case .cosineFrom(let start, let peak, let warmUp, let steps):
      step < warmUp
        ? peak * (start + (1 - start) * Double(step) / Double(warmUp))
        : peak * (1 + cos(.pi * Self.share(step, warmUp, steps))) / 2
    case .linear(let peak, let warmUp, let steps):
      peak * Self.rise(step, warmUp) * (1 - Self.share(step, warmUp, steps))
    case .inverseSquareRoot(let peak, let warmUp):
      step < warmUp
        ? peak * Self.rise(step, warmUp)
        : peak * (Double(max(warmUp, 1)) / Double(step + 1)).squareRoot()
    }
  }

  private static func rise(_ step: Int, _ warmUp: Int) -> Double {
    step < warmUp ? Double(step + 1) / Double(warmUp) : 1
  }

  /// How much of the way from the end of the warm-up to the last step is behind.
  private static func share(_ step: Int, _ warmUp: Int, _ steps: Int) -> Double {
    step < warmUp ? 0 : min(Double(step - warmUp) / Double(max(steps - warmUp, 1)), 1)
  }
}
