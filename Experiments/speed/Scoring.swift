import Metrics
import Tensors

/// MEXA's scores of many languages at all layers, from vectors that are there already.
struct Scoring {
  private let languages: Int
  private let work: String
  private let pivot: Tensor
  /// These take the places of all languages, so that the memory stays small.
  private let sets: [Tensor]

  init(languages: Int, layers: Int, sentences: Int, width: Int) {
    self.languages = languages
    work = "scoring, \(languages) × \(layers) × \(sentences) × \(width)"
    let generator = Generator(seed: 0)
    let shape = [layers, sentences, width]
    sets = (0..<3).map { _ in Tensor.randn(shape, using: generator) }
    pivot = Tensor.randn(shape, using: generator)
  }

  /// Against the float64 products alone, of vectors widened before.
  func raceAgainstProducts(rounds: Int) throws -> Race {
    let pivot = pivot.converted(to: .float64)
    let sets = sets.map { $0.converted(to: .float64) }
    return try Race(
      work, against: "its products alone", rounds: rounds, ours: score,
      reference: {
        seconds {
          for language in 0..<languages {
            let set = sets[language % sets.count]
            for layer in 0..<set.shape[0] { _ = set[layer].matmul(pivot[layer].transposed()) }
          }
        }
      })
  }

  /// Against the loops of MEXA's reference procedure; `loops` gives their seconds for a language.
  func race(againstLoops loops: @escaping () throws -> Double, rounds: Int) throws -> Race {
    // They take as long for every language, so one of them tells.
    try Race(
      work, against: "the reference's loops", rounds: rounds, ours: score,
      reference: { Double(languages) * (try loops()) })
  }

  /// The seconds that all scores take.
  private func score() throws -> Double {
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
