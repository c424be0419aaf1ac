import Foundation
import Tensors

/// Seeded damage to files, as accidents and malice do it.
public struct Damage {
  private var random: SeededRandom

  /// The damage of a stream; equal names give equal damage.
  public init(stream: String) { random = SeededRandom(seed: 7, stream: stream) }

  private static let thorns: [[UInt8]] = [
    [0xFF], [0], Array(repeating: 0x80, count: 9) + [0x7F], [0xED, 0xA0], Array("null".utf8),
    Array("1e18".utf8), Array("-1".utf8), Array("[[[[".utf8), Array("\\ud800".utf8),
    Array("\"type\":".utf8), Array("{}".utf8), Array("16777215".utf8), Array("\r\n\r".utf8),
    [0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
  ]

  private static let values = [
    "0", "-1", "1", "3", "0.5", "1e9", "1e18", "1e400", "2147483648", "9223372036854775807",
    "-9223372036854775808", "99999999999999999999", "null", "true", "[]", "{}", "\"\"",
    "\"\\u0000\"", "\"../../x\"", "[[1]]", String(repeating: "[", count: 5000),
    String(repeating: "{\"a\":", count: 600),
    String(repeating: "[", count: 40)
      + String(repeating: "]", count: 40),
  ]

  /// The bytes with one to four places flipped, cut out, doubled, overwritten or cut off.
  public mutating func bytes(_ whole: [UInt8]) -> [UInt8] {
    var bytes = whole
    for _ in 0...random.below(4) where !bytes.isEmpty {
      let start = random.below(bytes.count)
      let end = min(bytes.count, start + 1 + random.below(random.chance(0.2) ? 400 : 8))
      switch random.below(5) {
      case 0: bytes[start] ^= UInt8(1 << random.below(8))
      case 1: bytes.removeSubrange(start..<end)
      case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
      case 3:
        bytes.replaceSubrange(start..<min(start + 2, end), with: random.pick(Self.thorns))
      default: bytes.removeLast(random.below(bytes.count) / (random.chance(0.8) ? 50 : 1))
      }
    }
    return bytes
  }

  /// A JSON text with one to three values changed for others, swapped, left out or given twice.
  public mutating func json(_ text: [UInt8]) -> [UInt8] {
    var bytes = text
    for _ in 0...random.below(3) {
      let words = Self.words(bytes)
      guard !words.isEmpty else { return bytes }
      let index = random.below(words.count)
      let word = words[index]
      switch random.below(6) {
      case 0, 1, 2: bytes.replaceSubrange(word, with: random.pick(Self.values).utf8)
      case 3:
        let (first, second) = (min(index, random.below(words.count)), index)
        let (low, high) = (words[first], words[second])
        let (left, right) = (Array(bytes[low]), Array(bytes[high]))
        bytes.replaceSubrange(high, with: left)
        bytes.replaceSubrange(low, with: right)
      case 4: bytes.removeSubrange(word)
      default:
        // From this word to the end of a later one, twice: members and elements come double.
        let end = words[min(words.count - 1, index + 1 + random.below(3))].upperBound
        bytes.insert(contentsOf: Array(bytes[word.lowerBound..<end]) + [0x2C], at: word.lowerBound)
      }
    }
    return bytes
  }

  /// Bytes or values, whichever comes.
  public mutating func jsonOrBytes(_ text: [UInt8]) -> [UInt8] {
    random.chance(0.6) ? json(text) : bytes(text)
  }

  /// A choice among the first whole numbers.
  public mutating func below(_ bound: Int) -> Int { random.below(bound) }

  /// Where strings, numbers and literals stand.
  private static func words(_ text: [UInt8]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var position = 0
    while position < text.count {
      let start = position
      position += 1
      switch text[start] {
      case UInt8(ascii: "\""):
        while position < text.count, text[position] != UInt8(ascii: "\"") {
          position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position = min(position + 1, text.count)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"):
        while position < text.count, !" \n\r\t,:]}\"".utf8.contains(text[position]) {
          position += 1
        }
      default: continue
      }
      words.append(start..<position)
    }
    return words
  }
}

/// The growth of the greatest resident memory while `body` runs, in bytes.
public func peakGrowth(while body: () throws -> Void) rethrows -> Int {
  func field(_ name: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
    return (line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) << 10
  }
  // Sets the greatest back to what is resident now.
  try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
  let before = field("VmRSS:")
  try body()
  return field("VmHWM:") - before
}
