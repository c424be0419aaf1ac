import NN
import Tensors

/// Causal self-attention with rotary positions, as all decoders of the zoo have it.
struct DecoderAttention: Module {
  let qProj: Linear
  let kProj: Linear
  let vProj: Linear
  let oProj: Linear
  /// Norms of all queries and of all keys at once, before heads are told apart (OLMo 2).
  let qNorm: RMSNorm?
  let kNorm: RMSNorm?
  private let headWidth: Int
  private let scale: Double
  private let window: Int?
  private let softCap: Double?
  private let clip: Double?

  init(
    _ configuration: DecoderConfiguration, layer: Int, _ start: Initialisation?,
    normalised: Bool = false
  ) {
    headWidth = configuration.headWidth
    scale = 1 / (configuration.queryScale ?? Double(headWidth)).squareRoot()
    window = configuration.window(ofLayer: layer)
    softCap = configuration.attentionSoftCap
    clip = configuration.clip
    let (width, bias) = (configuration.width, configuration.attentionBias)
    let inner = configuration.heads * headWidth
    qProj = start.linear(width, inner, bias: bias)
    kProj = start.linear(width, configuration.keyValueHeads * headWidth, bias: bias)
    vProj = start.linear(width, configuration.keyValueHeads * headWidth, bias: bias)
    oProj = start.linear(inner, width, bias: bias, factor: start?.attentionOutput ?? 1)
    func norm(_ heads: Int) -> RMSNorm? {
      guard normalised else { return nil }
      return RMSNorm(
        heads * configuration.headWidth, epsilon: configuration.epsilon, using: start?.generator)
    }
    qNorm = norm(configuration.heads)
    kNorm = norm(configuration.keyValueHeads)
  }

  /// Shape: `[tokens, width]`, unchanged.
  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor {
    let (q, k, v) = (heads(qProj(x), qNorm), heads(kProj(x), kNorm), heads(vProj(x)))
    return oProj(
      frame.attend(
        frame.rotated(q), frame.rotated(k), v, scale: scale, window: window, softCap: softCap))
  }

  private func heads(_ projected: Tensor, _ norm: RMSNorm? = nil) -> Tensor {
    let even = norm?(projected) ?? projected
    let cut = clip.map { even.clamped(from: -$0, to: $0) } ?? even
    return cut.reshaped(cut.shape[0], -1, headWidth)
  }
}
