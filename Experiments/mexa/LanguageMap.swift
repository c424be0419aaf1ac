import Datasets
import Metrics
import Tensors
import Tokenizers
import Zoo

/// The paper's Figure 4: sentences of all languages in the plane, at the first, the middle and the
/// last state.
struct LanguageMap: Codable {
  /// The map of one state.
  struct Layer: Codable {
    let layer: Int
    let x: [Double]
    let y: [Double]
  }

  /// The language of each point.
  let codes: [String]
  let layers: [Layer]

  /// Maps the first sentences of the FLORES-like set by t-SNE on their weighted vectors.
  init(
    of bed: Testbed, tokenizer: Tokenizer, network: any LanguageModel, sentences: Int = 12
  ) throws {
    let languages = [bed.english] + bed.languages
    let texts = bed.parallel(.flores)
    codes = languages.flatMap { [String](repeating: $0.code, count: sentences) }
    let vectors = try network.embed(
      languages.flatMap { try texts[$0.code, default: []].prefix(sentences).map { try tokenizer.encode($0) } }
    ).weighted
    let last = vectors.shape[1] - 1
    layers = [0, last / 2, last].map { layer in
      var random = SeededRandom(seed: 0, stream: "map")
      let places = TSNE(vectors[TensorIndex.all, layer], perplexity: 15, random: &random).coordinates
      return Layer(layer: layer, x: places.map { $0[0] }, y: places.map { $0[1] })
    }
  }
}
