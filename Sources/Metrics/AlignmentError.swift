/// What keeps parallel sentences from being scored.
public enum AlignmentError: Error, Equatable, CustomStringConvertible {
  /// A sentence's vector is zero, infinite or not a number; sentence and layer count from 0.
  case unusableVector(language: String, sentence: Int, layer: Int, norm: Double)
  /// A similarity is not a number; all places count from 0.
  case notANumber(layer: Int, row: Int, column: Int)
  /// Fewer than two sentences: the best rival of a single sentence is undefined.
  case tooFewSentences(language: String, count: Int)
  /// Two languages' embeddings differ in layers, sentences or width.
  case shapes(language: String, [Int], pivot: String, [Int])

  /// Says language, line of the sentence file (from 1) and layer (from 0).
  public var description: String {
    switch self {
    case .unusableVector(let language, let sentence, let layer, let norm):
      let what = norm == 0 ? "zero" : "not finite"
      return "\(language), line \(sentence + 1), layer \(layer): the sentence's vector is \(what)"
    case .notANumber(let layer, let row, let column):
      return "layer \(layer): the similarity in row \(row), column \(column) is not a number"
    case .tooFewSentences(let language, let count):
      return "\(language.isEmpty ? "" : "\(language): ")"
        + "alignment needs at least 2 parallel sentences, found \(count)"
    case .shapes(let language, let shape, let pivot, let pivotShape):
      return "\(language) has embeddings \(shape) [layers, sentences, width], "
        + "but the pivot \(pivot) has \(pivotShape)"
    }
  }
}

/// What to do with similarities that are not numbers.
public enum NaNPolicy: String, Codable, Sendable, CaseIterable {
  /// Stop with an error that names the place.
  case refuse
  /// Score as cisnlp/Mexa's script does, see `alignmentScore`.
  case reference
}
