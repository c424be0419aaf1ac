import Metrics
import Tensors

/// MEXA's score of many languages at all layers, from vectors that are there already.
struct Scoring {
  let race: Race

  /// Three sets of vectors take the places of all languages, so that the memory stays small; each is
  /// too big to stay in a cache until its next turn.
  init(languages: Int, layers: Int, sentences: Int, width: Int, rounds: Int) throws {
    let generator = Generator(seed: 0)
    let shape = [layers, sentences, width]
    let sets = (0..<3).map { _ in Tensor.randn(shape, using: generator) }
    let pivot = Tensor.randn(shape, using: generator)
    race = try Race("scoring", rounds: rounds) {
      try seconds {
        let english = try PivotEmbeddings(pivot, language: "pivot")
        for language in 0..<languages {
          let similarities = try english.cosineSimilarities(
            with: sets[language % sets.count], language: "language \(language)")
          _ = try alignmentScores(similarities)
        }
      }
    }
  }
}
