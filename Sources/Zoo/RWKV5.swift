import NN
import Tensors

/// A matrix a head that gathers products of keys and values and decays with every step; what is
/// read from it is standardised head by head.
struct DecayingMatrix: TimeMixer {
  let timeMixK: Tensor
  let timeMixV: Tensor
  let timeMixR: Tensor
  /// What a step leaves of the matrix. Shape: `[heads, 1, 1]`.
  let timeDecay: Tensor
  /// What a token's own product counts. Shape: `[heads, 1, 1]`.
  let timeFirst: Tensor
  let lnX: LayerNorm
  let key: Linear
  let value: Linear
  let receptance: Linear
  let output: Linear
  private let heads: Int
  private let epsilon: Double

  init(_ configuration: DecoderConfiguration, _ start: Initialisation?) {
    let width = configuration.width
    heads = configuration.heads
    epsilon = configuration.epsilon
    func tensor(_ value: Double, _ shape: [Int]) -> Tensor {
      Initialiser.constant(value)(shape, using: start?.generator)
    }
    timeMixK = tensor(0.5, [width])
    timeMixV = tensor(0.5, [width])
    timeMixR = tensor(0.5, [width])
    timeDecay = tensor(0.8, [heads, 1, 1])
    timeFirst = tensor(1, [heads, 1, 1])
    lnX = LayerNorm(width, epsilon: epsilon, using: start?.generator)
    key = start.linear(width, width)
    value = start.linear(width, width)
    receptance = start.linear(width, width)
    output = start.linear(width, width, factor: start?.attentionOutput ?? 1)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let before = x.oneLater()
    let shape = [x.shape[0], x.shape[1], heads, -1]
    let keys = key(before.mixed(x, timeMixK)).reshaped(shape).unbound(1)
    let values = value(before.mixed(x, timeMixV)).reshaped(shape).unbound(1)
    let reads = receptance(before.mixed(x, timeMixR)).reshaped(shape).unbound(1)
    var matrix: Tensor?
    var found: [Tensor] = []
    for (key, (value, read)) in zip(keys, zip(values, reads)) {
      let product = key.unsqueezed(3) * value.unsqueezed(2)
      let seen = matrix.map { $0 + timeFirst * product } ?? timeFirst * product
      found.append(read.unsqueezed(2).matmul(seen).reshaped(x.shape[0], -1))
      matrix = matrix.map { $0 * timeDecay + product } ?? product
    }
    // Each head is a group of channels.
    let joined = Tensor.stacked(found, dim: 1).reshaped(-1, x.shape[2])
    let even = joined.groupNorm(heads, weight: lnX.weight, bias: lnX.bias, epsilon: epsilon)
    return output(even.reshaped(x.shape))
  }
}

extension Architecture {
  /// RWKV 5.1 (Peng et al. 2024, arXiv 2404.05892).
  static let rwkv5 = Architecture(
    name: "rwkv5", upstreamClass: "Rwkv5ForCausalLM", bodyClass: "Rwkv5Model",
    sight: .recurrent, positions: .none, groupsHeads: false, feedForwardFactor: 4,
    fieldNames: ["rms_norm_eps": "layer_norm_epsilon"],
    keys: UpstreamKeys(prefix: "", parts: []), defaults: { $0.epsilon = 1e-5 }
  ) { configuration, start in
    RWKV(configuration, start) { _ in DecayingMatrix(configuration, start) }
  }
}
