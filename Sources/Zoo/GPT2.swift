import NN
import Tensors

/// GPT-2: learned positions, one projection for queries, keys and values, norms before the parts.
struct GPT2: LanguageModel {
  /// The part below the head.
  struct Body: Module {
    let wte: Embedding
    let wpe: Embedding
    let h: [any LayerBlock]
    let lnF: LayerNorm
  }

  let configuration: DecoderConfiguration
  let transformer: Body
  /// Absent where the head is the embedding table or there is none.
  let lmHead: Linear?

  init(_ configuration: DecoderConfiguration, _ start: Initialisation?) {
    self.configuration = configuration
    let width = configuration.width
    func table(_ count: Int) -> Embedding {
      Embedding(
        count, width, initialiser: .normal(start?.deviation ?? 0), using: start?.generator)
    }
    transformer = Body(
      wte: table(configuration.vocabulary), wpe: table(configuration.positions ?? 0),
      h: (0..<configuration.depth).map { GPT2Block(configuration, layer: $0, start) },
      lnF: LayerNorm(width, epsilon: configuration.epsilon, using: start?.generator))
    lmHead =
      configuration.isTied || !configuration.hasHead
      ? nil : start.linear(width, configuration.vocabulary)
  }

  var layers: [any LayerBlock] { transformer.h }

  func embedded(_ frame: AttentionFrame) -> Tensor {
    frame.converted(transformer.wte(frame.pack.ids))
      + frame.converted(transformer.wpe(frame.pack.positions))
  }

  func concluded(_ x: Tensor) -> Tensor { transformer.lnF(x) }

  func logits(_ state: Tensor) -> Tensor {
    requireHead()
    return state.linear(lmHead?.weight ?? transformer.wte.weight)
  }
}

/// A block of GPT-2: a norm before each part, whose output is added to the stream.
struct GPT2Block: LayerBlock {
  let ln1: LayerNorm
  let attn: GPT2Attention
  let ln2: LayerNorm
  let mlp: GPT2FeedForward

  static let keys = ["ln1": "ln_1", "ln2": "ln_2"]

  init(_ configuration: DecoderConfiguration, layer: Int, _ start: Initialisation?) {
    func norm() -> LayerNorm {
      LayerNorm(configuration.width, epsilon: configuration.epsilon, using: start?.generator)
    }
    ln1 = norm()
    attn = GPT2Attention(configuration, layer: layer, start)
    ln2 = norm()
    mlp = GPT2FeedForward(configuration, start)
  }

  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor {
    let attended = x + attn(ln1(x), frame)
    return attended + mlp(ln2(attended))
  }
}

/// Attention whose queries, keys and values are one projection.
struct GPT2Attention: Module {
  let cAttn: InputMajorLinear
  let cProj: InputMajorLinear
  private let headWidth: Int
  private let scale: Double

  init(_ configuration: DecoderConfiguration, layer: Int, _ start: Initialisation?) {
    let width = configuration.width
    headWidth = configuration.headWidth
    scale =
      1 / (configuration.queryScale ?? Double(headWidth)).squareRoot()
      / (configuration.scalesByLayer ? Double(layer + 1) : 1)
    cAttn = InputMajorLinear(width, 3 * width, start)
    cProj = InputMajorLinear(width, width, start, factor: start?.attentionOutput ?? 1)
  }

  /// Shape: `[tokens, width]`, unchanged.
  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor {
    let parts = cAttn(x).chunked(3, dim: 1).map { $0.reshaped($0.shape[0], -1, headWidth) }
    return cProj(frame.attend(parts[0], parts[1], parts[2], scale: scale))
  }
}

/// proj(f(fc(x))).
struct GPT2FeedForward: Layer {
  let cFc: InputMajorLinear
  let cProj: InputMajorLinear
  private let activation: Activation

  init(_ configuration: DecoderConfiguration, _ start: Initialisation?) {
    activation = configuration.activation
    cFc = InputMajorLinear(configuration.width, configuration.feedForward, start)
    cProj = InputMajorLinear(
      configuration.feedForward, configuration.width, start,
      factor: start?.feedForwardOutput ?? 1)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { cProj(activation(cFc(x))) }
}

/// x · weight + bias, the weight lying as GPT-2's files have it.
struct InputMajorLinear: Layer {
  /// Shape: `[in, out]`.
  let weight: Tensor
  /// Shape: `[out]`.
  let bias: Tensor

  init(_ input: Int, _ output: Int, _ start: Initialisation?, factor: Double = 1) {
    weight = Initialiser.normal((start?.deviation ?? 0) * factor)(
      [input, output], using: start?.generator)
    bias = Initialiser.constant(0)([output], using: start?.generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight.transposed(), bias: bias) }
}

extension Architecture {
  /// GPT-2 (Radford et al. 2019).
  static let gpt2 = Architecture(
    name: "gpt2", upstreamClass: "GPT2LMHeadModel", bodyClass: "GPT2Model", positions: .learned,
    groupsHeads: false, feedForwardFactor: 4,
    fieldNames: [
      "hidden_size": "n_embd", "num_hidden_layers": "n_layer", "num_attention_heads": "n_head",
      "intermediate_size": "n_inner", "max_position_embeddings": "n_positions",
      "hidden_act": "activation_function", "rms_norm_eps": "layer_norm_epsilon",
    ],
    fixedFields: ["add_cross_attention": .flag(false)],
    keys: UpstreamKeys(
      prefix: "transformer.", parts: ["wte", "wpe", "h", "ln_f"],
      // Masks, which old files keep.
      unneeded: [".attn.bias", ".attn.masked_bias"]),
    defaults: {
      $0.activation = .geluTanh
      $0.epsilon = 1e-5
      $0.isTied = true
      $0.positions = 1024
    },
    build: { GPT2($0, $1) })
}
