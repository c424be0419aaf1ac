import Tensors

/// Sentences that are read in one pass, and how their tokens' states become sentence vectors.
struct SentencePack {
  let pack: Pack
  /// What each token counts in its sentence.
  private let weights: Tensor
  private let firstTokens: Tensor
  private let lastTokens: Tensor

  init(_ sentences: [[Int]], on device: Device) {
    pack = Pack(sentences, on: device)
    let lengths = sentences.map(\.count)
    let ends = lengths.reduce(into: []) { $0.append(($0.last ?? 0) + $1) }
    weights = Tensor(
      lengths.flatMap { length in
        (1...length).map { Float($0) / Float(length * (length + 1) / 2) }
      }
    ).moved(to: device)
    firstTokens = Tensor([0] + ends.dropLast()).moved(to: device)
    lastTokens = Tensor(ends.map { $0 - 1 }).moved(to: device)
  }

  /// The sentences' vectors at one state, as float32 on the CPU. Shape of both: `[sentences, width]`.
  func pooled(_ state: Tensor) -> (weighted: Tensor, last: Tensor) {
    (
      state.converted(to: .float32).segmentSums(from: firstTokens, weights: weights).moved(
        to: .cpu),
      state.indexSelected(0, lastTokens).converted(to: .float32).moved(to: .cpu)
    )
  }
}
