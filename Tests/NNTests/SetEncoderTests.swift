import NN
import Tensors
import Testing

/// What makes an encoder one of distributions: only the empirical distribution of a set counts.
@Suite struct SetEncoderTests {
  enum Kind: CaseIterable {
    case graph, median, residual, attention, kernelMean

    func encoder(_ generator: Generator) -> any Layer {
      switch self {
      case .graph: SetGraphEncoder(3, width: 8, output: 5, using: generator)
      case .median: SetGraphEncoder(3, width: 8, output: 5, pooling: .median, using: generator)
      case .residual: ResidualSetEncoder(3, width: 8, output: 5, using: generator)
      case .attention: AttentionSetEncoder(3, width: 8, output: 5, using: generator)
      case .kernelMean: KernelMean(3, features: 6, scale: 1.5, using: generator)
      }
    }
  }

  private func prepared(_ kind: Kind) -> (encoder: any Layer, sets: Tensor) {
    let generator = Generator(seed: 4)
    let encoder = kind.encoder(generator)
    encoder.convert(to: .float64)
    return (encoder, Tensor.randn([2, 9, 3], dtype: .float64, using: generator))
  }

  @Test(arguments: Kind.allCases) func orderAndRepetitionDoNotCount(kind: Kind) {
    let (encoder, sets) = prepared(kind)
    let embedded = encoder(sets)
    #expect(embedded.dtype == .float64 && embedded.shape.count == 2)
    let order = Tensor.randperm(9, using: Generator(seed: 1))
    #expect(
      embedded.isClose(to: encoder(sets.indexSelected(1, order)), absolute: 1e-5, relative: 0))
    for times in [2, 5] {
      #expect(
        embedded.isClose(to: encoder(sets.tiled(1, times, 1)), absolute: 1e-5, relative: 0),
        "\(kind), \(times) times")
    }
    #expect(!embedded.isClose(to: encoder(sets + 0.1), absolute: 1e-3, relative: 0))
  }

  @Test func aSumSeesHowManyThereAre() {
    let generator = Generator(seed: 4)
    for (pooling, readout) in [(SetPooling.sum, SetPooling.mean), (.mean, .sum)] {
      let encoder = SetGraphEncoder(
        3, width: 8, output: 5, pooling: pooling, readout: readout, using: generator)
      encoder.convert(to: .float64)
      let sets = Tensor.randn([2, 9, 3], dtype: .float64, using: generator)
      let order = Tensor.randperm(9, using: generator)
      let embedded = encoder(sets)
      #expect(
        embedded.isClose(to: encoder(sets.indexSelected(1, order)), absolute: 1e-5, relative: 0))
      #expect(!embedded.isClose(to: encoder(sets.tiled(1, 2, 1)), absolute: 1e-2, relative: 0))
    }
  }

  @Test func poolingIsTheDefinition() {
    let set = Tensor([1.0, 10, 2, 30, 6, 20], shape: [1, 3, 2])
    #expect(SetPooling.mean(set).elements(Double.self) == [3, 20])
    #expect(SetPooling.median(set).elements(Double.self) == [2, 20])
    #expect(SetPooling.sum(set).elements(Double.self) == [9, 60])
  }

  @Test func kernelMeansEstimateTheKernel() {
    // |φ(P) − φ(Q)|² of single points is 2 · features/2 · (1 − k) with k = exp(−|x − y|² s²/2).
    let features = 40_000
    let encoder = KernelMean(2, features: features, scale: 0.7, using: Generator(seed: 0))
    let points = Tensor([0.0, 0, 1, 1] as [Float], shape: [2, 1, 2])
    let embedded = encoder(points)
    let square: Float = (embedded[0] - embedded[1]).square().sum().item()
    let expected = Float(features) * Float(1 - Tensor(-0.49).exp().item(Double.self))
    #expect(abs(square / expected - 1) < 0.02)
    #expect(encoder.parameters.isEmpty && encoder.state.count == 1)
  }

  @Test func theDecoderGivesAFixedNumberOfPoints() {
    let decoder = AttentionSetDecoder(
      5, width: 8, elements: 7, output: 2, using: Generator(seed: 0))
    #expect(decoder(.zeros([3, 5])).shape == [3, 7, 2])
  }

  @Test func aSharedVectorIsJoinedToEachElement() {
    let generator = Generator(seed: 6)
    let perceptron = MultilayerPerceptron([5, 4, 4, 2], activation: .selu, using: generator)
    perceptron.convert(to: .float64)
    let elements = Tensor.randn([3, 7, 2], dtype: .float64, using: generator)
    let shared = Tensor.randn([3, 3], dtype: .float64, using: generator)
    let joined = Tensor.concatenated(
      [elements, shared.unsqueezed(1).expanded([3, 7, 3])], dim: -1)
    #expect(
      perceptron(elements, beside: shared).isClose(to: perceptron(joined), absolute: 1e-12))
  }

  @Test func thePerceptronIsTheDefinition() throws {
    let perceptron = MultilayerPerceptron([1, 1, 1], activation: .relu, using: nil)
    try perceptron.load([
      "layers.0.weight": Tensor([2.0], shape: [1, 1]), "layers.0.bias": Tensor([-1.0]),
      "layers.1.weight": Tensor([3.0], shape: [1, 1]), "layers.1.bias": Tensor([-5.0]),
    ])
    let output = perceptron(Tensor([2, 0] as [Float], shape: [2, 1]))
    #expect(output.elements(Float.self) == [4, -5])
  }
}
