import Foundation
import Tensors

/// Entropic optimal transport between sets of points with equal weights and the cost |x − y|², by
/// Sinkhorn's iterations in the log domain (Cuturi 2013; Feydy et al. 2019, arXiv 1810.08278).
///
/// Gradients come from the optimal potentials by the envelope theorem, and are exact when the iterations
/// have converged; nothing is kept of the iterations themselves.
public struct Sinkhorn: Codable, Equatable, Sendable {
  /// How the entropy's weight ε is found.
  public enum Blur: Codable, Equatable, Sendable {
    /// ε itself, in squared units of the points.
    case fixed(Double)
    /// This share of the median cost between the two sets.
    case ofMedianCost(Double)
  }

  /// The entropy's weight.
  public let blur: Blur
  /// Updates of each potential.
  public let iterations: Int

  /// Settings of the iterations.
  public init(blur: Blur = .ofMedianCost(0.05), iterations: Int = 30) {
    self.blur = blur
    self.iterations = iterations
  }

  /// The debiased divergence OT(x, y) − ½ OT(x, x) − ½ OT(y, y), which is 0 for equal sets and tends
  /// to the squared Wasserstein distance of order 2 as ε falls (Feydy et al. 2019, eq. 3).
  ///
  /// Shape: `[sets, n, d]`, `[sets, m, d]` → `[sets]`.
  public func divergence(_ x: Tensor, _ y: Tensor) -> Tensor {
    let (fixedX, fixedY) = (x.detached(), y.detached())
    let (epsilon, f, g, fSelf, gSelf) = noGrad {
      let costs = fixedX.squaredDistances(to: fixedY)
      let epsilon = weight(of: costs)
      let (f, g) = potentials(costs / epsilon)
      return (
        epsilon, f, g, potential(fixedX.squaredDistances(to: fixedX) / epsilon),
        potential(fixedY.squaredDistances(to: fixedY) / epsilon)
      )
    }
    // One more update through which gradients flow: for x with y held fast, and the other way round.
    let left =
      Self.softMin(x.squaredDistances(to: fixedY) / epsilon, g)
      - Self.softMin(x.squaredDistances(to: fixedX) / epsilon, fSelf)
    let right =
      Self.softMin(y.squaredDistances(to: fixedX) / epsilon, f)
      - Self.softMin(y.squaredDistances(to: fixedY) / epsilon, gSelf)
    return (left.mean(-1) + right.mean(-1)) * epsilon.squeezed(-1).squeezed(-1)
  }

  /// ε by set. Shape: `[sets, 1, 1]`.
  private func weight(of costs: Tensor) -> Tensor {
    switch blur {
    case .fixed(let epsilon): Tensor.full([costs.shape[0], 1, 1], epsilon, dtype: costs.dtype)
    case .ofMedianCost(let share):
      (costs.flattened(1).median(-1) * share).clamped(from: 1e-12).unsqueezed(-1).unsqueezed(-1)
    }
  }

  /// Updates in the log domain, after which potentials are near their limits. With these potentials in
  /// the kernel, the same updates of their exponentials' ratios are products of matrices, several times
  /// as fast (Schmitzer 2019, arXiv 1610.06519). Should ratios leave the range of numbers, the log
  /// domain goes on.
  private static let logarithmic = 3

  /// Both potentials in units of ε. Averaged updates of both at once treat the sets alike, so the
  /// divergence of a set from itself is 0 after any number of iterations.
  private func potentials(_ costs: Tensor) -> (f: Tensor, g: Tensor) {
    let turned = costs.transposed().contiguous()
    var f = Self.softMin(costs, nil)
    var g = Self.softMin(turned, nil)
    for iteration in 0..<iterations {
      if iteration == Self.logarithmic {
        let kernel = (f.unsqueezed(-1) + g.unsqueezed(-2) - costs).exp()
        let (toF, toG) = (
          kernel.transposed().contiguous() / Double(g.shape[1]), kernel / Double(f.shape[1])
        )
        var (ratioF, ratioG) = (f.unsqueezed(1).onesLike(), g.unsqueezed(1).onesLike())
        for _ in iteration..<iterations {
          (ratioF, ratioG) = (
            (ratioF / ratioG.matmul(toF)).sqrt(), (ratioG / ratioF.matmul(toG)).sqrt()
          )
        }
        let ends = (f + ratioF.log().squeezed(1), g + ratioG.log().squeezed(1))
        if Self.areFinite(ends.0, ends.1) { return ends }
      }
      let (newF, newG) = (Self.softMin(costs, g), Self.softMin(turned, f))
      (f, g) = ((f + newF) * 0.5, (g + newG) * 0.5)
    }
    return (f, g)
  }

  /// The potential between a set and itself.
  private func potential(_ costs: Tensor) -> Tensor {
    var f = Self.softMin(costs, nil)
    for iteration in 0..<iterations {
      if iteration == Self.logarithmic {
        let kernel = (f.unsqueezed(-1) + f.unsqueezed(-2) - costs).exp() / Double(f.shape[1])
        var ratio = f.unsqueezed(1).onesLike()
        for _ in iteration..<iterations { ratio = (ratio / ratio.matmul(kernel)).sqrt() }
        let end = f + ratio.log().squeezed(1)
        if Self.areFinite(end) { return end }
      }
      f = (f + Self.softMin(costs, f)) * 0.5
    }
    return f
  }

  private static func areFinite(_ potentials: Tensor...) -> Bool {
    potentials.allSatisfy { $0.isFinite().all().item() }
  }

  /// −log mean_j exp(gⱼ − Cᵢⱼ), all in units of ε.
  private static func softMin(_ costs: Tensor, _ potential: Tensor?) -> Tensor {
    let exponents = potential.map { $0.unsqueezed(-2) - costs } ?? -costs
    // x₀ − log softmax(x)₀ is log Σ exp x, by the fastest of libtorch's kernels.
    let sums =
      exponents[TensorIndex.rest, 0] - exponents.logSoftmax(-1)[TensorIndex.rest, 0]
    return log(Double(costs.shape[costs.rank - 1])) - sums
  }
}
