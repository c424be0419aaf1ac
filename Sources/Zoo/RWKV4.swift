import NN
import Tensors

/// Means of all values so far, weighted by their keys' exponentials and by decay with distance.
struct DecayingMean: TimeMixer {
  let timeMixK: Tensor
  let timeMixV: Tensor
  let timeMixR: Tensor
  /// The logarithm of what a step leaves of a weight. Shape: `[width]`.
  let timeDecay: Tensor
  /// What a token's own key is raised by. Shape: `[width]`.
  let timeFirst: Tensor
  let key: Linear
  let value: Linear
  let receptance: Linear
  let output: Linear

  init(_ configuration: DecoderConfiguration, _ start: Initialisation?) {
    let width = configuration.width
    func vector(_ value: Double) -> Tensor {
      Initialiser.constant(value)([width], using: start?.generator)
    }
    timeMixK = vector(0.5)
    timeMixV = vector(0.5)
    timeMixR = vector(0.5)
    timeDecay = vector(-0.5)
    timeFirst = vector(0)
    key = start.linear(width, width)
    value = start.linear(width, width)
    receptance = start.linear(width, width)
    output = start.linear(width, width, factor: start?.attentionOutput ?? 1)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let before = x.oneLater()
    let keys = key(before.mixed(x, timeMixK)).unbound(1)
    let values = value(before.mixed(x, timeMixV)).unbound(1)
    let gate = receptance(before.mixed(x, timeMixR)).sigmoid()
    // Numerator and denominator are kept divided by exp(highest), so that no exponential overflows.
    var (numerator, denominator) = (values[0], values[0].onesLike())
    var highest = keys[0]
    var means = [values[0]]
    for (key, value) in zip(keys, values).dropFirst() {
      let own = key + timeFirst
      let top = highest.maximum(own)
      let (past, now) = ((highest - top).exp(), (own - top).exp())
      means.append((past * numerator + now * value) / (past * denominator + now))
      let decayed = highest + timeDecay
      let next = decayed.maximum(key)
      let (kept, added) = ((decayed - next).exp(), (key - next).exp())
      numerator = kept * numerator + added * value
      denominator = kept * denominator + added
      highest = next
    }
    return output(gate * .stacked(means, dim: 1))
  }
}

extension Architecture {
  /// RWKV 4 (Peng et al. 2023, arXiv 2305.13048).
  static let rwkv4 = Architecture(
    name: "rwkv4", upstreamClass: "RwkvForCausalLM", bodyClass: "RwkvModel",
    sight: .recurrent, positions: .none, groupsHeads: false, feedForwardFactor: 4,
    fieldNames: ["rms_norm_eps": "layer_norm_epsilon"],
    keys: UpstreamKeys(prefix: "", parts: []), defaults: { $0.epsilon = 1e-5 }
  ) { configuration, start in
    RWKV(configuration, start) { _ in DecayingMean(configuration, start) }
  }
}
