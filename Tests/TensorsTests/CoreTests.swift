import Tensors
import Testing

@Suite struct CoreTests {
  @Test func elementsComeBackInRowMajorOrder() {
    let tensor = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    #expect(tensor.shape == [2, 3])
    #expect(tensor.dtype == .float32)
    #expect(tensor.elements(Double.self) == [1, 2, 3, 4, 5, 6])
    #expect(Engine.version == Engine.requiredVersion)
  }
}
