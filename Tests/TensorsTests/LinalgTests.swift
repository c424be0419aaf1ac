import Foundation
import Tensors
import Testing

@Suite struct LinalgTests {
  let square = Tensor([4.0, 1, 2, 3], shape: [2, 2])
  let positive = Tensor([4.0, 2, 2, 3], shape: [2, 2])
  let right = Tensor([6.0, 8], shape: [2, 1])

  @Test func productsAreSums() {
    let (a, b) = (numbers(2, 3, 4), numbers(2, 4, 5, seed: 2))
    let found = a.matmul(b)
    #expect(found.shape == [2, 3, 5])
    for (batch, row, column) in [(0, 0, 0), (1, 2, 4), (0, 1, 3)] {
      let wanted = (0..<4).reduce(0.0) {
        $0 + a[batch, row, $1].item(Double.self) * b[batch, $1, column].item(Double.self)
      }
      #expect(abs(found[batch, row, column].item() - wanted) < 1e-12)
    }
    expect(square.matmul(Tensor([1.0, 2])), [6, 8], shape: [2])
    expect(Tensor([1.0, 2]).matmul(Tensor([3.0, 4])), [11], shape: [])
    #expect(Tensor.einsum("bij,bjk->bik", a, b).isClose(to: found, absolute: 1e-12))
    expect(Tensor.einsum("ii", square), [7])
    expect(
      square.adding(product: right, right.transposed(), beta: 2, alpha: 0.5), [26, 26, 28, 38])
    expect(Tensor([1.0, 2]).outer(Tensor([3.0, 4, 5])), [3, 4, 5, 6, 8, 10], shape: [2, 3])
    expect(
      Tensor([1.0, 2], shape: [1, 2]).kronecker(square), [4, 1, 8, 2, 2, 3, 4, 6], shape: [2, 4])
    expect(Tensor([1.0, 0, 0]).cross(Tensor([0.0, 1, 0])), [0, 0, 1])
    expect(square.matrixPower(2), [18, 7, 14, 11])
  }

  @Test func systemsAreSolved() {
    expect(square.solve(right), [1, 2])
    expect(square.inverse(), [0.3, -0.1, -0.2, 0.4])
    expect(square.matrixPower(-1), [0.3, -0.1, -0.2, 0.4])
    let lower = positive.cholesky()
    expect(lower, [2, 0, 1, sqrt(2)])
    expect(lower.solveCholesky(positive.matmul(right)), [6, 8])
    expect(
      Tensor([2.0, 99, 1, 4], shape: [2, 2]).solveTriangular(right, upper: false), [3, 1.25])
    let tall = Tensor([1.0, 0, 1, 1, 1, 2], shape: [3, 2])
    expect(tall.leastSquares(Tensor([1.0, 2, 4], shape: [3, 1])), [5.0 / 6, 1.5])
    expect(tall.pseudoInverse().matmul(tall), [1, 0, 0, 1])
  }

  @Test func decompositionsMultiplyBack() {
    let matrix = numbers(4, 3)
    let svd = matrix.svd()
    #expect(svd.u.shape == [4, 3])
    #expect((svd.u * svd.s).matmul(svd.vt).isClose(to: matrix, absolute: 1e-12))
    #expect(svd.s.isClose(to: matrix.singularValues(), absolute: 1e-12))
    let qr = matrix.qr()
    #expect(qr.q.matmul(qr.r).isClose(to: matrix, absolute: 1e-12))
    let symmetric = positive.eigh()
    expect(symmetric.values, [(7 - sqrt(17)) / 2, (7 + sqrt(17)) / 2])
    expect(positive.eigenvaluesSymmetric(), [(7 - sqrt(17)) / 2, (7 + sqrt(17)) / 2])
    let back = (symmetric.vectors * symmetric.values).matmul(symmetric.vectors.transposed())
    #expect(back.isClose(to: positive, absolute: 1e-12))
  }

  @Test func determinantsAndFunctions() {
    expect(square.determinant(), [10])
    let log = (-square).logDeterminant()
    expect(log.sign, [1])
    expect(log.log, [Foundation.log(10)])
    expect(square.trace(), [7])
    expect(square.diagonal(), [4, 3])
    expect(square.diagonal(1), [1])
    expect(Tensor([1.0, 2]).diagonalMatrix(), [1, 0, 0, 2])
    // exp of a rotation's generator is the rotation.
    let turn = Tensor([0.0, -1, 1, 0], shape: [2, 2]) * (Double.pi / 2)
    expect(turn.matrixExponential(), [0, -1, 1, 0])
  }

  @Test func lengthsAndAngles() {
    let vectors = Tensor([3.0, 4, 0, 5], shape: [2, 2])
    expect(vectors.norm(), [sqrt(50)])
    expect(vectors.norm(1), [5, 5])
    expect(vectors.norm(1, order: 1, keepDim: true), [7, 5], shape: [2, 1])
    expect(vectors.norm(0, order: .infinity), [3, 5])
    expect(vectors.normalized(), [0.6, 0.8, 0, 1])
    expect(Tensor([0.0, 0]).normalized(), [0, 0])
    expect(vectors.cosineSimilarity(Tensor([1.0, 0])), [0.6, 0])
    expect(
      vectors.distances(to: Tensor([[0.0, 0]].flatMap { $0 }, shape: [1, 2])), [5, 5],
      shape: [2, 1])
    expect(vectors.distances(to: vectors, order: 1), [0, 4, 4, 0])
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    let rules: [(String, (Tensor) -> Tensor)] = [
      ("matmul", { $0.matmul($0.transposed()) }),
      ("einsum", { Tensor.einsum("ij,kj->ik", $0, $0) }),
      ("addmm", { $0.adding(product: $0, $0) }), ("outer", { $0.diagonal().outer($0[0]) }),
      ("kronecker", { $0.kronecker($0) }), ("power", { $0.matrixPower(3) }),
      ("inverse", { $0.inverse() }), ("solve", { $0.solve($0.transposed()) }),
      ("triangular", { $0.solveTriangular($0, upper: false) }),
      ("cholesky", { ($0 + $0.transposed()).cholesky() }),
      ("cholesky solve", { ($0 + $0.transposed()).cholesky().solveCholesky($0) }),
      ("eigh", { ($0 + $0.transposed()).eigh().values }),
      ("eigenvectors", { ($0 + $0.transposed()).eigh().vectors.square() }),
      ("eigenvalues", { ($0 + $0.transposed()).eigenvaluesSymmetric() }),
      ("svd", { $0.svd().s }), ("singular values", { $0.singularValues() }),
      ("qr", { $0.qr().r }), ("determinant", { $0.determinant() }),
      ("log determinant", { $0.logDeterminant().log }),
      ("exponential", { $0.matrixExponential() }), ("diagonal", { $0.diagonal() }),
      ("diagonal matrix", { $0.diagonalMatrix() }), ("trace", { $0.trace() }),
      ("norm", { $0.norm(1) }), ("normalized", { $0.normalized() }),
      ("cosine", { $0.cosineSimilarity($0.flipped(1)) }),
      ("pseudo-inverse", { $0.pseudoInverse() }),
      ("least squares", { $0.leastSquares($0.transposed()) }),
    ]
    for (name, rule) in rules { expectGradient(square, name: name) { rule($0[0]) } }
    expectGradient(numbers(3, 2), numbers(4, 2, seed: 2), secondOrder: false) {
      $0[0].distances(to: $0[1])
    }
    expectGradient(numbers(3), numbers(3, seed: 2)) { $0[0].cross($0[1]) }
  }
}
