import Foundation

/// A small seeded source of random numbers for data and statistics (xoshiro256**, Blackman & Vigna).
///
/// Unlike the standard library's algorithms, its draws are fixed by this file alone, so the same
/// seed gives the same data with every toolchain. Tensors are filled by `Generator` instead.
public struct SeededRandom: RandomNumberGenerator, Codable, Equatable, Sendable {
  private var state: [UInt64]

  /// Expands the seed with SplitMix64; `stream` gives independent sequences under one seed.
  public init(seed: UInt64, stream: String = "") {
    // FNV-1a over the stream's name.
    let offset = stream.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    var word = seed &+ (stream.isEmpty ? 0 : offset)
    state = (0..<4).map { _ in
      word &+= 0x9e37_79b9_7f4a_7c15
      var mixed = word
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
      (word << bits) | (word >> (64 - bits))
    }
    return state.withUnsafeMutableBufferPointer { s in
      let result = rotated(s[1] &* 5, 7) &* 9
      let shifted = s[1] << 17
      s[2] ^= s[0]
      s[3] ^= s[1]
      s[1] ^= s[2]
      s[0] ^= s[3]
      s[2] ^= shifted
      s[3] = rotated(s[3], 45)
      return result
    }
  }

  /// A number in [0, 1), with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An integer in 0..<bound without bias (Lemire's multiplication with rejection).
  public mutating func below(_ bound: Int) -> Int {
    require(bound > 0, "below(\(bound)): no integers below it")
    let range = UInt64(bound)
    while true {
      let (high, low) = next().multipliedFullWidth(by: range)
      if low >= range || low >= (0 &- range) % range { return Int(high) }
    }
  }

  /// A standard normal number (Box & Muller's cosine branch).
  public mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  /// True with the given probability.
  public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// One element, all equally likely; the collection must not be empty.
  public mutating func pick<Elements: RandomAccessCollection>(_ from: Elements) -> Elements.Element
  {
    from[from.index(from.startIndex, offsetBy: below(from.count))]
  }

  /// An index with probability proportional to its weight; weights must not all be zero.
  public mutating func index(weights: [Double]) -> Int {
    var left = uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return index }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  /// The elements in random order (Fisher & Yates).
  public mutating func shuffled<Element>(_ elements: some Sequence<Element>) -> [Element] {
    var order = Array(elements)
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, below(last + 1))
    }
    return order
  }

  /// `count` different elements in random order.
  public mutating func sample<Element>(_ count: Int, of elements: some Sequence<Element>)
    -> [Element]
  {
    Array(shuffled(elements).prefix(count))
  }
}
