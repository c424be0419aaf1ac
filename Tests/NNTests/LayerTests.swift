import Foundation
import NN
import Tensors
import Testing

private func tensor(_ elements: [Float], _ shape: Int...) -> Tensor {
  Tensor(elements, shape: shape)
}

private func close(_ a: Tensor, _ b: Tensor, _ tolerance: Double = 1e-5) -> Bool {
  a.isClose(to: b, absolute: tolerance, relative: 0)
}

@Suite struct LayerTests {
  @Test func linearAndEmbeddingAreTheDefinition() throws {
    let linear = Linear(2, 2, using: nil)
    try linear.load(["weight": tensor([1, 2, 3, 4], 2, 2), "bias": tensor([10, 20], 2)])
    #expect(linear(tensor([1, -1], 1, 2)).elements(Float.self) == [9, 19])
    let embedding = Embedding(3, 2, using: nil)
    try embedding.load(["weight": tensor([0, 1, 2, 3, 4, 5], 3, 2)])
    #expect(embedding(Tensor([2, 0])).elements(Float.self) == [4, 5, 0, 1])
  }

  @Test func normsAreTheDefinition() throws {
    let x = tensor([1, 3, 2, 6], 2, 2)
    let plain = LayerNorm(2, epsilon: 0, affine: false, using: nil)
    #expect(plain.parameters.isEmpty)
    #expect(close(plain(x), tensor([-1, 1, -1, 1], 2, 2)))
    let layer = LayerNorm(2, epsilon: 0, using: nil)
    try layer.load(["weight": tensor([2, 3], 2), "bias": tensor([1, 0], 2)])
    #expect(close(layer(x), tensor([-1, 3, -1, 3], 2, 2)))
    // √((1 + 9) / 2) = √5, √((4 + 36) / 2) = √20.
    let rms = RMSNorm(2, epsilon: 0, using: nil)
    try rms.load(["weight": tensor([1, 2], 2)])
    let (a, b) = (Float(5).squareRoot(), Float(20).squareRoot())
    #expect(close(rms(x), tensor([1 / a, 6 / a, 2 / b, 12 / b], 2, 2)))
    let offset = RMSNorm(2, epsilon: 0, unitOffset: true, using: nil)
    try offset.load(["weight": tensor([0, 1], 2)])
    #expect(close(offset(x), rms(x)))
  }

  @Test func dropoutNeedsAGenerator() {
    let dropout = Dropout(0.25)
    let ones = Tensor.ones([10_000])
    #expect(dropout(ones, using: nil).isEqual(to: ones))
    let dropped = dropout(ones, using: Generator(seed: 0)).elements(Float.self)
    let kept = dropped.count { $0 != 0 }
    #expect(Set(dropped) == [0, Float(1 / 0.75)])
    #expect(abs(kept - 7_500) < 200)
  }

  @Test func convolutionsAreTheDefinition() throws {
    let convolution = Convolution(1, 1, kernel: [2], bias: true, using: nil)
    try convolution.load(["weight": tensor([1, -2], 1, 1, 2), "bias": tensor([0.5], 1)])
    #expect(
      convolution(tensor([1, 2, 4, 8], 1, 1, 4)).elements(Float.self) == [-2.5, -5.5, -11.5])
    let transposed = TransposedConvolution(
      1, 1, kernel: [2], stride: [2], bias: false, using: nil)
    try transposed.load(["weight": tensor([1, -2], 1, 1, 2)])
    #expect(transposed(tensor([1, 3], 1, 1, 2)).elements(Float.self) == [1, -2, 3, -6])
    let generator = Generator(seed: 0)
    let plane = Convolution(4, 6, kernel: [3, 3], padding: [1], groups: 2, using: generator)
    #expect(plane.weight.shape == [6, 2, 3, 3])
    #expect(plane(.zeros([2, 4, 5, 7])).shape == [2, 6, 5, 7])
    let space = Convolution(2, 3, kernel: [1, 2, 3], stride: [1, 2, 1], using: generator)
    #expect(space(.zeros([1, 2, 4, 6, 5])).shape == [1, 3, 4, 3, 3])
  }

  @Test func batchNormKeepsRunningStatistics() {
    let norm = BatchNorm(2, momentum: 0.5, epsilon: 0, using: Generator(seed: 0))
    #expect(norm.parameters.map(\.key) == ["weight", "bias"])
    #expect(norm.state.count == 4)
    let x = tensor([1, 10, 3, 30], 2, 2)
    #expect(close(norm(x, training: true), tensor([-1, -1, 1, 1], 2, 2)))
    // Means 2 and 20, unbiased variances 2 and 200, half of the way from 0 and 1.
    #expect(close(norm.runningMean, tensor([1, 10], 2)))
    #expect(close(norm.runningVar, tensor([1.5, 100.5], 2)))
    let root = Float(1.5).squareRoot()
    #expect(
      abs(norm(x, training: false)[0, 0].item(Float.self)) < 1e-6
        && abs(norm(x, training: false)[1, 0].item(Float.self) - 2 / root) < 1e-5)
  }
}

@Suite struct RecurrentTests {
  @Test func namesArePyTorchs() {
    let lstm = LSTM(3, 4, layers: 2, bidirectional: true, using: Generator(seed: 0))
    #expect(lstm.state.count == 16)
    #expect(lstm.state["weight_ih_l1_reverse"]?.shape == [16, 8])
    #expect(lstm.state["weight_ih_l0"]?.shape == [16, 3])
    #expect(GRU(3, 4, using: nil).state["bias_hh_l0"]?.shape == [12])
  }

  @Test func lstmIsTheDefinition() {
    let lstm = LSTM(3, 4, using: Generator(seed: 0))
    let weights = lstm.state
    let x = Tensor.randn([2, 5, 3], using: Generator(seed: 1))
    let result = lstm(x)
    var (h, c) = (Tensor.zeros([2, 4]), Tensor.zeros([2, 4]))
    for t in 0..<5 {
      let gates =
        (x[TensorIndex.all, t].linear(weights["weight_ih_l0"] ?? h, bias: weights["bias_ih_l0"])
        + h.linear(weights["weight_hh_l0"] ?? h, bias: weights["bias_hh_l0"])).split(4, dim: 1)
      c = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh()
      h = gates[3].sigmoid() * c.tanh()
      #expect(close(result.output[TensorIndex.all, t], h))
    }
    #expect(close(result.hidden[0], h))
    #expect(close(result.cell[0], c))
  }

  @Test func gruIsTheDefinition() {
    let gru = GRU(3, 4, using: Generator(seed: 0))
    let weights = gru.state
    let x = Tensor.randn([2, 5, 3], using: Generator(seed: 1))
    let result = gru(x)
    var h = Tensor.zeros([2, 4])
    for t in 0..<5 {
      let a = x[TensorIndex.all, t].linear(
        weights["weight_ih_l0"] ?? h, bias: weights["bias_ih_l0"]
      )
      .split(4, dim: 1)
      let b = h.linear(weights["weight_hh_l0"] ?? h, bias: weights["bias_hh_l0"]).split(4, dim: 1)
      let (reset, update) = ((a[0] + b[0]).sigmoid(), (a[1] + b[1]).sigmoid())
      h = (1 - update) * (a[2] + reset * b[2]).tanh() + update * h
      #expect(close(result.output[TensorIndex.all, t], h))
    }
    #expect(close(result.hidden[0], h))
  }

  @Test func bothDirectionsReadAll() {
    let gru = GRU(3, 4, layers: 2, bidirectional: true, using: Generator(seed: 0))
    let result = gru(Tensor.randn([2, 5, 3], using: Generator(seed: 1)))
    #expect(result.output.shape == [2, 5, 8])
    #expect(result.hidden.shape == [4, 2, 4])
    // The last layer's final states: forward at the last step, backward at the first.
    #expect(close(result.output[TensorIndex.all, 4, 0..<4], result.hidden[2]))
    #expect(close(result.output[TensorIndex.all, 0, 4..<8], result.hidden[3]))
  }
}
