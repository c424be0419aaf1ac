/// Splits at the characters of a class.
struct ClassSplit: PreTokenizer {
  let kind: CharacterClass
  let behavior: Segments.Behavior

  func split(_ text: inout Segments) {
    text.split(behavior) { CharacterClass.of($0).isSuperset(of: kind) }
  }
}

/// Splits at a literal or a regular expression.
struct PatternSplit: PreTokenizer {
  let pattern: TextPattern
  let behavior: Segments.Behavior
  let inverted: Bool

  func split(_ text: inout Segments) throws {
    try text.split(behavior, inverted: inverted) { try pattern.forEachMatch(in: $0, $1) }
  }
}

/// Keeps runs of word characters and runs of what is neither word nor space: `\w+|[^\w\s]+`.
struct WordSplit: PreTokenizer {
  func split(_ text: inout Segments) {
    text.split(.removed, inverted: true) { text, report in
      var run: (range: Range<Int>, kind: CharacterClass)?
      for (scalar, range) in Scalars(text) {
        let kind = CharacterClass.of(scalar).intersection([.word, .space])
        if let open = run, open.kind == kind {
          run = (open.range.lowerBound..<range.upperBound, kind)
          continue
        }
        if let done = run, !done.kind.contains(.space) { report(done.range) }
        run = (range, kind)
      }
      if let done = run, !done.kind.contains(.space) { report(done.range) }
    }
  }
}

/// Cuts after every so many characters.
struct FixedLength: PreTokenizer {
  let length: Int

  func split(_ text: inout Segments) {
    text.split(.isolated) { text, report in
      var count = 0
      var start = 0
      for (_, range) in Scalars(text) {
        count += 1
        if count == length || range.upperBound == text.count {
          report(start..<range.upperBound)
          start = range.upperBound
          count = 0
        }
      }
    }
  }
}

/// GPT-2's: words with their leading space, then every byte as a visible character.
struct ByteLevelSplit: PreTokenizer {
  let addsSpace: Bool
  let words: Pattern?

  /// The expression of GPT-2's encoder.
  static let words =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  func split(_ text: inout Segments) throws {
    if addsSpace {
      text.rewrite { piece, _, result in
        if piece.first != 0x20 { result.append(0x20) }
        result.append(contentsOf: piece)
      }
    }
    if let words { try text.split(.isolated) { try words.forEachMatch(in: $0, $1) } }
    text.rewrite { piece, _, result in
      for byte in piece { ByteAlphabet.append(byte, to: &result) }
    }
  }
}

/// SentencePiece's: spaces become ▁, and a word begins with it.
struct Metaspace: PreTokenizer {
  /// Which pieces get a space before them.
  enum Scheme: String {
    case first, never, always
  }

  let replacement: [UInt8]
  let scheme: Scheme
  let splits: Bool

  func split(_ text: inout Segments) {
    let beginsText = text.beginsText
    text.rewrite { piece, start, result in
      let prepends =
        switch scheme {
        case .never: false
        case .first: beginsText && start == 0
        case .always: true
        }
      if prepends, piece.first != 0x20, !piece.starts(with: replacement) {
        result.append(contentsOf: replacement)
      }
      for byte in piece {
        if byte == 0x20 { result.append(contentsOf: replacement) } else { result.append(byte) }
      }
    }
    if splits {
      text.split(.mergedWithNext) { text, report in
        var position = 0
        while position < text.count {
          let length = Scalars.length(text[position])
          let end = min(position + length, text.count)
          if text[position..<end].elementsEqual(replacement) { report(position..<end) }
          position = end
        }
      }
    }
  }
}
