import Foundation
import Tensors

/// The peak signal-to-noise ratio of each image in dB, for values in 0...1.
///
/// −10 · log₁₀(MSE + floor), the squared error averaged over one image. Shape of both: `[images, …]`.
///
/// - Parameter floor: keeps equal images finite; 1e-9 caps the ratio at 90 dB.
public func peakSignalToNoise(
  _ images: Tensor, _ references: Tensor, floor: Double = 1e-9
) -> [Double] {
  require(
    images.shape == references.shape && images.rank > 1,
    "images \(images.signature), references \(references.signature)")
  let (images, references) = (
    images.detached().converted(to: .float64), references.detached().converted(to: .float64)
  )
  let errors = (images - references).square().flattened(1).mean(1).elements(Double.self)
  return errors.map { -10 * log10($0 + floor) }
}

/// Structural similarity of images (Wang et al. 2004), by a Gaussian window that stays within them.
///
/// Shape of images: `[images, channels, height, width]`, values in 0...1, no side below the window's.
/// Results have one number an image, averaged over channels and places, and can be differentiated.
public struct StructuralSimilarity: Sendable {
  /// The exponents of the five scales in Wang et al. (2003).
  public static let scaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]

  private let window: [Double]
  // The squares of K₁ = 0.01 and K₂ = 0.03, times the squared range 1.
  private let luminance = 1e-4
  private let contrast = 9e-4

  /// A window of `size` elements a side, of the given standard deviation.
  public init(size: Int = 11, deviation: Double = 1.5) {
    require(size > 0 && deviation > 0, "a window of \(size) elements, deviation \(deviation)")
    let places = (0..<size).map { Double($0 - size / 2) }
    let weights = places.map { exp(-$0 * $0 / (2 * deviation * deviation)) }
    window = weights.map { $0 / weights.reduce(0, +) }
  }

  /// The similarity of each pair of images. Shape: `[images]`.
  public func callAsFunction(_ images: Tensor, _ references: Tensor) -> Tensor {
    parts(images, references).similarity.mean(1)
  }

  /// The similarity over several scales (Wang et al. 2003): each but the last counts contrast and
  /// structure only. Shape: `[images]`.
  ///
  /// Negative parts count as 0. Images must be higher and wider than (window − 1) · 2^(scales − 1).
  public func multiScale(
    _ images: Tensor, _ references: Tensor, weights: [Double] = scaleWeights
  ) -> Tensor {
    let least = (window.count - 1) << (weights.count - 1)
    require(
      images.shape.suffix(2).allSatisfy { $0 > least },
      "\(weights.count) scales need sides above \(least), not \(images.signature)")
    var (images, references) = (images, references)
    var product: Tensor?
    for (scale, weight) in weights.enumerated() {
      let parts = parts(images, references)
      let isLast = scale == weights.count - 1
      let factor = (isLast ? parts.similarity : parts.structure).relu().pow(weight)
      product = product.map { $0 * factor } ?? factor
      if !isLast { (images, references) = (halved(images), halved(references)) }
    }
    guard let product else { fatalError("multi-scale similarity without scales") }
    return product.mean(1)
  }

  /// Means of 2×2 cells; a side of odd length gets a row or column of zeros at both ends.
  private func halved(_ images: Tensor) -> Tensor {
    images.averagePooled([2, 2], padding: images.shape.suffix(2).map { $0 % 2 })
  }

  /// The whole similarity and its factor of contrast and structure. Shapes: `[images, channels]`.
  private func parts(
    _ images: Tensor, _ references: Tensor
  ) -> (similarity: Tensor, structure: Tensor) {
    require(
      images.shape == references.shape && images.rank == 4
        && images.shape.suffix(2).allSatisfy { $0 >= window.count },
      "images \(images.signature), references \(references.signature), window \(window.count)")
    let (meanX, meanY) = (blurred(images), blurred(references))
    let varianceX = blurred(images * images) - meanX.square()
    let varianceY = blurred(references * references) - meanY.square()
    let covariance = blurred(images * references) - meanX * meanY
    let structure = (covariance * 2 + contrast) / (varianceX + varianceY + contrast)
    let means = (meanX * meanY * 2 + luminance) / (meanX.square() + meanY.square() + luminance)
    return ((means * structure).mean(2, 3), structure.mean(2, 3))
  }

  private func blurred(_ images: Tensor) -> Tensor {
    let channels = images.shape[1]
    let row = Tensor(window, shape: [1, 1, 1, window.count]).converted(to: images.dtype)
      .moved(to: images.device).expanded([channels, 1, 1, window.count])
    return images.convolved(row.transposed(), groups: channels).convolved(row, groups: channels)
  }
}
