/// The last stage: pieces back to text. The results are joined without anything between.
protocol PieceDecoder {
  func decode(_ tokens: [[UInt8]]) -> [[UInt8]]
}

/// Several decoders, one after the other.
struct DecoderSequence: PieceDecoder {
  let stages: [any PieceDecoder]

  func decode(_ tokens: [[UInt8]]) -> [[UInt8]] {
    stages.reduce(tokens) { $1.decode($0) }
  }
}

extension Node {
  /// Reads the member `decoder` of tokenizer.json.
  func decoder() throws -> any PieceDecoder {
    let type = try member("type").text()
    switch type {
    case "Sequence":
      return DecoderSequence(stages: try member("decoders").elements().map { try $0.decoder() })
    case "ByteLevel": return ByteLevelDecoder()
    case "ByteFallback": return ByteFallbackDecoder()
    case "Fuse": return FuseDecoder()
    case "Metaspace":
      let adds = try bool("add_prefix_space", default: true)
      return MetaspaceDecoder(
        replacement: try member("replacement").scalar(),
        strips: try prependScheme() != .never && adds)
    case "WordPiece":
      return WordPieceDecoder(
        prefix: try member("prefix").bytes(), cleansUp: try bool("cleanup", default: true))
    case "BPEDecoder": return SuffixDecoder(suffix: try member("suffix").text())
    case "CTC":
      return CTCDecoder(
        pad: try member("pad_token").text(), delimiter: try member("word_delimiter_token").text(),
        cleansUp: try bool("cleanup", default: true))
    case "Strip":
      return StripDecoder(
        content: try member("content").scalar(), start: try member("start").integer(),
        stop: try member("stop").integer())
    case "Replace":
      let pattern = try member("pattern")
      guard let text = try pattern.optional("String") else {
        // An expression may fail on a text, and decoding does not.
        throw pattern.fault("is not a String, the only kind supported in a decoder")
      }
      return ReplaceDecoder(text: try text.bytes(), content: try member("content").bytes())
    default: throw fault("is a decoder of the unknown type \"\(type)\"")
    }
  }
}
