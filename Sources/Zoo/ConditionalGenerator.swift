import NN
import Tensors

/// A model of points x given a condition z, from which any number of points can be drawn.
///
/// Points come in sets that share a condition: `[sets, m, …]` with conditions `[sets, width]`.
public protocol ConditionalGenerator: Module {
  /// What is minimised in training. Shape: `[]`.
  ///
  /// - Parameter progress: the share of the training that is behind, for losses that change.
  func loss(
    of points: Tensor, given conditions: Tensor, progress: Double, using generator: Generator
  ) -> Tensor

  /// Draws `count` points for each condition. Shape: `[sets, width]` → `[sets, count, …]`.
  func sample(_ count: Int, given conditions: Tensor, using generator: Generator) -> Tensor
}

extension Tensor {
  /// Each condition once for each of `count` points. Shape: `[sets, width]` → `[sets, count, width]`.
  func repeated(_ count: Int) -> Tensor {
    unsqueezed(1).expanded([shape[0], count, shape[1]])
  }
}

/// A perceptron on condition and noise, trained by a distance between sets (Fishman et al. 2025,
/// arXiv 2505.18150).
public struct DirectGenerator: ConditionalGenerator {
  /// A distance between the points drawn and the points given, averaged over sets.
  public enum Distance: Codable, Equatable, Sendable {
    /// Sliced Wasserstein of order 2 along this many random directions.
    case slicedWasserstein(directions: Int)
    /// The biased squared maximum mean discrepancy with a Gaussian kernel of median bandwidth.
    case meanDiscrepancy
    /// The debiased Sinkhorn divergence.
    case sinkhorn(Sinkhorn)
  }

  /// From noise and condition to a point.
  public let perceptron: MultilayerPerceptron
  private let distance: Distance
  private let noise: Int

  /// - Parameters:
  ///   - points: the width of a point.
  ///   - condition, noise: the widths of what a point is made from.
  ///   - width, depth: the widths and number of the hidden layers.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    points: Int, condition: Int, noise: Int, width: Int, depth: Int = 4, distance: Distance,
    using generator: Generator?
  ) {
    self.distance = distance
    self.noise = noise
    perceptron = MultilayerPerceptron(
      [condition + noise] + Array(repeating: width, count: depth) + [points], activation: .selu,
      using: generator)
  }

  /// The distance from as many points drawn.
  public func loss(
    of points: Tensor, given conditions: Tensor, progress: Double, using generator: Generator
  ) -> Tensor {
    let drawn = sample(points.shape[1], given: conditions, using: generator)
    switch distance {
    case .slicedWasserstein(let count):
      let directions = Tensor.randomDirections(count, width: points.shape[2], using: generator)
      return drawn.slicedWasserstein(to: points, along: directions).mean()
    case .meanDiscrepancy: return drawn.meanDiscrepancy(to: points).mean()
    case .sinkhorn(let sinkhorn): return sinkhorn.divergence(drawn, points).mean()
    }
  }

  /// Draws points.
  public func sample(
    _ count: Int, given conditions: Tensor, using generator: Generator
  ) -> Tensor {
    let noise = Tensor.randn([conditions.shape[0], count, noise], using: generator)
    return perceptron(noise, beside: conditions)
  }
}

/// A diffusion whose noise predictor, a perceptron, sees condition and time beside the noisy point.
public struct DiffusionGenerator: ConditionalGenerator {
  /// From noisy point, time t/T and condition to the noise.
  public let perceptron: MultilayerPerceptron
  private let diffusion: DenoisingDiffusion
  private let points: Int

  /// - Parameters:
  ///   - points, condition: the widths of a point and of a condition.
  ///   - width, depth: the widths and number of the hidden layers.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    points: Int, condition: Int, width: Int, depth: Int = 4, diffusion: DenoisingDiffusion,
    using generator: Generator?
  ) {
    self.diffusion = diffusion
    self.points = points
    perceptron = MultilayerPerceptron(
      [points + condition + 1] + Array(repeating: width, count: depth) + [points],
      activation: .selu, using: generator)
  }

  /// The error of the predicted noise.
  public func loss(
    of points: Tensor, given conditions: Tensor, progress: Double, using generator: Generator
  ) -> Tensor {
    diffusion.loss(of: points.flattened(0, 1), using: generator) { noisy, time in
      noise(in: noisy, at: time, given: conditions)
    }
  }

  /// Draws points in all the steps of the training.
  public func sample(
    _ count: Int, given conditions: Tensor, using generator: Generator
  ) -> Tensor {
    let shape = [conditions.shape[0] * count, points]
    return diffusion.sample(shape, using: generator) { noisy, time in
      noise(in: noisy, at: time, given: conditions)
    }.reshaped(conditions.shape[0], count, points)
  }

  /// The noise in points, set after set. Shape: `[sets · m, points]`, `[sets · m, 1]`, `[sets, width]`.
  private func noise(in noisy: Tensor, at time: Tensor, given conditions: Tensor) -> Tensor {
    let elements = Tensor.concatenated([noisy, time], dim: -1)
      .reshaped(conditions.shape[0], -1, points + 1)
    return perceptron(elements, beside: conditions).flattened(0, 1)
  }
}
