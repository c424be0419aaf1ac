import Foundation
import Testing
import Tokenizers

/// Tokenizers that the project makes itself.
@Suite struct OwnTokenizersTests {
  @Test func wordsAreNumberedInOrder() throws {
    let tokenizer = try Tokenizer.words(
      ["<s>", "the", "cat", "katze", "é", "e\u{301}"], bos: "<s>")
    #expect(tokenizer.vocabularySize == 6)
    #expect(tokenizer.bos == 0)
    #expect(try tokenizer.encode("the cat\n the") == [0, 1, 2, 1])
    #expect(try tokenizer.encode("the", addSpecialTokens: false) == [1])
    #expect(try tokenizer.decode([0, 1, 2]) == "the cat")
    #expect(try tokenizer.decode([0, 1, 2], skipSpecialTokens: false) == "<s> the cat")
    // Canonically equivalent words stay apart.
    #expect(try tokenizer.encode("é e\u{301}", addSpecialTokens: false) == [4, 5])
  }

  @Test func anUnknownWordIsNamed() throws {
    let tokenizer = try Tokenizer.words(["the", "cat"])
    let message = Fixture.message { _ = try tokenizer.encode("the dog") }
    #expect(
      message == "word list: model.vocab: the word \"dog\" is not in the vocabulary of 2 words")
    #expect(
      Fixture.message { _ = try Tokenizer.words(["a", "a"]) }?.contains("\"a\" occurs twice")
        == true)
    #expect(
      Fixture.message { _ = try Tokenizer.words(["a b"]) }?.contains("word 0 is \"a b\"") == true)
    #expect(
      Fixture.message { _ = try Tokenizer.words(["a"], bos: "<s>") }?.contains("\"<s>\"") == true)
  }

  @Test func trainingFollowsFrequencyThenAge() throws {
    // ▁ a b: "ab" 5 times, "▁a" 5 times; of these ▁ is the newest character, so a-b goes first.
    let tokenizer = try BPETrainer(pieceCount: 8).train(on: ["ab ab ab", "ab ab", "b"])
    #expect((0..<8).compactMap(tokenizer.token) == ["<unk>", "<s>", "a", "b", "▁", "ab", "▁ab"])
    #expect(tokenizer.vocabularySize == 7)
    #expect(try tokenizer.encode("ab b abb") == [1, 6, 4, 3, 6, 3])
    #expect(try tokenizer.decode([1, 6, 4, 3, 6, 3]) == "ab b abb")
    #expect(try tokenizer.encode("xyz", addSpecialTokens: false) == [4, 0])
  }

  @Test func trainingIsAFunctionOfTheTexts() throws {
    let folder = Fixture.folder.appendingPathComponent("texts.json")
    let texts = try JSONDecoder().decode([String].self, from: try Data(contentsOf: folder))
    let first = try BPETrainer(pieceCount: 600).train(on: texts + texts)
    let second = try BPETrainer(pieceCount: 600).train(on: texts + texts)
    #expect(first.definition == second.definition)
    #expect(first.vocabularySize == 600)
    let reread = try Tokenizer(definition: try #require(first.definition), name: "again")
    #expect(reread.bos == first.bos)
    for text in texts {
      let ids = try first.encode(text)
      #expect(try reread.encode(text) == ids)
      // Every character was seen, so decoding restores all but the kind of white space.
      let words = text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
      let spaced = words.map { String($0) }.joined(separator: " ")
      #expect(
        try first.decode(ids).utf8.elementsEqual(spaced.replacing("▁", with: " ").utf8)
          || text.contains("<s>") || text.contains("<unk>") || text.contains("▁"))
    }
  }

  /// The merges by the definition: recount all pairs at every step.
  @Test func trainingEqualsThePlainDefinition() throws {
    let texts = ["low low low low lower lower newest newest newest newest widest widest widest"]
    let tokenizer = try BPETrainer(pieceCount: 30, bos: nil).train(on: texts)
    var words = texts[0].split(separator: " ").map { ["▁"] + $0.map { String($0) } }
    var pieces =
      ["<unk>"]
      + Set(words.joined()).sorted {
        $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
      }
    while pieces.count < 30 {
      var counts: [[Int]: Int] = [:]
      for word in words {
        for (left, right) in zip(word, word.dropFirst()) {
          let pair = [left, right].compactMap { pieces.firstIndex(of: $0) }
          counts[pair, default: 0] += 1
        }
      }
      let ordered = counts.sorted {
        $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
      }
      guard let best = ordered.first, best.value > 1 else { break }
      let (left, right) = (pieces[best.key[0]], pieces[best.key[1]])
      pieces.append(left + right)
      words = words.map { word in
        var result: [String] = []
        for piece in word {
          if piece == right, result.last == left {
            result[result.count - 1] += right
          } else {
            result.append(piece)
          }
        }
        return result
      }
    }
    #expect((0..<tokenizer.vocabularySize).compactMap(tokenizer.token) == pieces)
    #expect(pieces.contains("est"))
  }

  @Test func trainingRefusesWhatCannotBe() {
    let few = Fixture.message { _ = try BPETrainer(pieceCount: 3).train(on: ["abc"]) }
    #expect(few == "3 pieces are too few for 4 characters and 2 special pieces")
    #expect(
      Fixture.message { _ = try BPETrainer(pieceCount: 30).train(on: [" \n"]) }
        == "no text to learn pieces from")
  }

  @Test func oneTokenizerServesSeveralThreads() async throws {
    let tokenizer = try Tokenizer.load(
      file: Fixture.folder.appendingPathComponent("byte-level.json"))
    let texts = (0..<200).map { "sentence \($0) of the quiet river" }
    let alone = try texts.map { try tokenizer.encode($0) }
    let together = try await withThrowingTaskGroup(of: (Int, [Int]).self) { group in
      for (index, text) in texts.enumerated() {
        group.addTask { (index, try tokenizer.encode(text)) }
      }
      return try await group.reduce(into: [Int: [Int]]()) { $0[$1.0] = $1.1 }
    }
    #expect(texts.indices.allSatisfy { together[$0] == alone[$0] })
  }
}
