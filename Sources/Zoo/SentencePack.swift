import Tensors

/// Sentences that are read in one pass, and how their tokens' states become sentence vectors.
struct SentencePack {
  let pack: Pack
  /// Row s holds the weights of sentence s at its own tokens: one product pools a whole state.
  private let weights: Tensor
  private let lastTokens: Tensor

  init(_ sentences: [[Int]], on device: Device) {
    pack = Pack(sentences, on: device)
    let lengths = sentences.map(\.count)
    let ends = lengths.reduce(into: []) { $0.append(($0.last ?? 0) + $1) }
    let count = ends.last ?? 0
    var weights = [Float](repeating: 0, count: sentences.count * count)
    for (row, (length, end)) in zip(lengths, ends).enumerated() {
      for token in 1...length {
        weights[row * count + end - length + token - 1] =
          Float(token) / Float(length * (length + 1) / 2)
      }
    }
    self.weights = Tensor(weights, shape: [sentences.count, count]).moved(to: device)
    lastTokens = Tensor(ends.map { $0 - 1 }).moved(to: device)
  }

  /// The sentences' vectors at one state, as float32 on the CPU. Shape of both: `[sentences, width]`.
  func pooled(_ state: Tensor) -> (weighted: Tensor, last: Tensor) {
    (
      weights.matmul(state.converted(to: .float32)).moved(to: .cpu),
      state.indexSelected(0, lastTokens).converted(to: .float32).moved(to: .cpu)
    )
  }
}
