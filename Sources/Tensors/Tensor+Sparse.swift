extension Operators {
  static let sparse = Operator("sparse_coo_tensor", "indices_size")
  static let coalesce = Operator("coalesce")
  static let toDense = Operator("to_dense")
}

// Sparse matrices, as for the neighbours in a graph. They take part in `matmul` with a dense matrix
// (on the left), `transposed()` and `dense()`; other operators and reading elements refuse them.
extension Tensor {
  /// A sparse matrix from the places and values of its elements; values at one place add up.
  ///
  /// Shape: rows, columns (int64) and values `[n]` → `[height, width]`. Gradients flow to values.
  public static func sparseMatrix(
    rows: Tensor, columns: Tensor, values: Tensor, height: Int, width: Int
  ) -> Tensor {
    let entries = Operators.sparse(
      .tensor(stacked([rows, columns])), .tensor(values), .ints([height, width]),
      .none, .none, .none, .none, .none)
    return Operators.coalesce(.tensor(entries))
  }

  /// The same matrix with all its zeros.
  public func dense() -> Tensor { Operators.toDense(.tensor(self)) }
}
