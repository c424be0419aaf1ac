import Metrics
import Tensors

extension Race {
  /// MEXA's scores of many languages at all layers, from vectors that are there already.
  ///
  /// Three sets of vectors take the places of all languages, so that the memory stays small.
  init(
    scoring languages: Int, layers: Int, sentences: Int, width: Int, rounds: Int,
    against: String? = nil, reference: (() throws -> Double)? = nil
  ) throws {
    let generator = Generator(seed: 0)
    let shape = [layers, sentences, width]
    let sets = (0..<3).map { _ in Tensor.randn(shape, using: generator) }
    let pivot = Tensor.randn(shape, using: generator)
    try self.init(
      "scoring, \(languages) × \(layers) × \(sentences) × \(width)", against: against,
      rounds: rounds,
      ours: {
        try seconds {
          let english = try PivotEmbeddings(pivot, language: "pivot")
          for language in 0..<languages {
            let similarities = try english.cosineSimilarities(
              with: sets[language % sets.count], language: "language \(language)")
            _ = try alignmentScores(similarities)
          }
        }
      },
      reference: reference)
  }
}
