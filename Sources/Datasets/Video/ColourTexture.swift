import Tensors

/// Colours on a grid of pixels, sampled anywhere between them; red, green and blue in 0...1.
public struct ColourTexture: Sendable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  private var pixels: [SIMD3<Double>]

  /// Value noise: octaves of random colours on lattices, each twice as fine and half as strong as the
  /// one before, smoothly interpolated, stretched to 0...1 in each channel.
  ///
  /// - Parameter cell: the coarsest lattice's distance between points, in pixels.
  public init(
    noise octaves: Int, cell: Double, width: Int, height: Int, using random: inout SeededRandom
  ) {
    require(
      octaves > 0 && cell > 0 && width > 0 && height > 0,
      "noise of \(octaves) octaves, cells of \(cell), \(width) × \(height) pixels")
    self.width = width
    self.height = height
    pixels = Array(repeating: .zero, count: width * height)
    var (cell, strength) = (cell, 1.0)
    for _ in 0..<octaves {
      let columns = Int(Double(width) / cell) + 2
      let rows = Int(Double(height) / cell) + 2
      let lattice = (0..<rows * columns).map { _ in
        SIMD3(random.uniform(), random.uniform(), random.uniform())
      }
      for y in 0..<height {
        for x in 0..<width {
          let (left, across) = Self.split(Double(x) / cell)
          let (top, down) = Self.split(Double(y) / cell)
          let start = top * columns + left
          let upper = Self.mix(lattice[start], lattice[start + 1], across)
          let lower = Self.mix(lattice[start + columns], lattice[start + columns + 1], across)
          pixels[y * width + x] += strength * Self.mix(upper, lower, down)
        }
      }
      cell /= 2
      strength /= 2
    }
    stretch()
  }

  /// The colour at a place by bilinear interpolation; beyond an edge, the edge's.
  public func colour(x: Double, y: Double) -> SIMD3<Double> {
    let x = min(max(x, 0), Double(width - 1))
    let y = min(max(y, 0), Double(height - 1))
    let (left, top) = (Int(x), Int(y))
    let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
    let (across, down) = (x - Double(left), y - Double(top))
    return Self.mix(
      Self.mix(pixels[top * width + left], pixels[top * width + right], across),
      Self.mix(pixels[bottom * width + left], pixels[bottom * width + right], across), down)
  }

  private mutating func stretch() {
    var (low, high) = (pixels[0], pixels[0])
    for pixel in pixels {
      low = pointwiseMin(low, pixel)
      high = pointwiseMax(high, pixel)
    }
    // A single pixel spans nothing and becomes black.
    let span = (high - low).replacing(with: 1, where: high .== low)
    for index in pixels.indices { pixels[index] = (pixels[index] - low) / span }
  }

  /// The lattice point before a place, and the smooth share of the way to the next one.
  private static func split(_ place: Double) -> (index: Int, share: Double) {
    let index = Int(place)
    let share = place - Double(index)
    return (index, share * share * (3 - 2 * share))
  }

  static func mix(_ first: SIMD3<Double>, _ second: SIMD3<Double>, _ share: Double)
    -> SIMD3<Double>
  {
    first + (second - first) * share
  }
}
