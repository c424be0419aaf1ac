import NN
import Tensors

/// Causal self-attention with rotary positions, as all decoders of the zoo have it.
struct DecoderAttention: Module {
  let qProj: Linear
  let kProj: Linear
  let vProj: Linear
  let oProj: Linear
  private let headWidth: Int
  private let scale: Double
  private let window: Int?
  private let softCap: Double?
  private let clip: Double?

  init(_ configuration: DecoderConfiguration, layer: Int, _ start: Initialisation?) {
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
  }

  /// Shape: `[tokens, width]`, unchanged.
  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor {
    let (q, k, v) = (heads(qProj(x)), heads(kProj(x)), heads(vProj(x)))
    return oProj(
      frame.attend(
        frame.rotated(q), frame.rotated(k), v, scale: scale, window: window, softCap: softCap))
  }

  private func heads(_ projected: Tensor) -> Tensor {
    let cut = clip.map { projected.clamped(from: -$0, to: $0) } ?? projected
    return cut.reshaped(cut.shape[0], -1, headWidth)
  }
}
