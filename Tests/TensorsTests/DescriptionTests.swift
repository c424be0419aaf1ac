import Tensors
import Testing

@Suite struct DescriptionTests {
  @Test func smallTensorsAreWhole() {
    #expect(
      "\(Tensor([1.0, 2, 3, 4, 5, 6.5], shape: [2, 3]))" == """
        float64[2, 3]
        [[  1,   2,   3],
         [  4,   5, 6.5]]
        """)
    #expect("\(Tensor([true, false]))" == "bool[2]\n[ true, false]")
    #expect("\(Tensor(-7))" == "int64[]\n-7")
    #expect("\(Tensor([1 / 3.0, .nan]))" == "float64[2]\n[0.33333,     nan]")
    #expect("\(Tensor([1e-7, 12_345_678] as [Float]))" == "float32[2]\n[     1e-07, 1.2346e+07]")
    #expect("\(Tensor([0.1]).converted(to: .bfloat16))" == "bfloat16[1]\n[0.1001]")
  }

  @Test func dimensionsNest() {
    #expect(
      "\(Tensor([1, 2, 3, 4], shape: [2, 1, 2]))" == """
        int64[2, 1, 2]
        [[[1, 2]],

         [[3, 4]]]
        """)
    #expect("\(Tensor.zeros([2, 0]))" == "float32[2, 0]\n[[],\n []]")
    #expect("\(Tensor.zeros([0]))" == "float32[0]\n[]")
  }

  @Test func longOnesAreElided() {
    #expect(
      "\(Tensor.arange(0..<2000))" == """
        int64[2000]
        [   0,    1,    2, …, 1997, 1998, 1999]
        """)
    #expect(
      "\(Tensor.arange(0..<2000).reshaped(1000, 2))" == """
        int64[1000, 2]
        [[   0,    1],
         [   2,    3],
         [   4,    5],
         …,
         [1994, 1995],
         [1996, 1997],
         [1998, 1999]]
        """)
  }

  @Test func describingRecordsNothing() {
    let leaf = Tensor([1.0]).requiringGradient()
    #expect("\(leaf * 2)" == "float64[1]\n[2]")
  }
}
