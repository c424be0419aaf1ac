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
    // As many layers at once as stay in the cache when widened, beside the pivot's.
    let layerBytes = shape[1] * shape[2] * MemoryLayout<Double>.size
    let step = max(1, (4 << 20) / max(1, layerBytes))
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
    return .concatenated(
      try blocks.map { pivot in
        let block = try EmbeddedLayers(
          embeddings, layers: pivot.layers, language: language, nan: nan)
        let similarities =
          block.vectors.matmul(pivot.vectors.transposed())
          / (block.norms.unsqueezed(-1) * pivot.norms.unsqueezed(-2))
        return pivot.unified(2, block.unified(1, similarities))
      })
  }
}

/// Some layers' sentence vectors, ready for products.
private struct EmbeddedLayers {
  let layers: Range<Int>
  /// float64 `[layers, sentences, width]`: products of float32 numbers are exact in it.
  let vectors: Tensor
  /// The length of each vector. Shape: `[layers, sentences]`.
  let norms: Tensor
  /// For each vector the place of its layer's first one that is equal to the bit; nil where all differ.
  /// Shape: `[layers, sentences]`.
  private let firstEqual: Tensor?

  init(_ embeddings: Tensor, layers: Range<Int>, language: String, nan: NaNPolicy) throws {
    self.layers = layers
    let block = embeddings[layers].detached().contiguous()
    vectors = block.converted(to: .float64)
    norms = vectors.norm(-1)
    let count = embeddings.shape[1]
    let lengths = norms.elements(Double.self)
    if nan == .refuse, let bad = lengths.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw AlignmentError.unusableVector(
        language: language, sentence: bad % count, layer: layers.lowerBound + bad / count,
        norm: lengths[bad])
    }
    let places = block.withBytes { bytes in
      let size = bytes.count / lengths.count
      let rows = lengths.indices.map {
        UnsafeRawBufferPointer(rebasing: bytes[$0 * size..<($0 + 1) * size])
      }
      return stride(from: 0, to: rows.count, by: count).flatMap {
        Self.firstEqual(rows[$0..<$0 + count])
      }
    }
    let areDistinct = places.indices.allSatisfy { places[$0] == $0 % count }
    firstEqual = areDistinct ? nil : Tensor(places, shape: norms.shape)
  }

  /// Similarities in which equal vectors, along a dimension, have equal ones: the product's kernels may
  /// round equal rows differently, so the first one stands for all.
  func unified(_ dim: Int, _ similarities: Tensor) -> Tensor {
    guard let firstEqual else { return similarities }
    return similarities.gathered(
      dim, firstEqual.unsqueezed(3 - dim).expanded(similarities.shape))
  }

  /// For each row of bytes the place of the first that is equal.
  private static func firstEqual(_ rows: ArraySlice<UnsafeRawBufferPointer>) -> [Int] {
    // Few rows start alike, so only those are compared.
    var alike: [Int: [(place: Int, row: UnsafeRawBufferPointer)]] = [:]
    return rows.enumerated().map { place, row in
      var start = Hasher()
      start.combine(bytes: UnsafeRawBufferPointer(rebasing: row.prefix(16)))
      let key = start.finalize()
      if let equal = alike[key]?.first(where: { $0.row.hasBytes(of: row) }) { return equal.place }
      alike[key, default: []].append((place, row))
      return place
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the bytes are the same as those of another of this size.
  fileprivate func hasBytes(of other: UnsafeRawBufferPointer) -> Bool {
    guard let baseAddress, let start = other.baseAddress else { return true }
    return memcmp(baseAddress, start, count) == 0
  }
}
