/// Learns byte-pair merges of characters from texts (Sennrich et al. 2016).
///
/// Words are what stands between white space, each begun with ▁; merges do not cross words. The most
/// frequent pair goes first; of equally frequent pairs the one whose left, then right piece is older.
/// So the same texts give the same pieces everywhere.
public struct BPETrainer: Sendable {
  /// How many pieces to reach: the unknown piece, the beginning, the characters and the merges.
  public var pieceCount: Int

  /// The piece set before every text, or nil for none.
  public var bos: String?

  /// A pair that occurs less often is not merged, even if there are fewer pieces then.
  public var leastCount = 2

  private static let unknown = "<unk>"

  /// A trainer for so many pieces.
  public init(pieceCount: Int, bos: String? = "<s>") {
    self.pieceCount = pieceCount
    self.bos = bos
  }

  /// Learns from the texts and returns the tokenizer.
  ///
  /// - Throws: when there is no text or the characters alone are more than `pieceCount`.
  public func train(on texts: some Sequence<String>) throws -> Tokenizer {
    var corpus = Corpus(texts)
    var pieces = [Self.unknown] + (bos.map { [$0] } ?? [])
    let reserved = pieces.count
    let alphabet = corpus.spell(from: reserved)
    guard !alphabet.isEmpty else { throw TokenizerError("no text to learn pieces from") }
    guard reserved + alphabet.count <= pieceCount else {
      throw TokenizerError(
        "\(pieceCount) pieces are too few for \(alphabet.count) characters "
          + "and \(reserved) special pieces")
    }
    pieces += alphabet.map { String(Character($0)) }
    var known = Dictionary(
      pieces.enumerated().map { (Array($1.utf8), $0) }, uniquingKeysWith: { first, _ in first })
    var merges: [JSON] = []
    while pieces.count < pieceCount, let pair = corpus.mostFrequentPair(least: leastCount) {
      let (left, right) = pair.sides
      let merged = pieces[left] + pieces[right]
      let bytes = Array(merged.utf8)
      let id = known[bytes] ?? pieces.count
      if id == pieces.count {
        known[bytes] = id
        pieces.append(merged)
      }
      merges.append(.array([.text(pieces[left]), .text(pieces[right])]))
      corpus.merge(pair, into: id)
    }
    return try tokenizer(pieces, merges)
  }

  private func tokenizer(_ pieces: [String], _ merges: [JSON]) throws -> Tokenizer {
    let vocabulary = pieces.enumerated().map { (Array($1.utf8), JSON.number(Double($0))) }
    func metaspace(_ rest: (name: String, value: JSON)) -> JSON {
      .object([
        (Array("type".utf8), .text("Metaspace")), (Array("replacement".utf8), .text("▁")),
        (Array("prepend_scheme".utf8), .text("always")), (Array(rest.name.utf8), rest.value),
      ])
    }
    return try Tokenizer(
      assembled: .members([
        "version": .text("1.0"),
        "added_tokens": .array([]),
        "normalizer": .null,
        "pre_tokenizer": .members([
          "type": .text("Sequence"),
          "pretokenizers": .array([
            .members(["type": .text("WhitespaceSplit")]), metaspace(("split", .bool(false))),
          ]),
        ]),
        "post_processor": .null,
        "decoder": metaspace(("split", .bool(true))),
        "model": .members([
          "type": .text("BPE"), "unk_token": .text(Self.unknown), "fuse_unk": .bool(true),
          "vocab": .object(vocabulary), "merges": .array(merges),
        ]),
      ]), bos: bos, ids: pieces.enumerated().map { ($1, $0) }, name: "learned pieces")
  }
}

/// Two neighbouring pieces, ordered by age.
private struct Pair: Hashable, Comparable {
  let key: UInt64

  init(_ left: Int32, _ right: Int32) { key = UInt64(left) << 32 | UInt64(right) }

  var sides: (Int, Int) { (Int(key >> 32), Int(key & 0xFFFF_FFFF)) }

  static func < (left: Pair, right: Pair) -> Bool { left.key < right.key }
}

/// The distinct words with their counts, spelled in pieces, and the pairs in them.
private struct Corpus {
  private var texts: [[Unicode.Scalar]] = []
  private var counts: [Int] = []
  private var words: [[Int32]] = []
  private var pairs: [Pair: Int] = [:]
  /// Words in which the pair occurs, or once did.
  private var places: [Pair: Set<Int>] = [:]

  init(_ samples: some Sequence<String>) {
    var table = ByteTable()
    for sample in samples {
      for word in sample.unicodeScalars.split(whereSeparator: \.properties.isWhitespace) {
        // ▁ in the text would be taken for a beginning; it stands for a space there, too.
        let scalars = ["\u{2581}"] + Array(word)
        let bytes = Array(String(String.UnicodeScalarView(scalars)).utf8)
        let (entry, isNew) = bytes.withUnsafeBufferPointer { table.insert($0) }
        if isNew {
          texts.append(scalars)
          counts.append(0)
        }
        counts[entry] += 1
      }
    }
  }

  /// Writes every word in characters, numbered in code-point order; returns the characters.
  mutating func spell(from first: Int) -> [Unicode.Scalar] {
    let alphabet = Set(texts.joined()).sorted()
    let ids = Dictionary(
      uniqueKeysWithValues: alphabet.enumerated().map { ($1, Int32(first + $0)) })
    words = texts.map { $0.compactMap { ids[$0] } }
    for word in words.indices { count(word, sign: 1) }
    return alphabet
  }

  func mostFrequentPair(least: Int) -> Pair? {
    let best = pairs.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best.flatMap { $0.value >= least ? $0.key : nil }
  }

  mutating func merge(_ pair: Pair, into id: Int) {
    for word in (places.removeValue(forKey: pair) ?? []).sorted() {
      count(word, sign: -1)
      words[word] = Self.merged(words[word], pair, Int32(id))
      count(word, sign: 1)
    }
    pairs[pair] = nil
  }

  private static func merged(_ word: [Int32], _ pair: Pair, _ id: Int32) -> [Int32] {
    var result: [Int32] = []
    var index = 0
    while index < word.count {
      if index + 1 < word.count, Pair(word[index], word[index + 1]) == pair {
        result.append(id)
        index += 2
      } else {
        result.append(word[index])
        index += 1
      }
    }
    return result
  }

  private mutating func count(_ word: Int, sign: Int) {
    let symbols = words[word]
    for index in symbols.indices.dropLast() {
      let pair = Pair(symbols[index], symbols[index + 1])
      let total = (pairs[pair] ?? 0) + sign * counts[word]
      pairs[pair] = total == 0 ? nil : total
      if sign > 0 { places[pair, default: []].insert(word) }
    }
  }
}
