import NN
import Tensors

/// One layer of a decoder: attention and feed-forward on the residual stream.
protocol DecoderBlock: Module {
  /// Shape: `[tokens, width]`, unchanged.
  func callAsFunction(_ x: Tensor, _ frame: AttentionFrame) -> Tensor
}

/// Embedding, blocks, final norm and head, under upstream's keys.
struct CausalDecoder: LanguageModel {
  /// The part below the head.
  struct Body: Module {
    let embedTokens: Embedding
    let layers: [any DecoderBlock]
    let norm: any Layer
  }

  let configuration: DecoderConfiguration
  let model: Body
  /// Absent where the head is the embedding table.
  let lmHead: Linear?
  private let embeddingScale: Double
  private let rotary: Rotary

  /// - Parameters:
  ///   - embeddingScale: what embeddings are multiplied by.
  ///   - norm: makes the final norm.
  ///   - block: makes the block of a layer.
  init(
    _ configuration: DecoderConfiguration, _ start: Initialisation?, embeddingScale: Double = 1,
    norm: () -> any Layer, block: (_ layer: Int) -> any DecoderBlock
  ) {
    self.configuration = configuration
    self.embeddingScale = embeddingScale
    let (vocabulary, width) = (configuration.vocabulary, configuration.width)
    model = Body(
      embedTokens: Embedding(
        vocabulary, width, initialiser: .normal(start?.deviation ?? 0), using: start?.generator),
      layers: (0..<configuration.depth).map(block), norm: norm())
    lmHead = configuration.isTied ? nil : start.linear(width, vocabulary)
    rotary = Rotary(
      width: configuration.headWidth, theta: configuration.theta, scaling: configuration.scaling)
  }

  var head: Tensor { lmHead?.weight ?? model.embedTokens.weight }

  func read(_ pack: Pack, state visit: (Int, Tensor) -> Void) -> Tensor {
    let frame = AttentionFrame(pack, rotary)
    var x = model.embedTokens(pack.ids)
    if embeddingScale != 1 { x = x * embeddingScale }
    for (number, block) in model.layers.enumerated() {
      visit(number, x)
      x = block(x, frame)
    }
    x = model.norm(x)
    visit(model.layers.count, x)
    return x
  }

  func logits(_ state: Tensor) -> Tensor {
    let logits = state.linear(head)
    return configuration.logitSoftCap.map { (logits / $0).tanh() * $0 } ?? logits
  }
}
