import NN
import Tensors
import Testing

/// Quantisation between minimum and maximum.
@Suite struct QuantisedTensorTests {
  @Test(arguments: [1, 4, 6, 8]) func errorsAreAtMostHalfAStep(bits: Int) {
    let tensor = Tensor.randn([60, 7, 3], using: Generator(seed: 1))
    let whole = QuantisedTensor(tensor, bits: bits, over: nil)
    #expect(whole.minimum.shape == [])
    let step: Double = whole.scale.item()
    let error: Double = (whole.dequantised - tensor).abs().max().item()
    #expect(error <= step / 2 + 1e-6)
    #expect(whole.codes.dtype == .uint8 && whole.codes.shape == tensor.shape)
    #expect(whole.codes.max().item(Int.self) == (1 << bits) - 1)
    #expect(whole.codes.min().item(Int.self) == 0)

    // Float16 rounds the minimum, and over all steps the scale, by at most one part in 2048.
    let sliced = QuantisedTensor(tensor, bits: bits, over: 0)
    #expect(sliced.minimum.shape == [1, 7, 3])
    let steps = sliced.scale.converted(to: .float32).expanded([60, 7, 3])
    let rounding =
      (sliced.minimum.converted(to: .float32).abs() + steps * Double((1 << bits) - 1)) / 2048
    let allowed = steps / 2 + rounding + 1e-6
    #expect(((sliced.dequantised - tensor).abs() .<= allowed).all().item(Bool.self))
  }

  @Test func aTensorOnTheGridIsReproduced() {
    let grid = Tensor((0..<256).map { Float($0) * 0.25 - 7 })
    #expect(QuantisedTensor(grid, bits: 8).dequantised.isEqual(to: grid))
  }

  @Test func constantTensorsStayConstant() {
    let constant = Tensor.full([100, 4], 0.3)
    for axis in [nil, 0, 1] {
      let quantised = QuantisedTensor(constant, bits: 8, over: axis)
      #expect(quantised.codes.elements(Int.self).allSatisfy { $0 == 0 })
      #expect(quantised.dequantised.isClose(to: constant, absolute: 3e-4, relative: 0))
    }
    #expect(QuantisedTensor(constant, bits: 8).dequantised.isEqual(to: constant))
  }

  @Test func theBestAxisIsTaken() {
    // Columns of very different size: a minimum and maximum a column is far better.
    let sizes = Tensor([1, 100, 10_000] as [Float])
    let tensor = Tensor.rand([60, 3], using: Generator(seed: 2)) * sizes
    let quantised = QuantisedTensor(tensor, bits: 8)
    #expect(quantised.minimum.shape == [1, 3])
    #expect(quantised.tableBits == 6 * 16)
    // Fifty rows leave exactly 2 %, which is too many.
    #expect(QuantisedTensor(tensor[..<50], bits: 8).minimum.shape == [])
    #expect(QuantisedTensor(tensor[..<50], bits: 8).tableBits == 2 * 32)
  }

  @Test func numbersBeyondFloat16AreKeptForTheWhole() {
    let tensor = Tensor.rand([60, 3], using: Generator(seed: 2)) * 1e9
    let quantised = QuantisedTensor(tensor, bits: 8)
    #expect(quantised.minimum.shape == [])
    #expect(quantised.dequantised.isFinite().all().item(Bool.self))
  }
}
