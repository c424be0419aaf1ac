import Tensors

/// How the elements of a set become one vector.
///
/// Mean and median see a set through its empirical distribution only: repeating every element the
/// same number of times changes nothing. The sum also sees how many there are.
public enum SetPooling: String, Codable, Sendable {
  case mean, median, sum

  /// Shape: `[…, elements, width]` → `[…, width]`.
  public func callAsFunction(_ elements: Tensor) -> Tensor {
    switch self {
    case .mean: elements.mean(-2)
    case .median: elements.median(-2)
    case .sum: elements.sum(-2)
    }
  }
}

/// A perceptron on each element of a set, which sees the pooled set beside the element.
///
/// Shape: `[…, elements, width]` → `[…, elements, out]`.
public struct PooledPerceptron: Layer {
  private let perceptron: MultilayerPerceptron
  private let pooling: SetPooling

  /// The perceptron's names stand for the layer's.
  public static var keys: [String: String] { ["perceptron": ""] }

  /// - Parameters:
  ///   - widths: of an element, of each hidden layer, and of the output.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    _ widths: [Int], pooling: SetPooling = .mean, activation: Activation = .selu,
    using generator: Generator?
  ) {
    self.pooling = pooling
    perceptron = MultilayerPerceptron(
      [2 * widths[0]] + widths.dropFirst(), activation: activation, using: generator)
  }

  /// Applies the layer.
  public func callAsFunction(_ elements: Tensor) -> Tensor {
    perceptron(elements, beside: pooling(elements))
  }
}
