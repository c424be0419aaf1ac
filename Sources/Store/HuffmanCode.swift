import func Tensors.require

/// A canonical Huffman code over bytes (Huffman 1952): the prefix code of least mean length.
///
/// Code words follow from their lengths alone: in the order of length, then symbol, each is the
/// number after the one before it. A lone symbol has the empty word, so that it takes no bits.
public struct HuffmanCode: Codable, Equatable, Sendable {
  /// The symbols that occur, in the order of their words.
  public let symbols: [UInt8]
  /// The length of each word in bits, ascending.
  public let lengths: [UInt8]

  /// No word is longer: a symbol this rare would need more data than fits in memory.
  private static let longest = 56

  /// The code for symbols that occur as often as `counts` says, by symbol; at least one must occur.
  public init(counts: [Int]) {
    require(
      counts.count <= 256 && counts.allSatisfy { $0 >= 0 } && counts.contains { $0 > 0 },
      "a Huffman code needs counts of at most 256 symbols, one of them above 0")
    // A tree as its leaves' symbols, with the depth of each; the two rarest are joined until one is
    // left. Ties go to the tree that was made first, so that the code is one only.
    struct Tree {
      var count: Int
      var order: Int
      var depths: [(symbol: UInt8, depth: Int)]
    }
    var trees = counts.indices.filter { counts[$0] > 0 }.map {
      Tree(count: counts[$0], order: $0, depths: [(UInt8($0), 0)])
    }
    var made = 256
    while trees.count > 1 {
      trees.sort { ($0.count, $0.order) > ($1.count, $1.order) }
      let (first, second) = (trees.removeLast(), trees.removeLast())
      let joined = (first.depths + second.depths).map { ($0.symbol, $0.depth + 1) }
      trees.append(Tree(count: first.count + second.count, order: made, depths: joined))
      made += 1
    }
    let words = trees[0].depths.sorted { ($0.depth, $0.symbol) < ($1.depth, $1.symbol) }
    symbols = words.map(\.symbol)
    lengths = words.map { UInt8($0.depth) }
  }

  /// The code that suits some data, which must not be empty.
  public init(for data: some Sequence<UInt8>) { self.init(counts: Self.counts(of: data)) }

  /// How often each of the 256 bytes occurs.
  public static func counts(of data: some Sequence<UInt8>) -> [Int] {
    data.reduce(into: Array(repeating: 0, count: 256)) { $0[Int($1)] += 1 }
  }

  /// Σ 2^−length over all words: 1 for a code without gaps.
  public var kraftSum: Double { lengths.reduce(0) { $0 + 1 / Double(1 << Int($1)) } }

  /// The length in bits of data whose symbols occur as often as `counts` says.
  public func bitCount(of counts: [Int]) -> Int {
    zip(symbols, lengths).reduce(0) { $0 + counts[Int($1.0)] * Int($1.1) }
  }

  /// The words, as numbers, in the order of `symbols`.
  private var words: [UInt64] {
    var word: UInt64 = 0
    return lengths.indices.map { index in
      if index > 0 { word = (word + 1) << UInt64(lengths[index] - lengths[index - 1]) }
      return word
    }
  }

  /// The data as bits, first bit highest, the last byte filled up with zeros.
  ///
  /// Every symbol must be one of the code's.
  public func encode(_ data: some Sequence<UInt8>) -> [UInt8] {
    var table = [(word: UInt64, length: Int)?](repeating: nil, count: 256)
    for (index, word) in words.enumerated() {
      table[Int(symbols[index])] = (word, Int(lengths[index]))
    }
    var bytes: [UInt8] = []
    var (pending, count) = (UInt64(0), 0)
    for symbol in data {
      guard let (word, length) = table[Int(symbol)] else {
        fatalError("the Huffman code has no word for \(symbol)")
      }
      (pending, count) = (pending << UInt64(length) | word, count + length)
      while count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> UInt64(count)))
      }
    }
    if count > 0 { bytes.append(UInt8(truncatingIfNeeded: pending << UInt64(8 - count))) }
    return bytes
  }

  /// The first `count` symbols of encoded data.
  ///
  /// - Throws: `HuffmanError` when the code's lengths are no complete code, or the data ends early or
  ///   goes on after them.
  public func decode(_ bytes: some Collection<UInt8>, count: Int) throws -> [UInt8] {
    try check()
    guard count >= 0, let longest = lengths.last, longest == 0 || count <= 8 * bytes.count else {
      throw HuffmanError(description: "\(count) symbols do not fit \(bytes.count) bytes")
    }
    // Of each length: the first word, and where its symbol stands.
    var first = [(word: UInt64, index: Int, count: Int)](
      repeating: (0, 0, 0), count: Int(longest) + 1)
    for (index, word) in words.enumerated() {
      let length = Int(lengths[index])
      if first[length].count == 0 { first[length] = (word, index, 0) }
      first[length].count += 1
    }
    if longest == 0 { return Array(repeating: symbols[0], count: count) }
    var data: [UInt8] = []
    data.reserveCapacity(count)
    var (word, length, used) = (UInt64(0), 0, 0)
    reading: for byte in bytes {
      used += 1
      for shift in (0..<8).reversed() {
        if data.count == count { break reading }
        (word, length) = (word << 1 | UInt64(byte >> UInt8(shift) & 1), length + 1)
        let group = first[length]
        if word >= group.word, word - group.word < UInt64(group.count) {
          data.append(symbols[group.index + Int(word - group.word)])
          (word, length) = (0, 0)
        }
      }
    }
    guard data.count == count, used == bytes.count else {
      throw HuffmanError(
        description: "\(data.count) of \(count) symbols after \(used) of \(bytes.count) bytes")
    }
    return data
  }

  /// Whether the lengths, which may come from a file, are those of a complete prefix code.
  private func check() throws {
    let isSound =
      symbols.count == lengths.count && Set(symbols).count == symbols.count
      && zip(lengths, lengths.dropFirst()).allSatisfy { $0 <= $1 }
      && lengths.allSatisfy { $0 <= Self.longest } && kraftSum == 1
    guard isSound else {
      throw HuffmanError(description: "the lengths \(lengths) are those of no complete code")
    }
  }
}

/// Why encoded data cannot be decoded.
public struct HuffmanError: Error, CustomStringConvertible, Equatable, Sendable {
  /// What does not fit.
  public let description: String
}
