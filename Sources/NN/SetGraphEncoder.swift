import Tensors

/// Embeds sets by message passing with everyone: each element meets the pooled set twice before all
/// are pooled (the mean-pooled GNN of Fishman et al. 2025, arXiv 2505.18150).
///
/// Shape: `[sets, elements, in]` → `[sets, out]`. With mean or median pooling, an embedding depends on
/// the set's empirical distribution only.
public struct SetGraphEncoder: Layer {
  /// On each element alone.
  public let embed: MultilayerPerceptron
  /// With the pooled set beside each element.
  public let layers: [PooledPerceptron]
  /// From the pooled elements.
  public let project: Linear
  private let readout: SetPooling

  /// - Parameters:
  ///   - width: of all hidden layers.
  ///   - pooling: within the layers.
  ///   - readout: at the end.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    _ input: Int, width: Int, output: Int, depth: Int = 2, pooling: SetPooling = .mean,
    readout: SetPooling = .mean, using generator: Generator?
  ) {
    self.readout = readout
    embed = MultilayerPerceptron(
      [input, width, width, width], activation: .selu, using: generator)
    layers = (0..<depth).map { _ in
      PooledPerceptron([width, width, width, width], pooling: pooling, using: generator)
    }
    project = Linear(width, output, using: generator)
  }

  /// Embeds the sets.
  public func callAsFunction(_ sets: Tensor) -> Tensor {
    project(readout(layers.reduce(embed(sets)) { $1($0) })).selu()
  }
}

/// A `SetGraphEncoder` whose layers also add what came in, and the raw elements once more, before a
/// norm (the ResNet-GNN of Fishman et al. 2025, arXiv 2505.18150).
///
/// Shape: `[sets, elements, in]` → `[sets, out]`.
public struct ResidualSetEncoder: Layer {
  /// On each element alone.
  public let embed: MultilayerPerceptron
  /// The raw elements' share in the first sum and in that of each layer.
  public let raw: [Linear]
  /// With the pooled set beside each element.
  public let layers: [PooledPerceptron]
  /// The norm after the first sum, without parameters, and after each layer.
  public let norms: [LayerNorm]
  /// From the pooled elements.
  public let project: Linear

  /// - Parameters:
  ///   - width: of all hidden layers.
  ///   - generator: without one, weights are left unset, for loading.
  public init(
    _ input: Int, width: Int, output: Int, depth: Int = 2, using generator: Generator?
  ) {
    embed = MultilayerPerceptron(
      [input, width, width, width], activation: .selu, using: generator)
    raw = (0...depth).map { _ in Linear(input, width, using: generator) }
    layers = (0..<depth).map { _ in
      PooledPerceptron([width, width, width, width], using: generator)
    }
    norms = (0...depth).map { LayerNorm(width, affine: $0 > 0, using: generator) }
    project = Linear(width, output, using: generator)
  }

  /// Embeds the sets.
  public func callAsFunction(_ sets: Tensor) -> Tensor {
    var elements = norms[0](embed(sets) + raw[0](sets))
    for index in layers.indices {
      elements = norms[index + 1](layers[index](elements) + elements + raw[index + 1](sets))
    }
    return project(elements.mean(-2)).selu()
  }
}
