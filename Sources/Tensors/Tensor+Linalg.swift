extension Operators {
  static let matmul = Operator("matmul")
  static let addmm = Operator("addmm")
  static let einsum = Operator("einsum")
  static let vectorNorm = Operator("linalg_vector_norm")
  static let inverse = Operator("linalg_inv")
  static let solve = Operator("linalg_solve")
  static let cholesky = Operator("linalg_cholesky")
  static let eigh = Operator("linalg_eigh")
  static let svd = Operator("linalg_svd")
  static let qr = Operator("linalg_qr")
  static let det = Operator("linalg_det")
  static let slogdet = Operator("linalg_slogdet")
  static let matrixExp = Operator("linalg_matrix_exp")
  static let diagonal = Operator("diagonal")
  static let diagEmbed = Operator("diag_embed")
  static let cdist = Operator("cdist")
  static let outer = Operator("outer")
  static let kron = Operator("kron")
  static let cross = Operator("linalg_cross")
  static let leastSquares = Operator("linalg_lstsq")
  static let pseudoInverse = Operator("linalg_pinv", "atol_rtol_float")
  static let eigenvaluesSymmetric = Operator("linalg_eigvalsh")
  static let singularValues = Operator("linalg_svdvals")
  static let matrixPower = Operator("linalg_matrix_power")
  static let triangularSolve = Operator("linalg_solve_triangular")
  static let choleskySolve = Operator("cholesky_solve")
  static let cosineSimilarity = Operator("cosine_similarity")
}

extension Tensor {
  /// The matrix product over the last two dimensions; leading dimensions broadcast.
  ///
  /// Shape: `[…, n, k]` × `[…, k, m]` → `[…, n, m]`; vectors count as one row or column.
  public func matmul(_ other: Tensor) -> Tensor { Operators.matmul(.tensor(self), .tensor(other)) }

  /// self · `beta` + `left` × `right` · `alpha`, with matrices `[n, k]` and `[k, m]`.
  public func adding(
    product left: Tensor, _ right: Tensor, beta: Double = 1, alpha: Double = 1
  ) -> Tensor {
    Operators.addmm(
      .tensor(self), .tensor(left), .tensor(right), .double(beta), .double(alpha))
  }

  /// The sum of products that Einstein's convention describes, such as `"bij,bjk->bik"`.
  public static func einsum(_ equation: String, _ tensors: Tensor...) -> Tensor {
    Operators.einsum(.string(equation), .tensors(tensors))
  }

  /// The `order`-norm of vectors along the given dimensions, of all elements when none is given.
  public func norm(_ dims: Int..., order: Double = 2, keepDim: Bool = false) -> Tensor {
    Operators.vectorNorm(
      .tensor(self), .double(order), dims.isEmpty ? .none : .ints(dims), .bool(keepDim))
  }

  /// Vectors along a dimension divided by their 2-norm, which is taken as at least `epsilon`.
  public func normalized(_ dim: Int = -1, epsilon: Double = 1e-12) -> Tensor {
    self / norm(dim, keepDim: true).clamped(from: epsilon)
  }

  /// The inverse of square matrices; a singular one stops the program.
  public func inverse() -> Tensor { Operators.inverse(.tensor(self)) }

  /// The x of self · x = `right`, for square matrices.
  public func solve(_ right: Tensor) -> Tensor { Operators.solve(.tensor(self), .tensor(right)) }

  /// The x of self · x = `right`, for triangular matrices; the other triangle is not read.
  public func solveTriangular(_ right: Tensor, upper: Bool) -> Tensor {
    Operators.triangularSolve(.tensor(self), .tensor(right), .bool(upper))
  }

  /// The x of (self · selfᵀ) · x = `right`, for the lower triangle that `cholesky` gives.
  public func solveCholesky(_ right: Tensor) -> Tensor {
    Operators.choleskySolve(.tensor(right), .tensor(self))
  }

  /// The x that makes |self · x − `right`| smallest; self must have full column rank.
  ///
  /// Shape: `[…, n, k]`, `[…, n, m]` → `[…, k, m]`, n ≥ k.
  public func leastSquares(_ right: Tensor) -> Tensor {
    Operators.leastSquares.tensors(.tensor(self), .tensor(right))[0]
  }

  /// The Moore–Penrose inverse of matrices.
  public func pseudoInverse() -> Tensor { Operators.pseudoInverse(.tensor(self)) }

  /// The lower L of self = L · Lᵀ, for positive definite matrices.
  public func cholesky() -> Tensor { Operators.cholesky(.tensor(self)) }

  /// Eigenvalues in ascending order and eigenvectors, as columns, of symmetric matrices.
  public func eigh() -> (values: Tensor, vectors: Tensor) {
    let found = Operators.eigh.tensors(.tensor(self))
    return (found[0], found[1])
  }

  /// Eigenvalues in ascending order of symmetric matrices.
  public func eigenvaluesSymmetric() -> Tensor { Operators.eigenvaluesSymmetric(.tensor(self)) }

  /// Singular values in descending order.
  public func singularValues() -> Tensor { Operators.singularValues(.tensor(self)) }

  /// The U, S and Vᵀ of self = U · diag(S) · Vᵀ, reduced; singular values in descending order.
  public func svd() -> (u: Tensor, s: Tensor, vt: Tensor) {
    let found = Operators.svd.tensors(.tensor(self), false)
    return (found[0], found[1], found[2])
  }

  /// The orthonormal Q and upper triangular R of self = Q · R, reduced.
  public func qr() -> (q: Tensor, r: Tensor) {
    let found = Operators.qr.tensors(.tensor(self))
    return (found[0], found[1])
  }

  /// The determinant of square matrices.
  public func determinant() -> Tensor { Operators.det(.tensor(self)) }

  /// The sign and the logarithm of the absolute value of the determinant.
  public func logDeterminant() -> (sign: Tensor, log: Tensor) {
    let found = Operators.slogdet.tensors(.tensor(self))
    return (found[0], found[1])
  }

  /// e to the power of square matrices.
  public func matrixExponential() -> Tensor { Operators.matrixExp(.tensor(self)) }

  /// Square matrices multiplied by themselves; a negative exponent inverts.
  public func matrixPower(_ exponent: Int) -> Tensor {
    Operators.matrixPower(.tensor(self), .int(exponent))
  }

  /// The products of all pairs from two vectors. Shape: `[n]`, `[m]` → `[n, m]`.
  public func outer(_ other: Tensor) -> Tensor { Operators.outer(.tensor(self), .tensor(other)) }

  /// The Kronecker product: each element times the whole other matrix.
  public func kronecker(_ other: Tensor) -> Tensor { Operators.kron(.tensor(self), .tensor(other)) }

  /// The cross product of vectors with 3 elements along a dimension.
  public func cross(_ other: Tensor, dim: Int = -1) -> Tensor {
    Operators.cross(.tensor(self), .tensor(other), .int(dim))
  }

  /// The diagonal of the last two dimensions, as the last dimension.
  public func diagonal(_ offset: Int = 0) -> Tensor {
    Operators.diagonal(.tensor(self), .int(offset), -2, -1)
  }

  /// Square matrices with the last dimension on the diagonal.
  public func diagonalMatrix() -> Tensor { Operators.diagEmbed(.tensor(self)) }

  /// The sum of the diagonal of the last two dimensions.
  public func trace() -> Tensor { diagonal().sum(-1) }

  /// The cosine of the angle between vectors along a dimension; shapes broadcast.
  public func cosineSimilarity(
    _ other: Tensor, dim: Int = -1, epsilon: Double = 1e-8
  ) -> Tensor {
    Operators.cosineSimilarity(.tensor(self), .tensor(other), .int(dim), .double(epsilon))
  }

  /// The symmetric S with S · S = self, for symmetric positive semidefinite matrices.
  ///
  /// Eigenvalues below zero, which rounding leaves, count as zero.
  public func symmetricSquareRoot() -> Tensor {
    let (values, vectors) = eigh()
    return (vectors * values.clamped(from: 0).sqrt().unsqueezed(-2)).matmul(vectors.transposed())
  }

  /// Squared Euclidean distances between all pairs of rows, with gradients of every order.
  ///
  /// Shape: `[…, n, d]`, `[…, m, d]` → `[…, n, m]`. It is |x|² + |y|² − 2 x·y, so that distances
  /// far below the points' norms are rounded.
  public func squaredDistances(to other: Tensor) -> Tensor {
    let products = matmul(other.transposed())
    let norms = square().sum(-1, keepDim: true) + other.square().sum(-1).unsqueezed(-2)
    return (norms - products * 2).clamped(from: 0)
  }

  /// Distances between all pairs of rows. Shape: `[…, n, d]`, `[…, m, d]` → `[…, n, m]`.
  ///
  /// It has no gradients of gradients.
  public func distances(to other: Tensor, order: Double = 2) -> Tensor {
    Operators.cdist(.tensor(self), .tensor(other), .double(order))
  }
}
