import Tensors
import Testing

@Suite struct ShapeTests {
  let table = Tensor([1.0, 2, 3, 4, 5, 6], shape: [2, 3])

  @Test func shapesChangeAndElementsStay() {
    expect(table.reshaped(3, -1), [1, 2, 3, 4, 5, 6], shape: [3, 2])
    expect(table.reshaped([6]), [1, 2, 3, 4, 5, 6], shape: [6])
    expect(table.flattened(), [1, 2, 3, 4, 5, 6], shape: [6])
    #expect(Tensor.zeros([2, 3, 4, 5]).flattened(1, 2).shape == [2, 12, 5])
    expect(table.unsqueezed(1), [1, 2, 3, 4, 5, 6], shape: [2, 1, 3])
    #expect(table.unsqueezed(-1).squeezed(2).shape == [2, 3])
    #expect(table.squeezed(0).shape == [2, 3])
    expect(table.transposed(), [1, 4, 2, 5, 3, 6], shape: [3, 2])
    #expect(Tensor.zeros([2, 3, 4]).transposed(0, 2).shape == [4, 3, 2])
    #expect(Tensor.zeros([2, 3, 4]).permuted(2, 0, 1).shape == [4, 2, 3])
    #expect(Tensor.zeros([2, 3, 4]).movingDimension(0, to: -1).shape == [3, 4, 2])
    expect(Tensor([1.0, 2]).unsqueezed(1).expanded([-1, 3]), [1, 1, 1, 2, 2, 2], shape: [2, 3])
  }

  @Test func piecesAndJoins() {
    expect(Tensor.concatenated([table, table], dim: 1), [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
    expect(
      Tensor.stacked([table, table + 10], dim: -1),
      [1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16], shape: [2, 3, 2])
    #expect(table.split(2, dim: 1).map(\.shape) == [[2, 2], [2, 1]])
    #expect(
      table.split(sizes: [1, 2], dim: 1).map { $0.elements() } == [[1, 4], [2, 3, 5, 6.0]])
    #expect(Tensor.arange(0..<7).chunked(3).map(\.count) == [3, 3, 1])
    #expect(table.unbound(1).map { $0.elements() } == [[1, 4], [2, 5], [3, 6.0]])
  }

  @Test func repetitionsAndOrders() {
    expect(Tensor([1.0, 2]).tiled(2, 2), [1, 2, 1, 2, 1, 2, 1, 2], shape: [2, 4])
    expect(table.repeatInterleaved(2, dim: 0), [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
    expect(table.repeatInterleaved(Tensor([2, 0, 1]), dim: 1), [1, 1, 3, 4, 4, 6])
    expect(table.flipped(1), [3, 2, 1, 6, 5, 4])
    expect(table.flipped(0, 1), [6, 5, 4, 3, 2, 1])
    expect(table.rolled(1, dim: 1), [3, 1, 2, 6, 4, 5])
    let grid = Tensor.meshGrid(Tensor([1, 2]), Tensor([5, 6, 7]))
    #expect(grid[0].elements() == [1, 1, 1, 2, 2, 2])
    #expect(grid[1].elements() == [5, 6, 7, 5, 6, 7])
  }

  @Test func paddingRules() {
    let row = Tensor([1.0, 2, 3], shape: [1, 3])
    expect(row.padded([1, 2], value: 9), [9, 1, 2, 3, 9, 9], shape: [1, 6])
    expect(row.padded([2, 1], mode: .reflect), [3, 2, 1, 2, 3, 2])
    expect(row.padded([1, 2], mode: .replicate), [1, 1, 2, 3, 3, 3])
    expect(row.padded([1, 2], mode: .circular), [3, 1, 2, 3, 1, 2])
    expect(row.padded([0, 0, 1, 0]), [0, 0, 0, 1, 2, 3], shape: [2, 3])
    expect(row.padded([-1, 0]), [2, 3])
    expect(
      Tensor.padded(sequences: [Tensor([1.0]), Tensor([2.0, 3])], value: -1), [1, -1, 2, 3],
      shape: [2, 2])
  }

  @Test func windowsAndTriangles() {
    expect(
      Tensor([1.0, 2, 3, 4, 5]).windows(dim: 0, size: 3, step: 2), [1, 2, 3, 3, 4, 5],
      shape: [2, 3])
    expect(table.lowerTriangle(), [1, 0, 0, 4, 5, 0])
    expect(table.upperTriangle(1), [0, 2, 3, 0, 0, 6])
  }

  @Test func gradientsAgreeWithFiniteDifferences() {
    let rules: [(String, (Tensor) -> Tensor)] = [
      ("reshaped", { $0.reshaped(3, 2) }), ("transposed", { $0.transposed() }),
      ("permuted", { $0.permuted(1, 0) }), ("moved", { $0.movingDimension(0, to: 1) }),
      ("flattened", { $0.flattened() }), ("unsqueezed", { $0.unsqueezed(0).squeezed(0) }),
      ("expanded", { $0.unsqueezed(0).expanded([4, 2, 3]) }),
      ("concatenated", { Tensor.concatenated([$0, $0 * $0], dim: 1) }),
      ("stacked", { Tensor.stacked([$0, $0 * $0]) }), ("split", { $0.split(2, dim: 1)[1] }),
      ("unbound", { $0.unbound(1)[2] }), ("chunked", { $0.chunked(2)[1] }),
      ("tiled", { $0.tiled(2, 1) }), ("interleaved", { $0.repeatInterleaved(2, dim: 1) }),
      ("interleaved by counts", { $0.repeatInterleaved(Tensor([2, 0, 1]), dim: 1) }),
      ("flipped", { $0.flipped(0) }), ("rolled", { $0.rolled(1, dim: 1) }),
      ("padded", { $0.padded([1, 1], value: 3) }),
      ("reflected", { $0.padded([1, 1], mode: .reflect) }),
      ("replicated", { $0.padded([1, 1], mode: .replicate) }),
      ("circular", { $0.padded([1, 1], mode: .circular) }),
      ("windows", { $0.windows(dim: 1, size: 2, step: 1) }),
      ("lower triangle", { $0.lowerTriangle() }), ("upper triangle", { $0.upperTriangle() }),
      ("sequences", { Tensor.padded(sequences: [$0, $0[0..<1]]) }),
    ]
    for (name, rule) in rules { expectGradient(table, name: name) { rule($0[0]) } }
  }
}
