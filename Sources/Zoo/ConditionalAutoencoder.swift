import NN
import Tensors

/// A conditional variational autoencoder (Sohn et al. 2015): perceptrons to and from a latent point,
/// both of which see the condition; the weight of the divergence from the prior rises in training.
public struct ConditionalAutoencoder: ConditionalGenerator {
  /// From point and condition to the latent point's mean and log variance.
  public let encoder: MultilayerPerceptron
  /// From latent point and condition to the point.
  public let decoder: MultilayerPerceptron
  private let latent: Int
  private let beta: Double
  private let annealing: Double

  /// - Parameters:
  ///   - points, condition, latent: the widths of a point, a condition, a latent point.
  ///   - width, depth: the widths and number of each perceptron's hidden layers.
  ///   - beta: the divergence's final weight.
  ///   - annealing: the share of the training over which the weight rises from 0, linearly.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    points: Int, condition: Int, latent: Int, width: Int, depth: Int = 2, beta: Double = 1,
    annealing: Double = 0.5, using generator: Generator?
  ) {
    self.latent = latent
    self.beta = beta
    self.annealing = annealing
    let hidden = Array(repeating: width, count: depth)
    encoder = MultilayerPerceptron(
      [points + condition] + hidden + [2 * latent], activation: .selu, using: generator)
    decoder = MultilayerPerceptron(
      [latent + condition] + hidden + [points], activation: .selu, using: generator)
  }

  /// The weight of the divergence when this share of the training is behind.
  public func divergenceWeight(progress: Double) -> Double {
    annealing > 0 ? beta * min(1, progress / annealing) : beta
  }

  /// Mean squared error of the reconstruction plus the weighted mean divergence.
  public func loss(
    of points: Tensor, given conditions: Tensor, progress: Double, using generator: Generator
  ) -> Tensor {
    let halves = encoder(points, beside: conditions).chunked(2, dim: -1)
    let (mean, logVariance) = (halves[0], halves[1])
    let noise = Tensor.randn(mean.shape, using: generator)
    let latents = mean + (logVariance * 0.5).exp() * noise
    let rebuilt = decoder(latents, beside: conditions)
    return rebuilt.squaredError(points)
      + mean.divergenceFromStandardNormal(logVariance: logVariance).mean()
      * divergenceWeight(progress: progress)
  }

  /// Draws points from the prior.
  public func sample(
    _ count: Int, given conditions: Tensor, using generator: Generator
  ) -> Tensor {
    let latents = Tensor.randn([conditions.shape[0], count, latent], using: generator)
    return decoder(latents, beside: conditions)
  }
}
