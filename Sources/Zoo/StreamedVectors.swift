import Store
import Tensors

/// Sentence vectors in a scratch file, which stays as long as this value.
public struct StreamedVectors {
  private let arrays: [ScratchArray]
  private let states: Int
  private let places: [Int]

  init(_ scratch: ScratchFile, states: Int, width: Int, places: [Int]) throws {
    (self.states, self.places) = (states, places)
    arrays = try ["weighted", "last"].map {
      try scratch.array($0, shape: [states, places.count, width], dtype: .float32)
    }
  }

  func write(
    _ vectors: (weighted: Tensor, last: Tensor), state: Int, _ rows: Range<Int>
  ) throws {
    for (array, tensor) in zip(arrays, [vectors.weighted, vectors.last]) {
      try array.write(tensor, .ranges([state..<state + 1, rows]))
    }
  }

  /// The vectors of the given sentences, one of them as often as it is named.
  public func rows(_ sentences: [Int]) throws -> SentenceVectors {
    let read = try arrays.map { array in
      Tensor.concatenated(
        try sentences.map { sentence in
          let row = places[sentence]
          return try array.tensor(.ranges([0..<states, row..<row + 1]))
        }, dim: 1
      ).transposed(0, 1)
    }
    return SentenceVectors(weighted: read[0], last: read[1])
  }
}
