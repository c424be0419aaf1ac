/// Tokens that are found in the text itself before any other stage cuts it.
struct AddedTokens {
  struct Token {
    let content: [UInt8]
    let id: Int32
    var isSpecial = true
    /// Matched in the normalized text, by its own normalized form.
    var isNormalized = false
    var isSingleWord = false
    var stripsLeft = false
    var stripsRight = false
  }

  /// A stretch of text, or an added token in it.
  enum Section {
    case text(Range<Int>)
    case token(Int32)
  }

  private(set) var tokens: [Int32: Token] = [:]
  private(set) var ids: [[UInt8]: Int32] = [:]
  /// The form in which a token's text is handed to the decoder.
  private var normalized: [Int32: [UInt8]] = [:]
  private var inText: PrefixTrie?
  private var inNormalized: PrefixTrie?

  init() {}

  init(_ list: [Token], normalizer: (any TextNormalizer)?) throws {
    for token in list where !token.content.isEmpty {
      tokens[token.id] = token
      ids[token.content] = token.id
      if token.isNormalized {
        normalized[token.id] = try normalizer?.normalize(token.content) ?? token.content
      }
    }
    func trie(_ keys: [(ArraySlice<UInt8>, Int32)]) -> PrefixTrie? {
      let keys = keys.filter { !$0.0.isEmpty }
      return keys.isEmpty ? nil : PrefixTrie(keys)
    }
    inText = trie(tokens.values.filter { !$0.isNormalized }.map { ($0.content[...], $0.id) })
    inNormalized = trie(normalized.map { ($0.value[...], $0.key) })
  }

  /// Reads the member `added_tokens` of tokenizer.json.
  init(_ list: Node, vocabulary: Vocabulary, normalizer: (any TextNormalizer)?) throws {
    var owners: [Int32: [UInt8]] = [:]
    let tokens = try list.elements().map { node -> Token in
      let token = Token(
        content: try node.member("content").bytes(), id: try node.member("id").id(),
        isSpecial: try node.member("special").bool(),
        isNormalized: try node.member("normalized").bool(),
        isSingleWord: try node.bool("single_word", default: false),
        stripsLeft: try node.bool("lstrip", default: false),
        stripsRight: try node.bool("rstrip", default: false))
      let owner =
        owners.updateValue(token.content, forKey: token.id)
        ?? vocabulary.piece(Int(token.id)).map(Array.init)
      if let owner, owner != token.content {
        throw node.fault(
          "gives id \(token.id) to \"\(String(decoding: token.content, as: UTF8.self))\", "
            + "but it belongs to \"\(String(decoding: owner, as: UTF8.self))\"")
      }
      if let known = vocabulary.id(of: token.content), known != token.id {
        throw node.fault(
          "gives id \(token.id) to \"\(String(decoding: token.content, as: UTF8.self))\", "
            + "which has id \(known) in the vocabulary")
      }
      return token
    }
    try self.init(tokens, normalizer: normalizer)
  }

  /// Whether a text can be taken as it is.
  var isEmpty: Bool { tokens.isEmpty }

  /// What the decoder gets for a token.
  func decoded(_ id: Int) -> [UInt8]? {
    guard let id = Int32(exactly: id), let token = tokens[id] else { return nil }
    return normalized[id] ?? token.content
  }

  /// Cuts out the tokens that are matched in the text as given, or in the normalized one.
  func sections(of text: [UInt8], normalized isNormalized: Bool) -> [Section] {
    guard let trie = isNormalized ? inNormalized : inText else { return [.text(0..<text.count)] }
    return text.withUnsafeBufferPointer { buffer in
      var sections: [Section] = []
      var done = 0
      var position = 0
      while position < buffer.count {
        guard let match = trie.longestMatch(buffer, from: position) else {
          position += 1
          continue
        }
        let found = position..<position + match.length
        position = found.upperBound
        guard let token = tokens[match.value],
          !token.isSingleWord || isWord(found, in: buffer)
        else { continue }
        let (low, high) = stretched(found, token, from: done, in: buffer)
        if done < low { sections.append(.text(done..<low)) }
        sections.append(.token(token.id))
        done = high
      }
      if done < buffer.count { sections.append(.text(done..<buffer.count)) }
      return sections
    }
  }

  /// Whether no word character touches the range.
  private func isWord(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    let after = UnsafeBufferPointer(rebasing: text[range.upperBound...])
    if let (scalar, _) = first(after), CharacterClass.of(scalar).contains(.word) { return false }
    let before = UnsafeBufferPointer(rebasing: text[..<range.lowerBound])
    if let (scalar, _) = last(before), CharacterClass.of(scalar).contains(.word) { return false }
    return true
  }

  /// The ends of the range with the white space beside it that the token takes along.
  private func stretched(
    _ range: Range<Int>, _ token: Token, from least: Int, in text: UnsafeBufferPointer<UInt8>
  ) -> (low: Int, high: Int) {
    var (low, high) = (range.lowerBound, range.upperBound)
    while token.stripsLeft, low > least,
      let (scalar, length) = last(UnsafeBufferPointer(rebasing: text[..<low])),
      CharacterClass.of(scalar).contains(.space)
    {
      low -= length
    }
    while token.stripsRight,
      let (scalar, length) = first(UnsafeBufferPointer(rebasing: text[high...])),
      CharacterClass.of(scalar).contains(.space)
    {
      high += length
    }
    return (token.stripsLeft ? max(low, least) : low, high)
  }

  private func first(_ text: UnsafeBufferPointer<UInt8>) -> (Unicode.Scalar, Int)? {
    var scalars = Scalars(text)
    return scalars.next().map { ($0.scalar, $0.bytes.count) }
  }

  private func last(_ text: UnsafeBufferPointer<UInt8>) -> (Unicode.Scalar, Int)? {
    guard var start = text.indices.last else { return nil }
    while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
    return first(UnsafeBufferPointer(rebasing: text[start...])).map { ($0.0, $0.1) }
  }
}
