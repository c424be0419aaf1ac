import Tensors

/// How often each word of k letters occurs in a set of sequences, as shares that sum to 1.
///
/// Shape: int64 letters `[…, sequences, length]`, each below `letters` → `[…, lettersᵏ]` in float64;
/// a word's place is its number in base `letters`, the first letter counting most.
public func kmerSpectrum(_ sequences: Tensor, k: Int, letters: Int = 4) -> Tensor {
  let length = sequences.shape[sequences.rank - 1]
  require(k > 0 && k <= length, "words of \(k) letters in sequences of \(length)")
  let places = length - k + 1
  var words = sequences[TensorIndex.rest, 0..<places]
  for offset in 1..<max(k, 1) {
    words = words * letters + sequences[TensorIndex.rest, offset..<offset + places]
  }
  let kinds = (0..<k).reduce(1) { size, _ in size * letters }
  let sets = words.flattened(-2, -1)
  let counts = Tensor.zeros(
    Array(sets.shape.dropLast()) + [kinds], dtype: .float64
  ).scatterAdded(-1, sets, Tensor.ones(sets.shape, dtype: .float64))
  return counts / Double(sets.shape[sets.rank - 1])
}
