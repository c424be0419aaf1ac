import Tensors
import Testing

/// Rows short enough to be ordered by counting, against rows that libtorch sorts.
@Suite struct RowOrderTests {
  private let generator = Generator(seed: 12)

  private func expectOrdered(_ rows: Tensor, _ message: String = "") {
    // In float64 all rows are libtorch's; both orders are stable.
    let (values, indices) = rows.sorted()
    let expected = rows.converted(to: .float64).sorted()
    #expect(indices.isEqual(to: expected.indices), "\(message)")
    #expect(values.isEqual(to: rows.gathered(-1, expected.indices)), "\(message)")
    #expect(values.shape == rows.shape && indices.dtype == .int64)
  }

  @Test(arguments: [1, 2, 15, 16, 17, 64, 100, 255, 256, 257]) func shortRowsAreSorted(width: Int) {
    expectOrdered(.randn([3, 4, width], using: generator), "\(width)")
    // Many equal elements keep their order.
    expectOrdered((Tensor.randn([5, width], using: generator) * 2).round(), "\(width), ties")
  }

  @Test func signsAndInfinitiesAreInOrder() {
    let values: [Float] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, -0.0, 0,
    ]
    expectOrdered(Tensor(values, shape: [1, 12]))
    let order = Tensor([1, Float.nan, -3, -Float.nan, .infinity]).sorted().indices
    #expect(order.elements(Int.self) == [2, 0, 4, 1, 3])
    #expect(Tensor.zeros([0, 4]).sorted().values.shape == [0, 4])
    #expect(Tensor.zeros([2, 0]).sorted().values.shape == [2, 0])
  }

  @Test func gradientsGoBackToTheirPlaces() {
    let row = Tensor([3, 1, 2] as [Float]).requiringGradient()
    (row.sorted().values * Tensor([10, 20, 30] as [Float])).sum().backward()
    #expect(row.gradient?.elements(Float.self) == [30, 10, 20])
  }
}
