import Foundation
import Testing
import Tokenizers

/// What a folder says of beginnings and ends, and what is refused.
@Suite struct LoadingTests {
  private static func load(
    _ fixture: String, as name: String, config: String? = nil
  ) throws -> Tokenizer {
    let folder = try Fixture.folder(with: [fixture], as: [name])
    defer { Fixture.remove(folder) }
    if let config {
      try Data(config.utf8).write(to: folder.appendingPathComponent("tokenizer_config.json"))
    }
    return try Tokenizer.load(folder: folder)
  }

  @Test func sentencePieceBeginsWithBOSUnlessToldOtherwise() throws {
    let text = "The river was quiet"
    let plain = try Self.load("sp-bpe.model", as: "tokenizer.model")
    let ids = try plain.encode(text, addSpecialTokens: false)
    #expect(plain.bos == 1)
    #expect(plain.eos == 2)
    #expect(plain.files.map(\.lastPathComponent) == ["tokenizer.model"])
    #expect(plain.token(for: 1) == "<s>")
    #expect(plain.id(for: "<s>") == 1)
    #expect(try plain.encode(text) == [1] + ids)
    #expect(try plain.encode("") == [1])
    let ended = try Self.load(
      "sp-bpe.model", as: "tokenizer.model",
      config: #"{"add_bos_token": false, "add_eos_token": true, "bos_token": "<s>"}"#)
    #expect(try ended.encode(text) == ids + [2])
    let withoutBOS = try Self.load("sp-bpe-plain.model", as: "tokenizer.model")
    #expect(withoutBOS.bos == nil)
    #expect(
      try withoutBOS.encode(text) == withoutBOS.encode(text, addSpecialTokens: false))
  }

  @Test func theConfigurationNamesAndSwitchesTheEnds() throws {
    let text = "the river"
    let bare = try Self.load("split.json", as: "tokenizer.json")
    let ids = try bare.encode(text, addSpecialTokens: false)
    #expect(bare.bos == 0)
    #expect(bare.eos == nil)
    #expect(try bare.encode(text) == [0] + ids)
    let config = #"{"bos_token": {"content": "<|begin|>"}, "eos_token": "<|end|>"}"#
    let named = try Self.load("split.json", as: "tokenizer.json", config: config)
    #expect(named.bos == 0)
    #expect(named.eos == 1)
    #expect(
      named.files.map(\.lastPathComponent) == ["tokenizer.json", "tokenizer_config.json"])
    #expect(try named.encode(text) == [0] + ids)
    let switched = try Self.load(
      "split.json", as: "tokenizer.json",
      config: config.dropLast() + #", "add_bos_token": false, "add_eos_token": true}"#)
    #expect(try switched.encode(text) == ids + [1])
    let message = Fixture.message {
      _ = try Self.load("split.json", as: "tokenizer.json", config: #"{"bos_token": "<bos>"}"#)
    }
    #expect(message?.contains("tokenizer_config.json: bos_token is \"<bos>\"") == true)
  }

  @Test func theSizeIsThatOfAnEmbeddingTable() throws {
    let tokenizer = try Self.load("byte-level.json", as: "tokenizer.json")
    let last = tokenizer.vocabularySize - 1
    #expect(tokenizer.token(for: last) != nil)
    #expect(tokenizer.token(for: last + 1) == nil)
    #expect(tokenizer.token(for: -1) == nil)
    #expect(tokenizer.token(for: .max) == nil)
    #expect(try tokenizer.decode([.max, -7, last + 1]) == "")
    for id in 0...last {
      let token = try #require(tokenizer.token(for: id))
      #expect(tokenizer.id(for: token) == id)
    }
  }

  @Test func anEmptyFolderSaysWhatWasLookedFor() throws {
    let folder = try Fixture.folder(with: [])
    defer { Fixture.remove(folder) }
    let message = Fixture.message { _ = try Tokenizer.load(folder: folder) }
    #expect(message?.contains(folder.path) == true)
    #expect(message?.contains("no tokenizer.json, no tokenizer.model") == true)
    let missing = folder.appendingPathComponent("none.json")
    #expect(
      Fixture.message { _ = try Tokenizer.load(file: missing) }?.contains(missing.path) == true)
  }

  private static func document(
    model: String = #"{"type":"WordLevel","vocab":{"a":0,"b":1},"unk_token":"a"}"#,
    rest: String = ""
  ) -> Data { Data("{\"model\":\(model)\(rest)}".utf8) }

  @Test(arguments: [
    (
      #","normalizer":{"type":"Shout"}"#, "normalizer is a normalizer of the unknown type \"Shout\""
    ),
    (
      #","normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"X"}]}"#,
      "normalizer.normalizers[1] is a normalizer of the unknown type \"X\""
    ),
    (#","pre_tokenizer":{"type":"Chop"}"#, "pre_tokenizer is a pre-tokenizer of the unknown type"),
    (#","post_processor":{"type":"Frame"}"#, "post_processor is a post-processor of the unknown"),
    (#","decoder":{"type":"Undo"}"#, "decoder is a decoder of the unknown type \"Undo\""),
    (#","pre_tokenizer":{}"#, "pre_tokenizer has no type"),
    (
      #","pre_tokenizer":{"type":"Split","pattern":{"Regex":"a("},"behavior":"Isolated"}"#,
      "pre_tokenizer.pattern.Regex: regular expression a("
    ),
    (
      #","pre_tokenizer":{"type":"Split","pattern":{"Regex":"a{1,2}+"},"behavior":"Isolated"}"#,
      "{…}+ is not supported"
    ),
    (
      #","pre_tokenizer":{"type":"Split","pattern":{"String":"a"},"behavior":"Shredded"}"#,
      "pre_tokenizer.behavior is \"Shredded\""
    ),
    (
      #","pre_tokenizer":{"type":"Metaspace","replacement":"ab"}"#,
      "pre_tokenizer.replacement is not a single character"
    ),
    (
      #","normalizer":{"type":"Precompiled","precompiled_charsmap":"AAAA"}"#,
      "normalizer.precompiled_charsmap: 3 bytes are no character map"
    ),
    (
      #","added_tokens":[{"id":0,"content":"z","special":true,"normalized":false}]"#,
      "added_tokens[0] gives id 0 to \"z\", but it belongs to \"a\""
    ),
    (
      #","added_tokens":[{"id":7,"content":"b","special":true,"normalized":false}]"#,
      "added_tokens[0] gives id 7 to \"b\", which has id 1 in the vocabulary"
    ),
    (
      #","added_tokens":[{"id":99999999999,"content":"z","special":true,"normalized":false}]"#,
      "added_tokens[0].id is 99999999999, no id"
    ),
    (
      #","post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}}],"special_tokens":{}}"#,
      "post_processor.special_tokens has no x"
    ),
  ])
  func whatIsWrongInADocumentIsNamed(rest: String, complaint: String) {
    let message = Fixture.message {
      _ = try Tokenizer(definition: Self.document(rest: rest), name: "file.json")
    }
    #expect(message?.hasPrefix("file.json: ") == true)
    #expect(message?.contains(complaint) == true, "\(message ?? "no error")")
  }

  @Test(arguments: [
    (
      #"{"type":"WordLevel","vocab":{"a":0,"b":0},"unk_token":"a"}"#,
      "id 0 belongs to both \"a\" and \"b\""
    ),
    (
      #"{"type":"WordLevel","vocab":{"a":0,"a":1},"unk_token":"a"}"#,
      "piece \"a\" occurs twice, as 0 and 1"
    ),
    (#"{"type":"WordLevel","vocab":{"a":-1}}"#, "piece \"a\" has id -1"),
    (#"{"type":"WordLevel","vocab":{"a":1e15}}"#, "outside 0..."),
    (#"{"type":"WordLevel","vocab":{"a":0.5}}"#, "no whole number as id of \"a\""),
    (#"{"type":"WordLevel","vocab":{}}"#, "model.vocab is empty"),
    (#"{"type":"WordLevel"}"#, "model has no vocab"),
    (#"{"type":"Guess","vocab":{}}"#, "model is a model of the unknown type \"Guess\""),
    (#"{"type":"BPE","vocab":{"a":0}}"#, "model has no merges"),
    (
      #"{"type":"BPE","vocab":{"a":0},"merges":["a a"]}"#,
      "model.merges[0]: piece \"aa\" is not in the vocabulary"
    ),
    (#"{"type":"BPE","vocab":{"a":0},"merges":["a"]}"#, "model.merges[0] is \"a\", not two pieces"),
    (
      #"{"type":"BPE","vocab":{"a":0},"merges":[["a","z"]]}"#,
      "piece \"z\" is not in the vocabulary"
    ),
    (
      #"{"type":"BPE","vocab":{"a":0},"merges":[],"unk_token":"?"}"#,
      "model.unk_token is \"?\", which the vocabulary lacks"
    ),
    (
      #"{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.1}"#,
      "random encodings are not supported"
    ),
    (#"{"type":"Unigram","vocab":[["a",0.0]],"unk_id":3}"#, "unk_id 3, outside the 1 pieces"),
    (#"{"type":"Unigram","vocab":[["a"]]}"#, "model.vocab[0] is not a piece and a score"),
    (
      #"{"type":"WordPiece","vocab":{"a":0},"continuing_subword_prefix":"@"}"#,
      "model has no unk_token"
    ),
  ])
  func whatIsWrongInAModelIsNamed(model: String, complaint: String) {
    let message = Fixture.message {
      _ = try Tokenizer(definition: Self.document(model: model), name: "file.json")
    }
    #expect(message?.hasPrefix("file.json: ") == true)
    #expect(message?.contains(complaint) == true, "\(message ?? "no error")")
  }

  @Test(arguments: [
    ("", "the file ends where a value should be"), ("{", "a member's name should be here"),
    ("{\"a\":1,}", "a member's name should be here"), ("[1 2]", "',' or ']' should be here"),
    ("{\n\n\"a\" 1}", "line 3"), ("\"\\ud800\"", "half a surrogate pair"),
    ("\"\\x\"", "no such escape"), ("\"abc", "the file ends inside a string"),
    ("1 1", "something follows"), ("nul", "no JSON value"), ("1e999", "no JSON value"),
    (String(repeating: "[", count: 100_000), "nested deeper than 64"),
    ("\"\u{1}\"", "a control character in a string"),
  ])
  func malformedJSONIsNamedWithItsLine(text: String, complaint: String) {
    let message = Fixture.message {
      _ = try Tokenizer(definition: Data(text.utf8), name: "file.json")
    }
    #expect(message?.hasPrefix("file.json: ") == true)
    #expect(message?.contains(complaint) == true, "\(message ?? "no error")")
  }

  @Test func invalidUTF8IsRefused() {
    let bytes = Data(#"{"model":""#.utf8) + [0xFF] + Data(#""}"#.utf8)
    let message = Fixture.message { _ = try Tokenizer(definition: bytes, name: "file.json") }
    #expect(message == "file.json: not valid UTF-8")
  }

  @Test func aTruncatedModelIsNamed() throws {
    let whole = try Data(contentsOf: Fixture.folder.appendingPathComponent("sp-bpe.model"))
    let folder = try Fixture.folder(with: [])
    defer { Fixture.remove(folder) }
    let file = folder.appendingPathComponent("tokenizer.model")
    for length in [0, 1, 100, whole.count / 2, whole.count - 1] {
      try whole.prefix(length).write(to: file)
      let message = Fixture.message { _ = try Tokenizer.load(folder: folder) }
      #expect(message?.hasPrefix("\(file.path): ") == true, "\(length) bytes")
    }
  }

  @Test func merges() throws {
    let folder = try Fixture.folder(with: [])
    defer { Fixture.remove(folder) }
    func write(_ text: String, _ name: String) throws {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    try write(#"{"a":0,"b":1,"ab":2,"Ġ":3,"Ġab":4,"<|endoftext|>":5}"#, "vocab.json")
    try write("#version: 0.2\na b\nĠ ab\n", "merges.txt")
    let tokenizer = try Tokenizer.load(folder: folder)
    #expect(try tokenizer.encode("ab ab<|endoftext|>ba") == [2, 4, 5, 1, 0])
    #expect(try tokenizer.decode([2, 4, 1]) == "ab abb")
    #expect(tokenizer.bos == 5)
    try write("#version: 0.2\na b\nĠab\n", "merges.txt")
    let message = Fixture.message { _ = try Tokenizer.load(folder: folder) }
    #expect(message?.hasSuffix("merges.txt: line 3 is not two pieces with a space between") == true)
  }
}
