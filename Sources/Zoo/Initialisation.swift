import NN
import Tensors

/// The first values of a decoder's weights: normal numbers, in the order of declaration.
public struct Initialisation {
  /// Where the numbers come from.
  public let generator: Generator
  /// The deviation of matrices and embeddings.
  public var deviation = 0.02
  /// The deviation of the output projections of attention is `deviation` times this.
  public var attentionOutput = 1.0
  /// The deviation of the output projections of the feed-forward parts is `deviation` times this.
  public var feedForwardOutput = 1.0

  /// Deviations are upstream's 0.02 unless changed.
  public init(
    using generator: Generator, deviation: Double = 0.02, attentionOutput: Double = 1,
    feedForwardOutput: Double = 1
  ) {
    self.generator = generator
    self.deviation = deviation
    self.attentionOutput = attentionOutput
    self.feedForwardOutput = feedForwardOutput
  }
}

extension Initialisation? {
  /// A projection without bias unless asked for.
  func linear(_ input: Int, _ output: Int, bias: Bool = false, factor: Double = 1) -> Linear {
    Linear(
      input, output, bias: bias, initialiser: .normal((self?.deviation ?? 0) * factor),
      using: self?.generator)
  }
}
