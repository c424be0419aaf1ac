import Tensors

/// The first principal components of points (Pearson 1901), from a singular value decomposition in
/// float64.
public struct PrincipalComponents: Codable, Equatable, Sendable {
  /// The coordinates of each point: [point][component].
  public let coordinates: [[Double]]
  /// The unit directions: [component][dimension]; the entry of largest size is positive.
  public let directions: [[Double]]
  /// The variance along each component, divided by n − 1.
  public let variances: [Double]
  /// The variances' shares of the total variance; NaN where all points coincide.
  public let varianceShares: [Double]

  /// Finds `count` components. Shape: `[points, dimensions]`, at least two points.
  public init(_ points: Tensor, count: Int) {
    require(
      points.rank == 2 && points.shape[0] > 1 && count > 0
        && count <= min(points.shape[0], points.shape[1]),
      "\(count) principal components of \(points.signature)")
    let wide = points.detached().converted(to: .float64)
    let centered = wide - wide.mean(0)
    let decomposition = centered.svd()
    let lengths = decomposition.s.elements(Double.self)
    let freedom = Double(points.shape[0] - 1)
    let total = lengths.reduce(0) { $0 + $1 * $1 }
    variances = lengths.prefix(count).map { $0 * $0 / freedom }
    varianceShares = lengths.prefix(count).map { $0 * $0 / total }

    // A decomposition leaves the sign open: fixed here, so that figures do not flip.
    let directions = decomposition.vt[0..<count].rows.map { direction in
      let largest = direction.max { abs($0) < abs($1) } ?? 0
      return largest < 0 ? direction.map { -$0 } : direction
    }
    self.directions = directions
    let axes = Tensor(directions.flatMap { $0 }, shape: [count, points.shape[1]])
    coordinates = centered.matmul(axes.transposed()).rows
  }
}

extension Tensor {
  /// The rows of a matrix.
  var rows: [[Double]] {
    let flat = elements(Double.self)
    let width = shape[1]
    return (0..<shape[0]).map { Array(flat[$0 * width..<($0 + 1) * width]) }
  }
}
