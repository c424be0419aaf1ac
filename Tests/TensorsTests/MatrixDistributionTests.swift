import Foundation
import Tensors
import Testing

@Suite struct MatrixDistributionTests {
  @Test func rootsOfSymmetricMatricesSquareToThem() {
    let generator = Generator(seed: 0)
    let matrices = Tensor.wishart(
      10, degreesOfFreedom: 6, scale: .eye(4, dtype: .float64), using: generator)
    let roots = matrices.symmetricSquareRoot()
    #expect(roots.matmul(roots).isClose(to: matrices, absolute: 1e-9))
    #expect(roots.isClose(to: roots.transposed(), absolute: 1e-12))
    // Of rank 1, with rounding below zero.
    let vector = Tensor([1.0, 2, 3], shape: [3, 1])
    let singular = vector.matmul(vector.transposed()).symmetricSquareRoot()
    #expect(
      singular.matmul(singular).isClose(to: vector.matmul(vector.transposed()), absolute: 1e-7))
  }

  @Test func wishartMatricesHaveTheirMoments() {
    let scale = Tensor([2.0, 0.5, 0.5, 1], shape: [2, 2])
    let drawn = Tensor.wishart(
      50_000, degreesOfFreedom: 7, scale: scale, using: Generator(seed: 1))
    #expect(drawn.dtype == .float64 && drawn.shape == [50_000, 2, 2])
    #expect(drawn.mean(0).isClose(to: scale * 7, absolute: 0.15))
    // Var W_ij = n (s_ij² + s_ii s_jj): 7 · 8 on the diagonal, 7 · (¼ + 2) beside it.
    let variances = drawn.variance(0).elements(Double.self)
    #expect(abs(variances[0] / 56 - 1) < 0.05)
    #expect(abs(variances[1] / 15.75 - 1) < 0.05)
    #expect(drawn.eigenvaluesSymmetric().min().item(Double.self) > 0)
  }

  @Test func countsOfDrawsAddUp() {
    let weights = Tensor(rows: [[0.2, 0.3, 0.5], [1.0, 0, 0]])
    let counts = weights.multinomialCounts(trials: 20, draws: 4_000, using: Generator(seed: 2))
    #expect(counts.shape == [2, 4_000, 3] && counts.dtype == .float64)
    #expect(counts.sum(-1).isEqual(to: .full([2, 4_000], 20, dtype: .float64)))
    #expect(counts.mean(1)[0].isClose(to: Tensor([4.0, 6, 10]), absolute: 0.2))
    let variance: Double = counts[0].variance(0)[0].item()
    #expect(abs(variance - 3.2) < 0.3)
    #expect(counts[1].isEqual(to: Tensor([20.0, 0, 0]).expanded([4_000, 3])))
  }
}
