import Tensors
import Testing

@Suite struct CreateTests {
  @Test func constants() {
    #expect(Tensor.zeros([2, 1]).elements() == [0, 0] as [Float])
    #expect(Tensor.ones([2], dtype: .int32).elements() == [1, 1] as [Int32])
    #expect(Tensor.full([2], 2.5, dtype: .float64).elements() == [2.5, 2.5])
    #expect(Tensor.empty([3, 0]).shape == [3, 0])
    #expect(Tensor.empty([2], dtype: .bfloat16).dtype == .bfloat16)
    let like = Tensor([5, 6] as [Int16], shape: [1, 2])
    #expect(like.zerosLike().signature == "int16[1, 2]")
    #expect(like.onesLike().elements() == [1, 1] as [Int16])
    #expect(like.fullLike(4).elements() == [4, 4] as [Int16])
    #expect(Tensor(7).shape == [])
    #expect(Tensor(7).item() == 7)
    #expect(Tensor(rows: [[1, 2, 3], [4, 5, 6]]).shape == [2, 3])
    #expect(Tensor(rows: [[Double]]()).shape == [0, 0])
  }

  @Test func sequences() {
    #expect(Tensor.arange(-2..<2).elements() == [-2, -1, 0, 1])
    #expect(Tensor.arange(3..<3).shape == [0])
    expect(Tensor.linspace(-1, 1, count: 5, dtype: .float64), [-1, -0.5, 0, 0.5, 1])
    #expect(Tensor.eye(2).elements() == [1, 0, 0, 1] as [Float])
    #expect(Tensor.eye(2, 3, dtype: .int64).elements() == [1, 0, 0, 0, 1, 0])
    #expect(
      Tensor.lowerTriangleIndices(3, 3, diagonal: -1).elements() == [1, 2, 2, 0, 0, 1])
    #expect(Tensor.upperTriangleIndices(2, 3).elements() == [0, 0, 0, 1, 1, 0, 1, 2, 1, 2])
  }
}

@Suite struct CompareTests {
  let left = Tensor([1.0, 2, 3])
  let right = Tensor([3.0, 2, 1])

  @Test func pairsAndNumbers() {
    #expect((left .== right).elements() == [false, true, false])
    #expect((left .!= right).elements() == [true, false, true])
    #expect((left .< right).elements() == [true, false, false])
    #expect((left .<= right).elements() == [true, true, false])
    #expect((left .> right).elements() == [false, false, true])
    #expect((left .>= right).elements() == [false, true, true])
    #expect((left .== 2).elements() == [false, true, false])
    #expect((left .!= 2).elements() == [true, false, true])
    #expect((left .< 2).elements() == [true, false, false])
    #expect((left .<= 2).elements() == [true, true, false])
    #expect((left .> 2).elements() == [false, false, true])
    #expect((left .>= 2).elements() == [false, true, true])
    #expect((left .== 2.0).elements() == [false, true, false])
    #expect((left .!= 2.0).elements() == [true, false, true])
    #expect((left .< 2.5).elements() == [true, true, false])
    #expect((left .<= 2.5).elements() == [true, true, false])
    #expect((left .> 2.5).elements() == [false, false, true])
    #expect((left .>= 2.5).elements() == [false, false, true])
  }

  @Test func truthValues() {
    let (a, b) = (Tensor([true, true, false]), Tensor([true, false, false]))
    #expect((a .& b).elements() == [true, false, false])
    #expect((a .| b).elements() == [true, true, false])
    #expect((a .^ b).elements() == [false, true, false])
    #expect(a.all().item() == false)
    #expect(a.any().item() == true)
    let table = Tensor([true, true, false, true], shape: [2, 2])
    #expect(table.all(1).elements() == [true, false])
    #expect(table.any(0, keepDim: true).shape == [1, 2])
    #expect(Tensor([Bool]()).all().item() == true)
  }

  @Test func equalityIsExactAndCloseness() {
    #expect(left.isEqual(to: left.copy()))
    #expect(!left.isEqual(to: right))
    #expect(!left.isEqual(to: left.converted(to: .float32)))
    #expect(!left.isEqual(to: left.unsqueezed(0)))
    #expect(!Tensor([Double.nan]).isEqual(to: Tensor([Double.nan])))
    #expect(left.isClose(to: left + 1e-7))
    #expect(!left.isClose(to: left + 1e-3))
    #expect(!left.isClose(to: left.unsqueezed(0)))
    #expect(left.isClose(to: left.converted(to: .float32)))
    #expect(!Tensor([Double.nan]).isClose(to: Tensor([0.0])))
  }
}
