import Foundation
import Synchronization

/// Text to token ids and back, exactly as the tokenizer's upstream library does it.
///
/// One tokenizer may be used from several threads; they take turns.
public final class Tokenizer: Sendable {
  /// One more than the greatest id: the rows an embedding table needs.
  public let vocabularySize: Int

  /// The token that begins a text, if the tokenizer names one.
  public let bos: Int?

  /// The token that ends a text, if the tokenizer names one.
  public let eos: Int?

  /// The whole tokenizer as the text of a tokenizer.json, for one that was listed, learned or read by
  /// `init(definition:name:)`, which makes the same one of it; nil for one loaded from files.
  public let definition: Data?

  /// The files it was loaded from, whose contents decide every id; none for one made in memory.
  public let files: [URL]

  private let pipeline: Mutex<Pipeline>

  init(
    _ pipeline: sending Pipeline, bos: Int? = nil, eos: Int? = nil, definition: Data? = nil,
    files: [URL] = []
  ) {
    vocabularySize = pipeline.bound
    self.bos = bos
    self.eos = eos
    self.definition = definition
    self.files = files
    self.pipeline = Mutex(pipeline)
  }

  /// The ids of a text.
  ///
  /// - Parameter addSpecialTokens: sets the tokens around it that the tokenizer's own defaults set.
  /// - Throws: when a word has no id and there is no unknown token; the message names the word.
  public func encode(_ text: String, addSpecialTokens: Bool = true) throws -> [Int] {
    try pipeline.withLock { try $0.encode(text, addSpecialTokens: addSpecialTokens) }
  }

  /// The text of ids; ids that no token has are passed over, as upstream does.
  ///
  /// - Parameter skipSpecialTokens: leaves out tokens that the tokenizer marks as special.
  /// - Throws: when a regular expression of the decoder gives up on a token.
  public func decode(_ ids: [Int], skipSpecialTokens: Bool = true) throws -> String {
    try pipeline.withLock { try $0.decode(ids, skipSpecialTokens: skipSpecialTokens) }
  }

  /// The token with an id, spelled as the vocabulary spells it (`Ġthe`, `▁the`, `##ing`).
  public func token(for id: Int) -> String? {
    pipeline.withLock { $0.token(id).map { String(decoding: $0, as: UTF8.self) } }
  }

  /// The id of a token, spelled as the vocabulary spells it.
  public func id(for token: String) -> Int? {
    pipeline.withLock { $0.id(Array(token.utf8)).map(Int.init) }
  }
}
