import Foundation
import Store
import Tensors
import Testing

/// The canonical Huffman coder.
@Suite struct HuffmanCodeTests {
  /// Bytes of several kinds: skewed, uniform, few symbols, one symbol, Fibonacci counts.
  static let samples: [[UInt8]] = {
    var random = SeededRandom(seed: 3)
    let skewed = (0..<5_000).map { _ in UInt8(min(255, Int(abs(random.normal()) * 20))) }
    let uniform = (0..<3_000).map { _ in UInt8(random.below(256)) }
    var (a, b) = (1, 1)
    let deep = (0..<20).flatMap { symbol -> [UInt8] in
      (a, b) = (b, a + b)
      return Array(repeating: UInt8(symbol), count: a)
    }
    return [skewed, uniform, deep, [7, 7, 9], [5, 5, 5, 5], [0, 255]]
  }()

  @Test(arguments: samples.indices) func decodingRestoresTheData(index: Int) throws {
    let data = Self.samples[index]
    let code = HuffmanCode(for: data)
    let bits = code.encode(data)
    #expect(try code.decode(bits, count: data.count) == data)
    let length = code.bitCount(of: HuffmanCode.counts(of: data))
    #expect(bits.count == (length + 7) / 8)
  }

  @Test(arguments: samples.indices) func lengthsAreOptimalToABit(index: Int) {
    let data = Self.samples[index]
    let counts = HuffmanCode.counts(of: data)
    let entropy = counts.filter { $0 > 0 }.reduce(0.0) { sum, count in
      let share = Double(count) / Double(data.count)
      return sum - share * log2(share)
    }
    let code = HuffmanCode(for: data)
    let mean = Double(code.bitCount(of: counts)) / Double(data.count)
    #expect(code.kraftSum == 1)
    #expect(entropy <= mean + 1e-12 && mean < entropy + 1)
  }

  @Test func aCodeOfNothingStopsTheProgramWithTheReason() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = HuffmanCode(for: [UInt8]()) }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("a Huffman code needs counts"), "\(text)")
  }

  @Test func wordsAreCanonical() {
    // Counts 5, 1, 2, 1: lengths 1, 3, 2, 3; words 0, 110, 10, 111.
    let code = HuffmanCode(counts: [5, 1, 2, 1])
    #expect(code.symbols == [0, 2, 1, 3])
    #expect(code.lengths == [1, 2, 3, 3])
    #expect(code.encode([0, 1, 2, 3]) == [0b0110_1011, 0b1000_0000])
  }

  @Test func noOtherPrefixCodeIsShorter() {
    // All complete codes of four symbols have the lengths 2, 2, 2, 2 or 1, 2, 3, 3.
    var random = SeededRandom(seed: 4)
    for _ in 0..<50 {
      let counts = (0..<4).map { _ in 1 + random.below(30) }
      let sorted = counts.sorted(by: >)
      let best = min(
        2 * counts.reduce(0, +), zip(sorted, [1, 2, 3, 3]).reduce(0) { $0 + $1.0 * $1.1 })
      #expect(HuffmanCode(counts: counts).bitCount(of: counts) == best)
    }
  }

  @Test func wrongDataIsRefused() throws {
    let data: [UInt8] = [1, 2, 2, 3, 3, 3]
    let code = HuffmanCode(for: data)
    let bits = code.encode(data)
    for (bytes, count) in [
      ([], data.count), (bits, 1), (bits + [0], data.count), (bits, 100), (bits, -1),
      (Array(bits.dropLast()), data.count),
    ] {
      #expect(throws: HuffmanError.self) { try code.decode(bytes, count: count) }
    }
  }

  @Test func lengthsFromAFileAreChecked() throws {
    func decode(_ symbols: [Int], _ lengths: [Int]) throws -> [UInt8] {
      let text = "{\"symbols\": \(symbols), \"lengths\": \(lengths)}"
      let code = try JSONDecoder().decode(HuffmanCode.self, from: Data(text.utf8))
      return try code.decode([0b1011_0000], count: 2)
    }
    #expect(try decode([8, 9], [1, 1]) == [9, 8])
    for (symbols, lengths) in [
      ([8, 9], [1, 2]), ([8, 9, 7], [1, 1, 1]), ([8, 8], [1, 1]), ([8], [1]), ([], []),
      ([8, 9, 7], [2, 1, 2]), ([8, 9], [1]), ([8, 9], [1, 200]),
    ] {
      #expect(throws: HuffmanError.self) { try decode(symbols, lengths) }
    }
  }
}
