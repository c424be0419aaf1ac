import NN
import Tensors

/// Embedding, blocks, final norm and head, under upstream's keys.
struct CausalDecoder: LanguageModel {
  /// The part below the head.
  struct Body: Module {
    let embedTokens: Embedding
    let layers: [any LayerBlock]
    let norm: any Layer
  }

  let configuration: DecoderConfiguration
  let model: Body
  /// Absent where the head is the embedding table or there is none.
  let lmHead: Linear?
  private let embeddingScale: Double
  private let rotary: Rotary

  /// - Parameters:
  ///   - embeddingScale: what embeddings are multiplied by.
  ///   - norm: makes the final norm.
  ///   - block: makes the block of a layer.
  init(
    _ configuration: DecoderConfiguration, _ start: Initialisation?, embeddingScale: Double = 1,
    norm: () -> any Layer, block: (_ layer: Int) -> any LayerBlock
  ) {
    self.configuration = configuration
    self.embeddingScale = embeddingScale
    let (vocabulary, width) = (configuration.vocabulary, configuration.width)
    model = Body(
      embedTokens: Embedding(
        vocabulary, width, initialiser: .normal(start?.deviation ?? 0), using: start?.generator),
      layers: (0..<configuration.depth).map(block), norm: norm())
    lmHead =
      configuration.isTied || !configuration.hasHead ? nil : start.linear(width, vocabulary)
    rotary = Rotary(
      width: configuration.headWidth, theta: configuration.theta, scaling: configuration.scaling)
  }

  var layers: [any LayerBlock] { model.layers }

  func frame(_ pack: Pack, dtype: DType?) -> AttentionFrame {
    AttentionFrame(pack, rotary, dtype: dtype)
  }

  func embedded(_ frame: AttentionFrame) -> Tensor {
    let x = frame.converted(model.embedTokens(frame.pack.ids))
    return embeddingScale == 1 ? x : x * embeddingScale
  }

  func concluded(_ x: Tensor) -> Tensor { model.norm(x) }

  func logits(_ state: Tensor) -> Tensor {
    requireHead()
    let logits = state.linear(lmHead?.weight ?? model.embedTokens.weight)
    return configuration.logitSoftCap.map { (logits / $0).tanh() * $0 } ?? logits
  }
}
