import Datasets
import Foundation
import Testing

@Suite struct TestbedStreamTests {
  private func stream(
    seed: UInt64 = 3, english: Double = 0.42, rows: Int = 20_000, repeats: Int = 0
  ) throws -> TrainingStream {
    try pilot.stream(
      dataSeed: seed, englishShare: english, rows: rows, verseRepeats: repeats)
  }

  @Test func batchesAreAFunctionOfSeedAndIndex() throws {
    let first = try stream(), again = try stream()
    #expect(first.batch(17, rows: 10).tokens == again.batch(17, rows: 10).tokens)
    #expect(
      first.batch(3, rows: 2).tokens == first.batch(6, rows: 1).tokens
        + first.batch(7, rows: 1).tokens)
    #expect(first.batch(0, rows: 4).tokens != first.batch(1, rows: 4).tokens)
    #expect(try stream(seed: 4).batch(0, rows: 4).tokens != first.batch(0, rows: 4).tokens)
  }

  @Test func rowsArePackedDocuments() throws {
    let stream = try stream()
    for row in 0..<200 {
      let tokens = stream.batch(row, rows: 1).tokens
      #expect(tokens.count == 65)
      let documents = stream.documents(row: row)
      let expected = documents.flatMap { ["<s>"] + $0.text.words }
      #expect(tokens.map { pilot.vocabulary[$0] } == Array(expected.prefix(65)))
      // Only the last document is cut.
      #expect(documents.dropLast().map { 1 + $0.text.words.count }.reduce(0, +) < 65)
    }
  }

  @Test func wordsOfSeveralPiecesFillRowsExactly() throws {
    let stream = try pilot.stream(dataSeed: 3, length: 40, rows: 100, bos: 1) { word in
      word.unicodeScalars.map { Int($0.value) }
    }
    let batch = stream.batch(0, rows: 20)
    #expect(batch.tokens.count == 20 * 41)
    let text = stream.documents(row: 0).flatMap { document in
      [1] + document.text.words.flatMap { $0.unicodeScalars.map { Int($0.value) } }
    }
    #expect(Array(batch.tokens.prefix(41)) == Array(text.prefix(41)))
    #expect(batch.counts.reduce(0, +) == batch.tokens.count { $0 != 1 })
  }

  @Test(arguments: [0.42, 0.70])
  func sharesAreAsDesigned(english: Double) throws {
    let stream = try stream(english: english)
    let counts = stream.counts(rows: 0..<20_000)
    let total = Double(counts.values.reduce(0, +))
    let share = Double(try #require(counts["eng"])) / total
    #expect(abs(share - english) < 0.01)
    for language in pilot.languages {
      let expected = (1 - english) * language.exposure * total
      let found = Double(try #require(counts[language.code]))
      // Words come in documents of some 15, so the error is that of expected / 15 documents.
      #expect(abs(found - expected) < 0.04 * expected + 4 * (15 * expected).squareRoot())
    }
    #expect(stream.codes == ["eng"] + pilot.languages.map(\.code))
  }

  @Test func documentTypesHaveTheStatedShares() throws {
    let stream = try stream()
    var counts: [Testbed.DocumentKind: Double] = [:]
    // The first document of a row is not chosen by its length.
    for row in 0..<8_000 { counts[stream.documents(row: row)[0].kind, default: 0] += 1 }
    let shares: [Testbed.DocumentKind: Double] = [
      .personFact: 0.26, .kindFact: 0.10, .passage: 0.24, .description: 0.14, .paraphrase: 0.14,
      .verse: 0.12,
    ]
    for (kind, share) in shares {
      #expect(abs(counts[kind, default: 0] / 8_000 - share) < 0.02, "\(kind)")
    }
  }

  @Test func heldOutFactsAreStatedInEnglishOnly() throws {
    let stream = try stream(repeats: 2)
    let english = Set(pilot.english.words)
    var stated: Set<Testbed.Fact> = [], mixed = 0, foreign = 0
    for row in 0..<12_000 {
      for document in stream.documents(row: row) {
        let facts = try pilot.facts(statedIn: document.text)
        if document.codes == ["eng"] {
          #expect(document.text.words.allSatisfy(english.contains))
          stated.formUnion(facts)
        } else {
          let leaks = facts.filter { $0.isHeldOut }
          #expect(leaks.isEmpty, "\(document)")
          if facts.isEmpty { continue }
          if document.codes.count > 1 { mixed += 1 } else { foreign += 1 }
        }
      }
    }
    // The scan sees facts where they are: all of them in English, local ones elsewhere.
    #expect(stated == Set(pilot.world.facts))
    #expect(mixed > 1_000 && foreign > 1_000)
  }

  @Test func theScanFindsEveryHeldOutFactInEveryLanguage() throws {
    for language in pilot.languages {
      for task in [Testbed.Task.mmlu, .arc] {
        for item in try pilot.task(task, in: language.code).prefix(40) {
          let answered = item.prompt + item.options[item.answer] + ["."]
          let wrong = item.prompt + item.options[(item.answer + 1) % 4] + ["."]
          let found = try pilot.facts(statedIn: answered.joined(separator: " "))
          #expect(found.contains { $0.isHeldOut && $0.relation.rawValue == item.topic })
          #expect(try pilot.facts(statedIn: wrong.joined(separator: " ")).isEmpty)
        }
      }
    }
  }

  @Test func noTestSentenceOccursInTraining() throws {
    func clauses(_ sentence: Testbed.Sentence) -> [Testbed.Clause] {
      sentence.clauses.map { clause in
        var clause = clause
        clause.placeIsFronted = false
        return clause
      }
    }
    var tested: Set<Testbed.Clause> = []
    for set in Testbed.ParallelSet.allCases {
      tested.formUnion(pilot.sentences(set).flatMap(clauses))
    }
    for task in [Testbed.Task.belebele, .belebeleBinding, .arc] {
      for item in try pilot.task(task, in: "eng") {
        let passage = item.prompt.joined(separator: " ").sentences.dropLast()
        for text in passage { tested.formUnion(clauses(try pilot.parse(text, in: "eng"))) }
      }
    }
    #expect(tested.count > 200 + 100 + 4 * 103 + 240 + 240 + 100)
    let stream = try stream()
    var seen = 0
    for row in 0..<8_000 {
      for document in stream.documents(row: row) where document.codes.count == 1 {
        for text in document.text.sentences {
          let found = clauses(try pilot.parse(text, in: document.codes[0]))
          #expect(tested.isDisjoint(with: found), "\(text)")
          seen += found.count
        }
      }
    }
    #expect(seen > 40_000)
    // Mixed documents in either order: compare word by word in English.
    let orders = Set(
      ([pilot.english] + pilot.languages).flatMap { language in
        Testbed.ParallelSet.allCases.flatMap { pilot.parallel($0)[language.code] ?? [] }
      })
    let glosses = Set(try orders.map(pilot.gloss))
    for row in 0..<4_000 {
      for document in stream.documents(row: row) where document.codes.count > 1 {
        for text in document.text.sentences { #expect(!glosses.contains(try pilot.gloss(text))) }
      }
    }
  }

  @Test func memorisedVersesOccurVerbatimAsOftenAsAsked() throws {
    let rows = 3_000, repeats = 5
    let verses = try #require(pilot.parallel(.bibleMemorised)["eng"])
    let texts = verses.map { " " + $0.words.joined(separator: " ") + " " }
    for times in [0, repeats] {
      let stream = try stream(rows: rows, repeats: times)
      var counts = [String: Int](uniqueKeysWithValues: texts.map { ($0, 0) })
      for row in 0..<rows {
        let words = stream.batch(row, rows: 1).tokens.map { pilot.vocabulary[$0] }
        // Only what fits into the row counts.
        for document in words.split(separator: "<s>") {
          let text = " " + document.joined(separator: " ") + " "
          if counts[text] != nil { counts[text, default: 0] += 1 }
        }
      }
      #expect(counts.values.allSatisfy { $0 == times })
    }
    let unseen = Set(try #require(pilot.parallel(.bibleUnseen)["eng"]))
    #expect(unseen.isDisjoint(with: verses))
  }

  @Test func whatCannotBeHadIsRefused() throws {
    #expect(throws: TestbedError.tooManyVerses(repeats: 90, rows: 100)) {
      try stream(rows: 100, repeats: 90)
    }
    let error = #expect(throws: TestbedError.self) { try stream(english: 0.05) }
    guard case .englishShareTooSmall(0.05, let smallest) = error else {
      Issue.record("wrong error")
      return
    }
    #expect(smallest > 0.05 && smallest < 0.42)
  }

  @Test func guessingByFrequencyIsNoBetterThanChance() throws {
    let stream = try stream()
    var frequency = [Int](repeating: 0, count: pilot.vocabulary.count)
    for index in 0..<100 {
      for token in stream.batch(index, rows: 100).tokens { frequency[token] += 1 }
    }
    for task in Testbed.Task.allCases {
      for code in ["eng", "L01", "L10"] {
        let items = try pilot.task(task, in: code)
        let right = items.count { item in
          let counts = item.options.map { frequency[pilot.wordNumbers[$0[0], default: 0]] }
          return counts.firstIndex(of: counts.max() ?? 0) == item.answer
        }
        // Four standard errors of a guess among 4 over 120 items.
        #expect(abs(Double(right) / 120 - 0.25) < 0.158, "\(task) \(code)")
      }
    }
  }

  @Test func wordsKeepCompany() throws {
    let stream = try stream()
    var pairs: [(Testbed.Concept, Testbed.Concept)] = []
    var described: [(Testbed.Concept, Testbed.Concept)] = []
    for row in 0..<6_000 {
      for document in stream.documents(row: row)
      where document.codes.count == 1 && document.kind == .description {
        for text in document.text.sentences {
          for clause in try pilot.parse(text, in: document.codes[0]).clauses {
            guard let verb = clause.verb, let object = clause.object else { continue }
            pairs.append((clause.subject.head, verb))
            if let modifier = object.modifier { described.append((object.head, modifier)) }
          }
        }
      }
    }
    #expect(pairs.count > 2_000)
    let rotated = zip(pairs, pairs.dropFirst(7)).map { ($0.0, $1.1) }
    #expect(information(pairs) > information(rotated) + 0.15)
    #expect(information(described) > 1)
  }

  /// Mutual information of the two members in nats.
  private func information(_ pairs: [(Testbed.Concept, Testbed.Concept)]) -> Double {
    let n = Double(pairs.count)
    let joint = Dictionary(grouping: pairs) { [$0.0, $0.1] }.mapValues { Double($0.count) / n }
    let left = Dictionary(grouping: pairs, by: \.0).mapValues { Double($0.count) / n }
    let right = Dictionary(grouping: pairs, by: \.1).mapValues { Double($0.count) / n }
    return joint.map { pair, p in
      p * log(p / ((left[pair[0]] ?? 1) * (right[pair[1]] ?? 1)))
    }.reduce(0, +)
  }

  @Test func fertilityCountsTokensAWord() {
    #expect(pilot.fertility { _ in [0] }.values.allSatisfy { $0 == 1 })
    let letters = pilot.fertility { $0.map { _ in 0 } }
    #expect(letters["L05"] == letters["L06"])
    #expect(letters.values.allSatisfy { $0 > 2 && $0 < 6 })
  }

  @Test func aSmallTestbedWorks() throws {
    let small = Testbed(
      worldSeed: 7, languageSeed: 5, languages: 6, sentences: 20, verses: 20, items: 10)
    #expect(small.allLanguages.map(\.code) == ["eng"] + (1...8).map { "L0\($0)" })
    #expect(small.languages.count { $0.twin != nil } == 2)
    let stream = try small.stream(dataSeed: 3, rows: 1_000, verseRepeats: 5)
    #expect(stream.batch(99, rows: 10).tokens.count == 650)
    #expect(try small.task(.arc, in: "L03").count == 10)
  }
}

extension String {
  /// Sentences with their marks.
  var sentences: [String] {
    var all: [String] = [], words: [String] = []
    for word in self.words {
      words.append(word)
      if word == "." || word == "?" {
        all.append(words.joined(separator: " "))
        words = []
      }
    }
    return all
  }
}
