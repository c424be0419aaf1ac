/// The last stage: pieces back to text. The results are joined without anything between.
protocol PieceDecoder {
  func decode(_ tokens: [[UInt8]]) throws -> [[UInt8]]
}

/// Several decoders, one after the other.
struct DecoderSequence: PieceDecoder {
  let stages: [any PieceDecoder]

  func decode(_ tokens: [[UInt8]]) throws -> [[UInt8]] {
    try stages.reduce(tokens) { try $1.decode($0) }
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
    case "BPEDecoder": return SuffixDecoder(suffix: try literal("suffix"))
    case "CTC":
      return CTCDecoder(
        pad: try literal("pad_token"), delimiter: try literal("word_delimiter_token"),
        cleansUp: try bool("cleanup", default: true))
    case "Strip":
      return StripDecoder(
        content: try member("content").scalar(), start: try member("start").integer(),
        stop: try member("stop").integer())
    case "Replace":
      return ReplaceDecoder(pattern: try textPattern(), content: try member("content").bytes())
    default: throw fault("is a decoder of the unknown type \"\(type)\"")
    }
  }

  private func literal(_ name: String) throws -> TextPattern.Literal {
    TextPattern.Literal(try member(name).bytes())
  }
}
