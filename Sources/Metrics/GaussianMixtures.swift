import Tensors

/// Mixtures of normal distributions, a row each, in float64.
public struct GaussianMixtures {
  /// Each component's share; rows sum to 1. Shape: `[rows, components]`.
  public let weights: Tensor
  /// Shape: `[rows, components, d]`.
  public let means: Tensor
  /// Shape: `[rows, components, d, d]`.
  public let covariances: Tensor

  /// Mixtures with the given parts, weights taken in proportion. Shape: `[rows, k]`, `[rows, k, d]`,
  /// `[rows, k, d, d]`.
  public init(weights: Tensor, means: Tensor, covariances: Tensor) {
    require(
      weights.rank == 2 && means.rank == 3 && covariances.rank == 4
        && means.shape.dropLast() == weights.shape[...]
        && covariances.shape.dropLast() == means.shape[...],
      "weights \(weights.signature), means \(means.signature) and covariances "
        + "\(covariances.signature) of mixtures")
    let shares = weights.detached().converted(to: .float64)
    self.weights = shares / shares.sum(-1, keepDim: true)
    self.means = means.detached().converted(to: .float64)
    self.covariances = covariances.detached().converted(to: .float64)
  }

  /// How many mixtures there are.
  public var count: Int { weights.shape[0] }

  private var components: Int { weights.shape[1] }
  private var width: Int { means.shape[2] }

  /// All components of all mixtures, row after row.
  private var parts: Gaussians {
    Gaussians(
      means: means.reshaped(-1, width), covariances: covariances.reshaped(-1, width, width))
  }

  /// The mixtures at the given rows, in their order.
  public subscript(rows: [Int]) -> GaussianMixtures {
    let places = Tensor(rows)
    return GaussianMixtures(
      weights: weights.indexSelected(0, places), means: means.indexSelected(0, places),
      covariances: covariances.indexSelected(0, places))
  }

  /// The mean and covariance of each whole mixture.
  public var moments: Gaussians {
    let share = weights.unsqueezed(-1)
    let mean = (means * share).sum(1)
    let gap = (means - mean.unsqueezed(1)).unsqueezed(-1)
    let spread = covariances + gap.matmul(gap.transposed())
    return Gaussians(means: mean, covariances: (spread * share.unsqueezed(-1)).sum(1))
  }

  /// The cheapest coupling of the components of each mixture with those of the other's, and the
  /// squared cost of each pair. Delon & Desolneux 2020, proposition 4.
  private func couplings(with other: GaussianMixtures) -> [(plan: TransportPlan, row: Int)] {
    require(count == other.count, "\(count) mixtures against \(other.count)")
    let (k, l) = (components, other.components)
    let mine = Gaussians(
      means: means.repeatInterleaved(l, dim: 1).reshaped(-1, width),
      covariances: covariances.repeatInterleaved(l, dim: 1).reshaped(-1, width, width))
    let theirs = Gaussians(
      means: other.means.tiled(1, k, 1).reshaped(-1, width),
      covariances: other.covariances.tiled(1, k, 1, 1).reshaped(-1, width, width))
    let costs = mine.squaredWasserstein(to: theirs).elements(Double.self)
    let (a, b) = (weights.elements(Double.self), other.weights.elements(Double.self))
    return (0..<count).map { row in
      let block = (0..<k).map { i in (0..<l).map { costs[(row * k + i) * l + $0] } }
      return (
        TransportPlan(
          supplies: Array(a[row * k..<(row + 1) * k]), demands: Array(b[row * l..<(row + 1) * l]),
          costs: block), row
      )
    }
  }

  /// The Wasserstein distance of order 2 among mixtures, row by row: discrete transport between
  /// components at the cost of their squared distances (Delon & Desolneux 2020, arXiv 1907.05254).
  public func wasserstein(to other: GaussianMixtures) -> [Double] {
    couplings(with: other).map { $0.plan.cost.squareRoot() }
  }

  /// The mixtures at a share of the way along the geodesics of that distance: each coupled pair of
  /// components moves along its own. Components without a partner have weight 0.
  public func displaced(towards other: GaussianMixtures, by share: Double) -> GaussianMixtures {
    let plans = couplings(with: other)
    let (k, l) = (components, other.components)
    let most = plans.map(\.plan.flows.count).max() ?? 1
    var (sources, targets, amounts) = ([Int](), [Int](), [Double]())
    for (plan, row) in plans {
      for index in 0..<most {
        let flow = index < plan.flows.count ? plan.flows[index] : plan.flows[0]
        sources.append(row * k + flow.source)
        targets.append(row * l + flow.target)
        amounts.append(index < plan.flows.count ? flow.amount : 0)
      }
    }
    let moved = parts[sources].displaced(towards: other.parts[targets], by: share)
    return GaussianMixtures(
      weights: Tensor(amounts, shape: [count, most]),
      means: moved.means.reshaped(count, most, width),
      covariances: moved.covariances.reshaped(count, most, width, width))
  }

  /// The mixtures of each mixture (1 − share) with the other's (share): all components of both.
  public func mixed(with other: GaussianMixtures, share: Double) -> GaussianMixtures {
    GaussianMixtures(
      weights: .concatenated([weights * (1 - share), other.weights * share], dim: 1),
      means: .concatenated([means, other.means], dim: 1),
      covariances: .concatenated([covariances, other.covariances], dim: 1))
  }
}
