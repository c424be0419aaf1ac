import Foundation

extension Tokenizer {
  /// Loads the tokenizer of a model's folder.
  ///
  /// The first of these that is there counts: `tokenizer.json`; `tokenizer.model` (SentencePiece);
  /// `vocab.json` with `merges.txt` (GPT-2's); `vocab.txt` (BERT's). `tokenizer_config.json`, where
  /// present, names the tokens that begin and end a text and says whether they are added; without it
  /// they are those that the post-processor adds, and a SentencePiece model adds the first only.
  /// Truncation and padding in `tokenizer.json` are not applied.
  ///
  /// - Throws: when a file is missing, malformed or has a component that is not known; the message
  ///   names the file and the key.
  public static func load(folder: URL) throws -> Tokenizer {
    func existing(_ name: String) -> URL? {
      let url = folder.appendingPathComponent(name)
      return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }
    let config = try existing("tokenizer_config.json").map { try Node(contentsOf: $0) }
    if let url = existing("tokenizer.json") {
      return try Tokenizer(document: try Node(contentsOf: url), config: config)
    }
    if let url = existing("tokenizer.model") {
      return try Tokenizer(sentencePiece: url, config: config)
    }
    if let words = existing("vocab.json"), let merges = existing("merges.txt") {
      return try Tokenizer(bytePairs: words, merges: merges, config: config)
    }
    if let url = existing("vocab.txt") {
      return try Tokenizer(wordPieces: url, config: config)
    }
    throw TokenizerError(
      "\(folder.path): no tokenizer.json, no tokenizer.model, no vocab.json with merges.txt, "
        + "no vocab.txt")
  }

  /// Loads a single file, whatever its name: a tokenizer.json or a SentencePiece model.
  public static func load(file: URL) throws -> Tokenizer {
    let bytes = try readTokenizerFile(file)
    if bytes.first(where: { !" \n\r\t".utf8.contains($0) }) == UInt8(ascii: "{") {
      let json = try JSON(bytes, file: file.path)
      return try Tokenizer(document: Node(json, file: file.path), config: nil)
    }
    return try Tokenizer(sentencePiece: file, config: nil)
  }

  /// Reads a tokenizer from the text of a tokenizer.json.
  ///
  /// - Parameter name: stands for the file in messages.
  public convenience init(definition: Data, name: String) throws {
    let json = try JSON(Array(definition), file: name)
    try self.init(document: Node(json, file: name), config: nil, definition: definition)
  }

  private convenience init(document: Node, config: Node?, definition: Data? = nil) throws {
    let normalizer = try document.optional("normalizer")?.normalizer()
    let model = try document.member("model").model()
    let added = try document.optional("added_tokens").map {
      try AddedTokens($0, vocabulary: model.vocabulary, normalizer: normalizer)
    }
    let processor = try document.optional("post_processor")?.postProcessor() ?? PostProcessor()
    let ends = try Ends(config, processor: processor) {
      added?.ids[$0] ?? model.vocabulary.id(of: $0)
    }
    self.init(
      Pipeline(
        added: added ?? AddedTokens(), normalizer: normalizer,
        preTokenizer: try document.optional("pre_tokenizer")?.preTokenizer(), model: model,
        postProcessor: ends.processor, decoder: try document.optional("decoder")?.decoder()),
      bos: ends.bos, eos: ends.eos, definition: definition,
      files: definition == nil ? [document.url] + (config.map { [$0.url] } ?? []) : [])
  }

  private convenience init(sentencePiece url: URL, config: Node?) throws {
    let file = try SentencePieceModel(try readTokenizerFile(url), file: url.path)
    let vocabulary = try file.vocabulary()
    let model: any SubwordModel =
      switch file.algorithm {
      case .unigram: file.unigram(vocabulary)
      case .word: SentencePieceWords(file, vocabulary: vocabulary)
      // Characters are pieces that merge with nothing.
      case .bpe, .char: SentencePieceBPE(file, vocabulary: vocabulary)
      }
    let bos = file.control(file.bosPiece)
    let eos = file.control(file.eosPiece)
    var ends = try Ends(config, processor: PostProcessor(), bos: bos, eos: eos) {
      vocabulary.id(of: $0)
    }
    if ends.isDefault, let bos {
      ends.processor = PostProcessor(patterns: [[.ids([bos]), .text]])
    }
    self.init(
      Pipeline(
        normalizer: SentencePieceNormalizer(
          map: file.characterMap, protected: file.protectedPieces,
          addsDummyPrefix: file.addsDummyPrefix, removesExtraSpaces: file.removesExtraSpaces,
          escapesSpaces: file.escapesSpaces, spaceIsSuffix: file.spaceIsSuffix),
        model: model, postProcessor: ends.processor,
        decoder: SentencePieceDecoder(model: file, vocabulary: vocabulary)),
      bos: ends.bos, eos: ends.eos, files: [url] + (config.map { [$0.url] } ?? []))
  }

  private convenience init(bytePairs url: URL, merges: URL, config: Node?) throws {
    let vocabulary = try Node(contentsOf: url).vocabulary()
    let lines = try readLines(merges)
    let header = lines.first?.starts(with: "#version".utf8) == true ? 1 : 0
    let pairs = try lines.enumerated().dropFirst(header).map { index, line in
      guard let pair = mergeSides(line) else {
        throw TokenizerError(
          "\(merges.path): line \(index + 1) is not two pieces with a space between")
      }
      return pair
    }
    let model = try BytePairEncoding(vocabulary: vocabulary, merges: pairs, place: merges.path)
    let added = try special(["<|endoftext|>"], in: vocabulary)
    let ends = try Ends(
      config, processor: PostProcessor(), bos: added.tokens.keys.first, eos: added.tokens.keys.first
    ) { vocabulary.id(of: $0) }
    self.init(
      Pipeline(
        added: added,
        preTokenizer: ByteLevelSplit(
          addsSpace: try config?.bool("add_prefix_space", default: false) ?? false,
          words: try Pattern(ByteLevelSplit.words, place: url.path)),
        model: model, postProcessor: ends.processor, decoder: ByteLevelDecoder()),
      bos: ends.bos, eos: ends.eos, files: [url, merges] + (config.map { [$0.url] } ?? []))
  }

  private convenience init(wordPieces url: URL, config: Node?) throws {
    let lines = try readLines(url)
    var vocabulary = Vocabulary(file: url.path, capacity: lines.count)
    for (id, line) in lines.enumerated() { try vocabulary.insert(line, id: id) }
    func id(_ name: String) throws -> Int32 {
      if let id = vocabulary.id(of: Array(name.utf8)) { return id }
      throw TokenizerError("\(url.path): no line \(name)")
    }
    let lowers = try config?.bool("do_lower_case", default: true) ?? true
    let model = WordPiece(
      vocabulary: vocabulary, unknown: try id("[UNK]"), prefix: Array("##".utf8), longestWord: 100)
    let template = PostProcessor(patterns: [
      [.ids([try id("[CLS]")]), .text, .ids([try id("[SEP]")])]
    ])
    let ends = try Ends(config, processor: template) { vocabulary.id(of: $0) }
    self.init(
      Pipeline(
        added: try special(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], in: vocabulary),
        normalizer: BertNormalizer(
          cleansText: true,
          isolatesHan: try config?.bool("tokenize_chinese_chars", default: true) ?? true,
          stripsAccents: try config?.bool("strip_accents", default: lowers) ?? lowers,
          lowers: lowers),
        preTokenizer: PreTokenizerSequence(stages: [
          ClassSplit(kind: .space, behavior: .removed),
          ClassSplit(kind: .punctuation, behavior: .isolated),
        ]),
        model: model, postProcessor: ends.processor,
        decoder: WordPieceDecoder(prefix: Array("##".utf8), cleansUp: true)),
      bos: ends.bos, eos: ends.eos, files: [url] + (config.map { [$0.url] } ?? []))
  }
}

/// Those of the names that the vocabulary has, as special tokens.
private func special(_ names: [String], in vocabulary: Vocabulary) throws -> AddedTokens {
  try AddedTokens(
    names.compactMap { name in
      let content = Array(name.utf8)
      return vocabulary.id(of: content).map { AddedTokens.Token(content: content, id: $0) }
    }, normalizer: nil)
}

/// The lines of a text file, without a last empty one.
private func readLines(_ url: URL) throws -> [ArraySlice<UInt8>] {
  let bytes = try readTokenizerFile(url)
  guard String(validating: bytes, as: UTF8.self) != nil else {
    throw TokenizerError("\(url.path): not valid UTF-8")
  }
  var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines.map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
}

/// What `tokenizer_config.json` says of the tokens at the two ends of a text.
private struct Ends {
  var bos: Int?
  var eos: Int?
  var processor: PostProcessor
  /// Whether the configuration leaves it open which tokens are added.
  let isDefault: Bool

  init(
    _ config: Node?, processor: PostProcessor, bos: Int32? = nil, eos: Int32? = nil,
    id: ([UInt8]) -> Int32?
  ) throws {
    func named(_ key: String) throws -> Int32? {
      guard let node = try config?.optional(key) else { return nil }
      let name = if case .object = node.json { try node.member("content") } else { node }
      guard let id = id(try name.bytes()) else {
        throw name.fault("is \"\(try name.text())\", which the vocabulary lacks")
      }
      return id
    }
    let first = try named("bos_token") ?? bos ?? (config == nil ? processor.beginning : nil)
    let last = try named("eos_token") ?? eos ?? (config == nil ? processor.end : nil)
    self.bos = first.map(Int.init)
    self.eos = last.map(Int.init)
    let addsFirst = try config?.optional("add_bos_token")?.bool()
    let addsLast = try config?.optional("add_eos_token")?.bool()
    isDefault = addsFirst == nil && addsLast == nil
    self.processor = processor
    if !isDefault {
      // As upstream: the flags, where given, take the place of the post-processor.
      var parts: [PostProcessor.Part] = [.text]
      if addsFirst == true, let first { parts.insert(.ids([first]), at: 0) }
      if addsLast == true, let last { parts.append(.ids([last])) }
      self.processor = PostProcessor(patterns: [parts])
    }
  }
}
