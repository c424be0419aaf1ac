/// BERT's model: the longest piece that begins a word, then the longest that continues it.
final class WordPiece: SubwordModel {
  let vocabulary: Vocabulary
  private let beginning: PrefixTrie
  private let continuing: PrefixTrie
  private let unknown: Int32
  private let longestWord: Int

  init(vocabulary: Vocabulary, unknown: Int32, prefix: [UInt8], longestWord: Int) {
    self.vocabulary = vocabulary
    self.unknown = unknown
    self.longestWord = longestWord
    let pieces = vocabulary.pieces.map { (bytes: $0.bytes, value: $0.id) }
    beginning = PrefixTrie(pieces.filter { !$0.bytes.isEmpty })
    continuing = PrefixTrie(
      pieces.compactMap { bytes, id in
        let rest = bytes.starts(with: prefix) ? bytes.dropFirst(prefix.count) : []
        return rest.isEmpty ? nil : (rest, id)
      })
  }

  convenience init(_ node: Node) throws {
    let vocabulary = try node.member("vocab").vocabulary()
    guard let unknown = try node.id(named: "unk_token", in: vocabulary) else {
      throw node.fault("has no unk_token")
    }
    self.init(
      vocabulary: vocabulary, unknown: unknown,
      prefix: try node.member("continuing_subword_prefix").bytes(),
      longestWord: try node.optional("max_input_chars_per_word")?.integer() ?? 100)
  }

  func encode(_ piece: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    let first = ids.count
    var position = 0
    while position < piece.count {
      let trie = position == 0 ? beginning : continuing
      guard let match = trie.longestMatch(piece, from: position) else { break }
      ids.append(match.value)
      position += match.length
    }
    // Characters are counted as bytes that begin one.
    if position < piece.count || piece.count(where: { $0 & 0xC0 != 0x80 }) > longestWord {
      ids.removeSubrange(first...)
      ids.append(unknown)
    }
  }
}
