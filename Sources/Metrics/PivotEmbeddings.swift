import Foundation
import Tensors

/// The pivot language's sentence embeddings at every layer, prepared once to be compared with those
/// of any number of languages.
public struct PivotEmbeddings {
  /// The pivot's code, for messages.
  public let language: String
  private let shape: [Int]
  private let blocks: [EmbeddedLayers]
  private let nan: NaNPolicy

  /// Checks and widens embeddings. Shape: `[layers, sentences, width]`, of any floating dtype.
  ///
  /// With `nan: .reference` zero and non-finite vectors are let through and give NaN similarities.
  ///
  /// - Throws: `AlignmentError` for fewer than two sentences, and for vectors without a direction.
  public init(_ embeddings: Tensor, language: String, nan: NaNPolicy = .refuse) throws {
    require(embeddings.rank == 3, "embeddings \(embeddings.signature) of \(language)")
    self.language = language
    self.nan = nan
    shape = embeddings.shape
    guard shape[1] > 1 else {
      throw AlignmentError.tooFewSentences(language: language, count: shape[1])
    }
    // As many layers at once as stay in the cache when widened (and below the size from which the
    // C library asks the system for fresh pages each time).
    let layerBytes = shape[1] * shape[2] * MemoryLayout<Double>.size
    let step = max(1, (24 << 20) / max(1, layerBytes))
    blocks = try stride(from: 0, to: shape[0], by: step).map { [shape] first in
      try EmbeddedLayers(
        embeddings, layers: first..<min(first + step, shape[0]), language: language, nan: nan)
    }
  }

  /// Cosine similarities with another language's parallel sentences: float64 products, batched over
  /// layers, of the vectors as they are, neither centred nor normalised before.
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
    for pivot in blocks {
      let block = try EmbeddedLayers(
        embeddings, layers: pivot.layers, language: language, nan: nan)
      let products = block.vectors.matmul(pivot.vectors.transposed()).elements(Double.self)
      for row in block.norms.indices {
        let layer = row / count * count
        // The product's kernels may round equal rows differently; the first one stands for all.
        let first = block.firstEqual[row]
        for column in layer..<layer + count {
          let second = pivot.firstEqual[column]
          similarities.append(
            products[first * count + second - layer] / (block.norms[first] * pivot.norms[second]))
        }
      }
    }
    return Tensor(similarities, shape: [shape[0], count, count])
  }
}

/// Some layers' sentence vectors, ready for products.
private struct EmbeddedLayers {
  let layers: Range<Int>
  /// float64 `[layers, sentences, width]`: products of float32 numbers are exact in it.
  let vectors: Tensor
  /// The length of each vector, layer by layer.
  let norms: [Double]
  /// For each vector: the place of the layer's first one that is equal to the bit.
  let firstEqual: [Int]

  init(_ embeddings: Tensor, layers: Range<Int>, language: String, nan: NaNPolicy) throws {
    self.layers = layers
    let block = embeddings[layers].detached().contiguous()
    vectors = block.converted(to: .float64)
    norms = vectors.norm(-1).elements(Double.self)
    let count = embeddings.shape[1]
    let bad = norms.firstIndex { !($0 > 0 && $0.isFinite) }
    if nan == .refuse, let bad {
      throw AlignmentError.unusableVector(
        language: language, sentence: bad % count, layer: layers.lowerBound + bad / count,
        norm: norms[bad])
    }
    firstEqual = block.withBytes { bytes in
      let size = bytes.count / (layers.count * count)
      var distinct: [Int] = []
      return (0..<layers.count * count).map { row in
        if row.isMultiple(of: count) { distinct = [] }
        if let equal = distinct.first(where: { bytes.hasEqualRows($0, row, size: size) }) {
          return equal
        }
        distinct.append(row)
        return row
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether two rows of `size` bytes are the same.
  fileprivate func hasEqualRows(_ first: Int, _ second: Int, size: Int) -> Bool {
    guard let baseAddress else { return true }
    return memcmp(baseAddress + first * size, baseAddress + second * size, size) == 0
  }
}
