import NN
import Tensors

/// BERT: an encoder that reads both ways, with learned positions and norms after the parts.
struct BERT: LanguageModel {
  let configuration: DecoderConfiguration
  let embeddings: BERTEmbeddings
  let layer: [any LayerBlock]
  /// Absent where a checkpoint has no head.
  let predictions: BERTHead?

  static let keys = [
    "embeddings": "bert.embeddings", "layer": "bert.encoder.layer",
    "predictions": "cls.predictions",
  ]

  init(_ configuration: DecoderConfiguration, _ start: Initialisation?) {
    self.configuration = configuration
    embeddings = BERTEmbeddings(configuration, start)
    layer = (0..<configuration.depth).map { _ in BERTBlock(configuration, start) }
    predictions = configuration.hasHead ? BERTHead(configuration, start) : nil
  }

  var layers: [any LayerBlock] { layer }

  func frame(_ pack: Pack, dtype: DType?) -> AttentionFrame {
    AttentionFrame(pack, isCausal: false, dtype: dtype)
  }

  func embedded(_ frame: AttentionFrame) -> Tensor { embeddings(frame) }

  func logits(_ state: Tensor) -> Tensor {
    requireHead()
    return predictions?(state, table: embeddings.wordEmbeddings.weight) ?? state
  }
}

/// Words, positions and the kind of token, added up and standardised.
struct BERTEmbeddings: Module {
  let wordEmbeddings: Embedding
  let positionEmbeddings: Embedding
  let tokenTypeEmbeddings: Embedding
  let norm: LayerNorm

  static let keys = ["norm": "LayerNorm"]

  init(_ configuration: DecoderConfiguration, _ start: Initialisation?) {
    func table(_ count: Int) -> Embedding {
      Embedding(
        count, configuration.width, initialiser: .normal(start?.deviation ?? 0),
        using: start?.generator)
    }
    wordEmbeddings = table(configuration.vocabulary)
    positionEmbeddings = table(configuration.positions ?? 0)
    tokenTypeEmbeddings = table(configuration.tokenTypes ?? 0)
    norm = LayerNorm(configuration.width, epsilon: configuration.epsilon, using: start?.generator)
  }

  /// Shape: `[tokens, width]`.
  func callAsFunction(_ frame: AttentionFrame) -> Tensor {
    // A sentence of its own is of the first kind throughout.
    let words = frame.converted(wordEmbeddings(frame.pack.ids))
    return norm(
      words + frame.converted(tokenTypeEmbeddings.weight[0])
        + frame.converted(positionEmbeddings(frame.pack.positions)))
  }
}

/// A block of BERT: each part's output is added to its input, and the sum standardised.
struct BERTBlock: LayerBlock {
  let query: Linear
  let key: Linear
  let value: Linear
  let attended: Linear
  let attendedNorm: LayerNorm
  let up: Linear
  let down: Linear
  let norm: LayerNorm
  private let headWidth: Int
  private let activation: Activation

  static let keys = [
    "query": "attention.self.query", "key": "attention.self.key",
    "value": "attention.self.value", "attended": "attention.output.dense",
    "attendedNorm": "attention.output.LayerNorm", "up": "intermediate.dense",
    "down": "output.dense", "norm": "output.LayerNorm",
  ]

  init(_ configuration: DecoderConfiguration, _ start: Initialisation?) {
    let (width, inner) = (configuration.width, configuration.feedForward)
    headWidth = configuration.headWidth
    activation = configuration.activation
    func norm() -> LayerNorm {
      LayerNorm(width, epsilon: configuration.epsilon, using: start?.generator)
    }
    query = start.linear(width, width, bias: true)
    key = start.linear(width, width, bias: true)
    value = start.linear(width, width, bias: true)
    attended = start.linear(width, width, bias: true, factor: start?.attentionOutput ?? 1)
    attendedNorm = norm()
    up = start.linear(width, inner, bias: true)
    down = start.linear(inner, width, bias: true, factor: start?.feedForwardOutput ?? 1)
    self.norm = norm()
  }

  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor {
    let parts = [query, key, value].map { $0(x).reshaped(x.shape[0], -1, headWidth) }
    let heads = frame.attend(
      parts[0], parts[1], parts[2], scale: 1 / Double(headWidth).squareRoot())
    let middle = attendedNorm(attended(heads) + x)
    return norm(down(activation(up(middle))) + middle)
  }
}

/// The logits of the tokens that stand, or should stand, at each place.
struct BERTHead: Module {
  let dense: Linear
  let norm: LayerNorm
  /// Shape: `[vocabulary]`.
  let bias: Tensor
  private let activation: Activation

  static let keys = ["dense": "transform.dense", "norm": "transform.LayerNorm"]

  init(_ configuration: DecoderConfiguration, _ start: Initialisation?) {
    activation = configuration.activation
    dense = start.linear(configuration.width, configuration.width, bias: true)
    norm = LayerNorm(configuration.width, epsilon: configuration.epsilon, using: start?.generator)
    bias = Initialiser.constant(0)([configuration.vocabulary], using: start?.generator)
  }

  /// Shape: `[…, width]`, embedding table `[vocabulary, width]` → `[…, vocabulary]`.
  func callAsFunction(_ state: Tensor, table: Tensor) -> Tensor {
    norm(activation(dense(state))).linear(table, bias: bias)
  }
}

extension Architecture {
  /// BERT (Devlin et al. 2019, arXiv 1810.04805), and encoders in its shape, such as MiniLM.
  static let bert = Architecture(
    name: "bert", upstreamClass: "BertForMaskedLM", bodyClass: "BertModel",
    sight: .bidirectional, positions: .learned, groupsHeads: false,
    fieldNames: ["rms_norm_eps": "layer_norm_eps"],
    fixedFields: [
      "position_embedding_type": .text("absolute"), "is_decoder": .flag(false),
      "add_cross_attention": .flag(false), "tie_word_embeddings": .flag(true),
    ],
    keys: UpstreamKeys(
      prefix: "bert.", parts: ["embeddings", "encoder", "pooler"],
      // The pooler and the sentence-pair head belong to no hidden state.
      unneeded: [
        "embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias",
        "cls.seq_relationship.weight", "cls.seq_relationship.bias",
      ],
      tied: ["cls.predictions.decoder.weight", "cls.predictions.decoder.bias"],
      renamed: ["LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"]),
    defaults: {
      $0.activation = .gelu
      $0.epsilon = 1e-12
      $0.isTied = true
      $0.positions = 512
      $0.tokenTypes = 2
    },
    build: { BERT($0, $1) })
}
