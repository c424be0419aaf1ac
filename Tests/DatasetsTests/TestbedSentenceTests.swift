import Datasets
import Testing

@Suite struct TestbedSentenceTests {
  @Test(arguments: Testbed.ParallelSet.allCases)
  func allLanguagesSayTheSameTrees(set: Testbed.ParallelSet) throws {
    let sets = pilot.parallel(set)
    let english = try #require(sets["eng"])
    for language in pilot.allLanguages {
      let texts = try #require(sets[language.code])
      #expect(texts.count == english.count)
      for (text, original) in zip(texts, english) {
        #expect(
          try pilot.parse(text, in: language.code) == pilot.parse(original, in: "eng"),
          "\(language.code): \(text)")
        // The inverse word map restores English up to order.
        #expect(try pilot.gloss(text).words.sorted() == original.words.sorted())
      }
    }
  }

  @Test func constituentsFollowTheLanguagesOrder() throws {
    let sets = pilot.parallel(.floresOneClause)
    for language in pilot.allLanguages {
      let trees = pilot.sentences(.floresOneClause)
      for (tree, text) in zip(trees, try #require(sets[language.code])) {
        let words = text.words
        func position(_ concept: Testbed.Concept?) throws -> Int {
          let word = language.words[Int(try #require(concept).rawValue)]
          return try #require(words.firstIndex(of: word))
        }
        let clause = tree.first
        // A word that occurs twice has no position of its own.
        guard Set(words).count == words.count else { continue }
        let subject = try position(clause.subject.head)
        let verb = try position(clause.verb)
        let object = try position(clause.object?.head)
        let place = try position(clause.place?.head)
        #expect(subject < object && object < place)
        switch language.grammar.order {
        case .svo: #expect(subject < verb && verb < object)
        case .sov: #expect(place < verb)
        case .vso: #expect(verb < subject)
        }
        #expect(
          try position(clause.adposition) - place == (language.grammar.hasPostpositions ? 1 : -1))
        #expect(
          try position(clause.object?.modifier) - object
            == (language.grammar.adjectiveFollowsNoun ? 1 : -1))
      }
    }
  }

  @Test func setsAreDistinctAndAsLongAsAsked() throws {
    var all: [String] = []
    for set in Testbed.ParallelSet.allCases {
      let sentences = try #require(pilot.parallel(set)["eng"])
      #expect(sentences.count == (set.rawValue.hasPrefix("bible") ? 103 : 100))
      all += sentences
    }
    #expect(Set(all).count == all.count)
    let lengths = pilot.parallel(.floresOneClause).values.joined().map(\.words.count)
    // Person, verb, adjective, object, adposition, place, mark; an adjective more for a noun.
    #expect(Set(lengths) == [7, 8])
  }

  @Test func versesUseManyWordsAndOpenAlike() throws {
    let verses = try #require(pilot.parallel(.bibleMemorised)["eng"])
    #expect(verses.allSatisfy { $0.hasPrefix("and ") })
    #expect(Set(verses.flatMap(\.words)).count > 90)
    #expect(verses.map(\.words.count).reduce(0, +) > 15 * verses.count)
  }

  @Test func whatIsNoSentenceIsRefused() throws {
    let sentence = try #require(pilot.parallel(.floresOneClause)["eng"]?.first)
    #expect(throws: TestbedError.unknownWord("xyzzy")) {
      try pilot.parse("xyzzy " + sentence, in: "eng")
    }
    let reversed = sentence.words.dropLast().reversed().joined(separator: " ") + " ."
    #expect(throws: TestbedError.ungrammatical(reversed, code: "eng")) {
      try pilot.parse(reversed, in: "eng")
    }
    #expect(throws: TestbedError.unknownLanguage("L99")) { try pilot.parse(sentence, in: "L99") }
    #expect(
      TestbedError.unknownLanguage("L99").description == "the testbed has no language 'L99'")
    let foreign = try #require(pilot.parallel(.floresOneClause)["L25"]?.first)
    #expect(throws: TestbedError.self) { try pilot.parse(foreign, in: "eng") }
  }
}

extension String {
  var words: [String] { split(separator: " ").map(String.init) }
}
