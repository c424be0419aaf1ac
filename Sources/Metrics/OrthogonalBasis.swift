import Tensors

/// An orthonormal basis of the centred columns of a design matrix (modified Gram-Schmidt, twice).
struct OrthogonalBasis {
  /// The number of rows.
  let count: Int
  /// The basis vectors; dependent columns add none.
  private(set) var vectors: [[Double]] = []
  /// For each basis vector: the column it came from.
  private(set) var sources: [Int] = []
  /// The coordinates of each column: those along the vectors known when it came, its own last.
  private(set) var coordinates: [[Double]] = []

  /// The number of independent columns, the intercept not counted.
  var rank: Int { vectors.count }

  /// A column whose part outside the span of the earlier ones is below 1e-10 of it is dependent.
  init(columns: [[Double]], count: Int) {
    self.count = count
    for (index, column) in columns.enumerated() {
      require(
        column.count == count, "column \(index) has \(column.count) values, not \(count)")
      let whole = centered(column)
      let (rest, along) = project(whole)
      let length = dot(rest, rest).squareRoot()
      guard length > 1e-10 * dot(whole, whole).squareRoot() else { continue }
      vectors.append(rest.map { $0 / length })
      sources.append(index)
      coordinates.append(along + [length])
    }
  }

  /// What the intercept and the columns do not explain; exactly zero where only rounding remains.
  func residuals(_ values: [Double]) -> [Double] {
    let whole = centered(values)
    let rest = project(whole).rest
    return dot(rest, rest) > 1e-20 * dot(whole, whole)
      ? rest : Array(repeating: 0, count: values.count)
  }

  /// Splits a centred vector into its coordinates along the basis and the rest.
  func project(_ whole: [Double]) -> (rest: [Double], along: [Double]) {
    var rest = whole
    var along = Array(repeating: 0.0, count: vectors.count)
    for _ in 0..<2 {
      for (index, vector) in vectors.enumerated() {
        let length = dot(vector, rest)
        along[index] += length
        for row in rest.indices { rest[row] -= length * vector[row] }
      }
    }
    return (rest, along)
  }
}
