/// The stages of a tokenizer in their order.
final class Pipeline {
  let added: AddedTokens
  let normalizer: (any TextNormalizer)?
  let preTokenizer: (any PreTokenizer)?
  let model: any SubwordModel
  let postProcessor: PostProcessor
  let decoder: (any PieceDecoder)?
  private var cache = WordCache()

  init(
    added: AddedTokens = AddedTokens(), normalizer: (any TextNormalizer)? = nil,
    preTokenizer: (any PreTokenizer)? = nil, model: any SubwordModel,
    postProcessor: PostProcessor = PostProcessor(), decoder: (any PieceDecoder)? = nil
  ) {
    self.added = added
    self.normalizer = normalizer
    self.preTokenizer = preTokenizer
    self.model = model
    self.postProcessor = postProcessor
    self.decoder = decoder
  }

  func encode(_ text: String, addSpecialTokens: Bool) throws -> [Int] {
    let bytes = Array(text.utf8)
    var ids: [Int32] = []
    ids.reserveCapacity(bytes.count / 2)
    for section in added.sections(of: bytes, normalized: false) {
      switch section {
      case .token(let id): ids.append(id)
      case .text(let range):
        let isWhole = range.count == bytes.count
        try encode(
          isWhole ? bytes : Array(bytes[range]), beginsText: range.lowerBound == 0, into: &ids)
      }
    }
    return (addSpecialTokens ? postProcessor.process(ids) : ids).map(Int.init)
  }

  private func encode(_ text: [UInt8], beginsText: Bool, into ids: inout [Int32]) throws {
    guard !text.isEmpty else { return }
    let normalized = try normalizer?.normalize(text) ?? text
    for section in added.sections(of: normalized, normalized: true) {
      switch section {
      case .token(let id): ids.append(id)
      case .text(let range):
        let isWhole = range.count == normalized.count
        var segments = Segments(
          isWhole ? normalized : Array(normalized[range]),
          beginsText: beginsText && range.lowerBound == 0)
        try preTokenizer?.split(&segments)
        try encode(segments, into: &ids)
      }
    }
  }

  private func encode(_ segments: Segments, into ids: inout [Int32]) throws {
    try segments.bytes.withUnsafeBufferPointer { all in
      for piece in segments.pieces {
        let piece = UnsafeBufferPointer(rebasing: all[piece])
        guard model.isCacheable else {
          try model.encode(piece, into: &ids)
          continue
        }
        if cache.append(piece, to: &ids) { continue }
        let first = ids.count
        try model.encode(piece, into: &ids)
        cache.insert(piece, ids[first...])
      }
    }
  }

  func decode(_ ids: [Int], skipSpecialTokens: Bool) throws -> String {
    let tokens = ids.compactMap { id -> [UInt8]? in
      if skipSpecialTokens, let key = Int32(exactly: id), added.tokens[key]?.isSpecial == true {
        return nil
      }
      return added.decoded(id) ?? model.vocabulary.piece(id).map(Array.init)
    }
    let parts: [[UInt8]]
    if let decoder {
      parts = tokens.isEmpty ? [] : try decoder.decode(tokens)
    } else {
      parts = [Array(tokens.joined(separator: [0x20]))]
    }
    return String(decoding: Array(parts.joined()), as: UTF8.self)
  }

  /// The text of a token as the vocabulary spells it.
  func token(_ id: Int) -> [UInt8]? {
    Int32(exactly: id).flatMap { added.tokens[$0]?.content }
      ?? model.vocabulary.piece(id).map(Array.init)
  }

  /// The id of a token.
  func id(_ token: [UInt8]) -> Int32? { added.ids[token] ?? model.vocabulary.id(of: token) }

  /// One more than the greatest id.
  var bound: Int {
    max(model.vocabulary.bound, (added.tokens.keys.max().map(Int.init) ?? -1) + 1)
  }
}
