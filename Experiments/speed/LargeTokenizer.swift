import Foundation
import Tensors

/// A tokenizer.json as large as Llama 3's and of its kind: byte-level merges after its expression.
///
/// Half of the pieces are the beginnings of words of the given lines, as merges learned from text would
/// be; the others are random joints of pieces, which no text has.
struct LargeTokenizer {
  private var pieces: [String] = []
  private var merges: [(Int, Int)] = []
  private var ids: [String: Int] = [:]

  /// A file's text in UTF-8.
  let json: Data

  init(entries: Int, lines: [String]) throws {
    var random = SeededRandom(seed: 0)
    let alphabet = Self.alphabet
    var maker = Self(alphabet)
    let words = random.shuffled(lines).lazy.flatMap { $0.split(separator: " ") }
    for word in words where maker.pieces.count < entries / 2 {
      var left = maker.ids[alphabet[32]] ?? 0
      for byte in word.utf8.prefix(12) {
        left = maker.join(left, Int(byte))
        if maker.pieces.count == entries / 2 { break }
      }
    }
    while maker.pieces.count < entries {
      let left = random.below(maker.pieces.count)
      let right = random.below(maker.pieces.count)
      if maker.pieces[left].count + maker.pieces[right].count <= 12 { _ = maker.join(left, right) }
    }
    json = try maker.document()
  }

  private init(_ alphabet: [String]) {
    pieces = alphabet
    ids = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, $0) })
    json = Data()
  }

  private mutating func join(_ left: Int, _ right: Int) -> Int {
    let text = pieces[left] + pieces[right]
    if let known = ids[text] { return known }
    ids[text] = pieces.count
    pieces.append(text)
    merges.append((left, right))
    return pieces.count - 1
  }

  /// GPT-2's visible characters of the 256 bytes.
  private static var alphabet: [String] {
    var next: UInt32 = 0x100
    return (0...255).map { (byte: UInt32) in
      switch byte {
      case 33...126, 161...172, 174...255: return String(UnicodeScalar(UInt8(byte)))
      default:
        defer { next += 1 }
        return UnicodeScalar(next).map { String($0) } ?? ""
      }
    }
  }

  private struct Document: Encodable {
    struct Stage: Encodable {
      var type: String
      var pattern: [String: String]?
      var behavior: String?
      var invert: Bool?
      var add_prefix_space: Bool?
      var trim_offsets: Bool?
      var use_regex: Bool?
    }
    struct Stages: Encodable {
      var type = "Sequence"
      var pretokenizers: [Stage]
    }
    struct Model: Encodable {
      var type = "BPE"
      var ignore_merges = true
      var vocab: [String: Int]
      var merges: [[String]]
    }
    var version = "1.0"
    var added_tokens: [String] = []
    var pre_tokenizer: Stages
    var decoder: Stage
    var model: Model
  }

  /// Llama 3's expression.
  private static let words =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"#
    + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  private func document() throws -> Data {
    let bytes = Document.Stage(
      type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false)
    let split = Document.Stage(
      type: "Split", pattern: ["Regex": Self.words], behavior: "Isolated", invert: false)
    return try JSONEncoder().encode(
      Document(
        pre_tokenizer: .init(pretokenizers: [split, bytes]), decoder: bytes,
        model: .init(vocab: ids, merges: merges.map { [pieces[$0.0], pieces[$0.1]] })))
  }
}
