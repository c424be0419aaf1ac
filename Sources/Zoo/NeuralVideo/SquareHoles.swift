import Tensors

/// Five square holes in a frame, in its middle and the middles of its quarters: the mask of HNeRV's
/// inpainting (Chen et al. 2023, section 4.4).
public struct SquareHoles: Codable, Equatable, Sendable {
  /// The side of a hole in pixels; an odd one loses a pixel, as in the authors' code.
  public let side: Int

  /// Holes of this side.
  public init(side: Int) { self.side = side }

  /// 0 within the holes, 1 elsewhere. Shape: `[height, width]`.
  public func mask(height: Int, width: Int) -> Tensor {
    let reach = side / 2
    let centres = [(2, 2), (1, 1), (1, 3), (3, 1), (3, 3)].map { (height * $0 / 4, width * $1 / 4) }
    let values = (0..<height * width).map { place -> Float in
      let (y, x) = place.quotientAndRemainder(dividingBy: width)
      return centres.contains { (y0, x0) in
        (y0 - reach..<y0 + reach).contains(y) && (x0 - reach..<x0 + reach).contains(x)
      } ? 0 : 1
    }
    return Tensor(values, shape: [height, width])
  }
}
