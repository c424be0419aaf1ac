/// The normalizer in a SentencePiece model.
///
/// Rules by longest match, pieces the user defined left as they are, runs of spaces collapsed and
/// trimmed, spaces escaped as ▁, and one space put before the text.
struct SentencePieceNormalizer: TextNormalizer {
  let map: CharacterMap?
  let protected: PrefixTrie?
  let addsDummyPrefix: Bool
  let removesExtraSpaces: Bool
  let escapesSpaces: Bool
  /// The dummy space stands after the text instead of before it.
  let spaceIsSuffix: Bool

  /// ▁, U+2581.
  static let space: [UInt8] = [0xE2, 0x96, 0x81]

  func normalize(_ text: [UInt8]) -> [UInt8] {
    text.withUnsafeBufferPointer { buffer in
      var position = 0
      if removesExtraSpaces {
        while position < buffer.count {
          let (length, output) = prefix(buffer, position)
          guard output.count == 1, output.first == 0x20 else { break }
          position += length
        }
      }
      guard position < buffer.count else { return [] }
      let space = escapesSpaces ? Self.space : [0x20]
      var result: [UInt8] = []
      result.reserveCapacity(text.count + text.count / 2)
      if addsDummyPrefix, !spaceIsSuffix { result.append(contentsOf: space) }
      var afterSpace = removesExtraSpaces
      while position < buffer.count {
        let (length, output) = prefix(buffer, position)
        position += length
        let kept = afterSpace ? output.drop { $0 == 0x20 } : output
        for byte in kept {
          if byte == 0x20 { result.append(contentsOf: space) } else { result.append(byte) }
        }
        if let last = kept.last { afterSpace = last == 0x20 }
        if !removesExtraSpaces { afterSpace = false }
      }
      if removesExtraSpaces {
        while result.count >= space.count, result.suffix(space.count).elementsEqual(space) {
          result.removeLast(space.count)
        }
      }
      if addsDummyPrefix, spaceIsSuffix { result.append(contentsOf: space) }
      return result
    }
  }

  /// How many bytes the next unit takes, and what it becomes.
  private func prefix(_ text: UnsafeBufferPointer<UInt8>, _ start: Int)
    -> (length: Int, output: ArraySlice<UInt8>)
  {
    func unchanged(_ length: Int) -> (Int, ArraySlice<UInt8>) {
      (length, Array(text[start..<start + length])[...])
    }
    if let match = protected?.longestMatch(text, from: start) { return unchanged(match.length) }
    var longest: (length: Int, output: ArraySlice<UInt8>)?
    map?.forEachPrefix(text, from: start) { longest = ($0, $1) }
    if let longest { return longest }
    return unchanged(min(Scalars.length(text[start]), text.count - start))
  }
}
