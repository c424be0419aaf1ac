import Metrics
import Tensors

/// MEXA's scores of many languages at all layers, from vectors that are there already.
struct Scoring {
  /// What is done, in words.
  let work: String
  private let languages: Int
  private let pivot: Tensor
  /// These take the places of all languages, so that the memory stays small.
  private let sets: [Tensor]
  // The same in float64.
  private let widePivot: Tensor
  private let wideSets: [Tensor]

  init(languages: Int, layers: Int, sentences: Int, width: Int) {
    self.languages = languages
    work = "scoring, \(languages) × \(layers) × \(sentences) × \(width)"
    let generator = Generator(seed: 0)
    let shape = [layers, sentences, width]
    sets = (0..<3).map { _ in Tensor.randn(shape, using: generator) }
    pivot = Tensor.randn(shape, using: generator)
    widePivot = pivot.converted(to: .float64)
    wideSets = sets.map { $0.converted(to: .float64) }
  }

  /// The seconds that all scores take.
  func score() throws -> Double {
    try seconds {
      let english = try PivotEmbeddings(pivot, language: "pivot")
      for language in 0..<languages {
        let similarities = try english.cosineSimilarities(
          with: sets[language % sets.count], language: "language \(language)")
        _ = try alignmentScores(similarities)
      }
    }
  }

  /// The seconds that the scores' float64 products take alone.
  func multiply() -> Double {
    seconds {
      for language in 0..<languages {
        let set = wideSets[language % wideSets.count]
        for layer in 0..<set.shape[0] { _ = set[layer].matmul(widePivot[layer].transposed()) }
      }
    }
  }
}
