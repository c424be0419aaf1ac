import NN
import Tensors

/// The generator of Wasserstein Wormhole (Haviv et al. 2024, arXiv 2404.09411): a decoder into a fixed
/// number of points, whose loss also draws distances between embeddings to the divergences between sets.
public struct WormholeDecoder: ConditionalGenerator {
  /// From an embedding to the points.
  public let decoder: AttentionSetDecoder
  private let sinkhorn: Sinkhorn
  private static let pairCount = 10

  /// A decoder with the divergence that both parts of its loss use.
  public init(_ decoder: AttentionSetDecoder, sinkhorn: Sinkhorn) {
    (self.decoder, self.sinkhorn) = (decoder, sinkhorn)
  }

  /// The mean divergence of the reconstructions, plus half the mean squared difference between distance
  /// of embeddings and divergence over up to ten pairs of sets.
  public func loss(
    of points: Tensor, given conditions: Tensor, progress: Double, using generator: Generator
  ) -> Tensor {
    let sets = points.shape[0]
    let order = Tensor.randperm(sets, using: generator)
    let count = min(Self.pairCount, sets / 2)
    let (left, right) = (order[0..<count], order[count..<2 * count])
    // Reconstructions and pairs together: many small problems cost less at once.
    let divergences = sinkhorn.divergence(
      .concatenated([decoder(conditions), points.indexSelected(0, left)]),
      .concatenated([points, points.indexSelected(0, right)]))
    let distances =
      (conditions.indexSelected(0, left) - conditions.indexSelected(0, right)).norm(-1)
    return divergences[0..<sets].mean() + distances.squaredError(divergences[sets...]) * 0.5
  }

  /// The decoder's own points, whatever the number asked for.
  public func sample(_ count: Int, given conditions: Tensor, using generator: Generator) -> Tensor {
    decoder(conditions)
  }
}
