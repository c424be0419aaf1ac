import Tensors
import Testing

/// Counting of floating-point operations.
@Suite struct OperationCountTests {
  private func count(_ body: () -> Tensor) -> Int { OperationCount.counting(body).operations }

  @Test func productsAreCountedByTheirShapes() {
    let (a, b) = (Tensor.ones([2, 3, 4]), Tensor.ones([4, 5]))
    #expect(count { a.matmul(b) } == 2 * 2 * 3 * 4 * 5)
    #expect(count { a.linear(Tensor.ones([7, 4]), bias: Tensor.ones([7])) } == 2 * 6 * 4 * 7)
    #expect(
      count { Tensor.ones([3, 5]).adding(product: Tensor.ones([3, 4]), b) } == 2 * 3 * 4 * 5)
    #expect(count { Tensor.ones([4]).matmul(Tensor.ones([4])) } == 8)
  }

  @Test func convolutionsAreCountedByTheirShapes() {
    let image = Tensor.ones([2, 4, 9, 9])
    // 2 images, 6 channels, 5 × 5 places, 4 / 2 channels of 3 × 3 each.
    let grouped = count {
      image.convolved(
        Tensor.ones([6, 2, 3, 3]), stride: [2], padding: [1], groups: 2)
    }
    #expect(grouped == 2 * (2 * 6 * 25) * (2 * 9))
    #expect(
      count { image.convolvedSame(Tensor.ones([6, 4, 3, 3])) } == 2 * (2 * 6 * 81) * (4 * 9))
    #expect(
      count { image.convolvedTransposed(Tensor.ones([4, 5, 2, 2]), stride: [2]) }
        == 2 * (2 * 4 * 81) * (5 * 4))
    #expect(
      count { Tensor.ones([1, 2, 10]).convolved(Tensor.ones([3, 2, 4])) } == 2 * (3 * 7) * (2 * 4))
  }

  @Test func attentionIsTwoProducts() {
    let queries = Tensor.ones([1, 2, 5, 4])
    let keys = Tensor.ones([1, 2, 7, 4])
    #expect(count { queries.attention(keys: keys, values: keys) } == 2 * (2 * 5 * 7) * (4 + 4))
  }

  @Test func onlyWhatRunsInsideIsCounted() {
    let (a, b) = (Tensor.ones([2, 2]), Tensor.ones([2, 2]))
    _ = a.matmul(b)
    let (result, outer) = OperationCount.counting { () -> Int in
      _ = a.matmul(b)
      return OperationCount.counting { a.matmul(b).matmul(b) }.operations
    }
    #expect(result == 32)
    // What is counted inside belongs to the inner count.
    #expect(outer == 16)
    #expect(count { (a + b).exp().tanh() } == 0)
  }
}
