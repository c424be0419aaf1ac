import Foundation
import Tensors

/// The pivot language's sentence embeddings at every layer, prepared once to be compared with those
/// of any number of languages.
public struct PivotEmbeddings {
  /// The pivot's code, for messages.
  public let language: String
  private let shape: [Int]
  private let layers: [EmbeddedLayer]
  private let nan: NaNPolicy

  /// Checks and widens embeddings. Shape: `[layers, sentences, width]`, of any floating dtype.
  ///
  /// With `nan: .reference` zero and non-finite vectors are let through and give NaN similarities.
  ///
  /// - Throws: `AlignmentError` for fewer than two sentences, and for vectors without a direction.
  public init(_ embeddings: Tensor, language: String, nan: NaNPolicy = .refuse) throws {
    precondition(embeddings.rank == 3, "embeddings \(embeddings.signature) of \(language)")
    self.language = language
    self.nan = nan
    shape = embeddings.shape
    guard shape[1] > 1 else {
      throw AlignmentError.tooFewSentences(language: language, count: shape[1])
    }
    layers = try (0..<shape[0]).map {
      try EmbeddedLayer(embeddings[$0], layer: $0, language: language, nan: nan)
    }
  }

  /// Cosine similarities with another language's parallel sentences: one float64 matrix product a
  /// layer of the vectors as they are, neither centred nor normalised before.
  ///
  /// Vectors that are equal to the bit get similarities that are, wherever they stand in a batch, so
  /// ties are exact.
  ///
  /// Shape: `[layers, sentences, width]` → float64 `[layers, sentences, pivot's sentences]`.
  ///
  /// - Throws: `AlignmentError` for a shape other than the pivot's, and for zero or non-finite
  ///   vectors unless told otherwise.
  public func cosineSimilarities(with embeddings: Tensor, language: String) throws -> Tensor {
    guard embeddings.shape == shape else {
      throw AlignmentError.shapes(
        language: language, embeddings.shape, pivot: self.language, shape)
    }
    let count = shape[1]
    var similarities: [Double] = []
    similarities.reserveCapacity(shape[0] * count * count)
    for (index, pivot) in layers.enumerated() {
      let layer = try EmbeddedLayer(
        embeddings[index], layer: index, language: language, nan: nan)
      let products = layer.vectors.matmul(pivot.vectors.transposed()).elements(Double.self)
      for row in 0..<count {
        for column in 0..<count {
          // The product's kernels may round equal rows differently; the first one stands for all.
          let (first, second) = (layer.firstEqual[row], pivot.firstEqual[column])
          similarities.append(
            products[first * count + second] / (layer.norms[first] * pivot.norms[second]))
        }
      }
    }
    return Tensor(similarities, shape: [shape[0], count, count])
  }
}

/// One layer's sentence vectors, ready for products.
private struct EmbeddedLayer {
  /// float64 `[sentences, width]`: products of float32 numbers are exact in it.
  let vectors: Tensor
  /// The length of each vector.
  let norms: [Double]
  /// For each sentence: the first one with the same vector to the bit.
  let firstEqual: [Int]

  init(_ embeddings: Tensor, layer: Int, language: String, nan: NaNPolicy) throws {
    vectors = embeddings.detached().converted(to: .float64)
    norms = vectors.norm(-1).elements(Double.self)
    let bad = norms.firstIndex { !($0 > 0 && $0.isFinite) }
    if nan == .refuse, let bad {
      throw AlignmentError.unusableVector(
        language: language, sentence: bad, layer: layer, norm: norms[bad])
    }
    let count = norms.count
    firstEqual = embeddings.withBytes { bytes in
      let size = bytes.count / count
      var representatives: [Int] = []
      return (0..<count).map { row in
        let own = UnsafeRawBufferPointer(rebasing: bytes[row * size..<(row + 1) * size])
        let equal = representatives.first {
          let other = UnsafeRawBufferPointer(rebasing: bytes[$0 * size..<($0 + 1) * size])
          return own.elementsEqualAsBytes(other)
        }
        if let equal { return equal }
        representatives.append(row)
        return row
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether two buffers of one size hold the same bytes.
  fileprivate func elementsEqualAsBytes(_ other: UnsafeRawBufferPointer) -> Bool {
    guard let own = baseAddress, let others = other.baseAddress else { return true }
    return memcmp(own, others, count) == 0
  }
}
