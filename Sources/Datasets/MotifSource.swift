import Tensors

/// A Markov source of letters that writes a motif over and over, with slips: at each step it goes on
/// to the motif's next letter, or, with a given probability, to a random place in the motif.
public struct MotifSource: Codable, Equatable, Sendable {
  /// The letters of the motif, as numbers from 0.
  public let motif: [Int]
  /// The probability of a slip at each step.
  public let slip: Double

  /// A source of the motif; at least one letter, a probability in 0...1.
  public init(_ motif: [Int], slip: Double) {
    require(
      !motif.isEmpty && motif.allSatisfy { $0 >= 0 } && (0...1).contains(slip),
      "motif \(motif) with slips of probability \(slip)")
    self.motif = motif
    self.slip = slip
  }

  /// Different motifs, none of which is another one turned round (`ACGT` and `CGTA` write alike).
  public static func random(
    _ count: Int, length: Int, letters: Int = 4, slip: Double, random: inout SeededRandom
  ) -> [MotifSource] {
    var seen: Set<[Int]> = []
    var sources: [MotifSource] = []
    while sources.count < count {
      let motif = (0..<length).map { _ in random.below(letters) }
      let turns = (0..<length).map { Array(motif[$0...] + motif[..<$0]) }
      // A motif of one letter, or one that repeats within itself, would be a shorter motif.
      guard Set(turns).count == length, !turns.contains(where: seen.contains) else { continue }
      seen.insert(motif)
      sources.append(MotifSource(motif, slip: slip))
    }
    return sources
  }

  /// Sequences of `length` letters, each from the source with its number.
  ///
  /// Shape: int64 numbers of any shape → int64 letters of that shape with `length` behind. All motifs
  /// must be equally long.
  public static func sequences(
    from sources: [MotifSource], numbers: Tensor, length: Int, using generator: Generator
  ) -> Tensor {
    let size = sources[0].motif.count
    require(sources.allSatisfy { $0.motif.count == size }, "motifs of unequal lengths")
    let motifs = Tensor(sources.flatMap(\.motif))
    let slips = Tensor(sources.map(\.slip)).converted(to: .float32).indexSelected(
      0, numbers.flattened())
    let count = numbers.count
    let base = numbers.flattened() * size
    var place = Tensor.randint([count], in: 0..<size, using: generator)
    var letters = [motifs.indexSelected(0, base + place)]
    for _ in 1..<length {
      let slipped = Tensor.rand([count], using: generator) .< slips
      place = slipped.select(
        Tensor.randint([count], in: 0..<size, using: generator), else: (place + 1).remainder(size))
      letters.append(motifs.indexSelected(0, base + place))
    }
    return Tensor.stacked(letters, dim: 1).reshaped(numbers.shape + [length])
  }
}
