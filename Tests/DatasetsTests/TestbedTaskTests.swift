import Datasets
import Testing

@Suite struct TestbedTaskTests {
  @Test(arguments: Testbed.Task.allCases)
  func itemsAreTheSameInAllLanguages(task: Testbed.Task) throws {
    let english = try pilot.task(task, in: "eng")
    #expect(english.count == 120)
    #expect(Set(english).count == english.count)
    for language in pilot.allLanguages {
      let items = try pilot.task(task, in: language.code)
      #expect(items.map(\.answer) == english.map(\.answer))
      for (item, original) in zip(items, english) {
        #expect(item.topic == original.topic)
        #expect(
          try item.options.map { try pilot.gloss($0.joined(separator: " ")).words }
            == original.options)
        #expect(
          try pilot.gloss(item.prompt.joined(separator: " ")).words.sorted()
            == original.prompt.sorted())
        #expect(item.prompt.last == "?")
      }
    }
    #expect(throws: TestbedError.unknownLanguage("L99")) { try pilot.task(task, in: "L99") }
  }

  @Test(arguments: Testbed.Task.allCases)
  func answersAreBalanced(task: Testbed.Task) throws {
    let items = try pilot.task(task, in: "eng")
    for position in 0..<4 { #expect(items.count { $0.answer == position } == 30) }
    for (topic, some) in Dictionary(grouping: items, by: \.topic) {
      // Right answers against all options shown, value by value: chi-squared below the 99.9 %
      // point of at most 23 degrees of freedom.
      var right: [String: Double] = [:], shown: [String: Double] = [:]
      for item in some {
        right[item.options[item.answer][0], default: 0] += 1
        for option in item.options { shown[option[0], default: 0] += 0.25 }
      }
      let statistic = shown.map { value, expected in
        let difference = right[value, default: 0] - expected
        return difference * difference / expected
      }.reduce(0, +)
      #expect(statistic < (topic == "who" ? 49.7 : 24.3), "\(task) \(topic)")
    }
    if task == .arc {
      let answers = Dictionary(grouping: items) { $0.topic + " " + $0.options[$0.answer][0] }
      #expect(answers.count == 12 && answers.values.allSatisfy { $0.count == 10 })
    }
  }

  @Test(arguments: Testbed.Task.allCases)
  func optionsAreOfOneKindAndDistinct(task: Testbed.Task) throws {
    var kinds: [String: Testbed.Category] = [:]
    for (index, word) in pilot.english.words.enumerated().dropFirst() {
      kinds[word] = Testbed.Concept(rawValue: UInt8(index)).category
    }
    for item in try pilot.task(task, in: "eng") {
      #expect(item.options.count == 4 && Set(item.options).count == 4)
      #expect(Set(item.options.map { kinds[$0[0]] }).count == 1)
      let mentioned = item.options.filter { item.prompt.contains($0[0]) }
      switch task {
      case .belebele: #expect(mentioned == [item.options[item.answer]])
      case .belebeleBinding: #expect(mentioned.count == 2)
      default: #expect(mentioned.isEmpty)
      }
    }
  }

  @Test func readingAnswersStandInThePassage() throws {
    for task in [Testbed.Task.belebele, .belebeleBinding] {
      for item in try pilot.task(task, in: "eng") {
        let sentences = item.prompt.split { $0 == "." }.map(Array.init)
        #expect(sentences.count == 3)
        // "THING is where ?" or "who puts THING ?" against "PERSON puts THING in ROOM".
        let thing = item.topic == "where" ? sentences[2][0] : sentences[2][2]
        let event = try #require(sentences.dropLast().first { $0[1] == "puts" && $0[2] == thing })
        #expect(item.options[item.answer] == [item.topic == "where" ? event[4] : event[0]])
        let events = sentences.dropLast().count { $0[1] == "puts" }
        #expect(events == (task == .belebele ? 1 : 2))
      }
    }
  }

  @Test func recalledAnswersAreTheWorldsFacts() throws {
    func word(_ concept: Testbed.Concept) -> String {
      pilot.english.words[Int(concept.rawValue)]
    }
    for task in [Testbed.Task.mmlu, .mmluHome, .mmluLocal, .arc] {
      var asked: Set<Testbed.Fact> = []
      for item in try pilot.task(task, in: "eng") {
        let fact = try #require(
          pilot.world.facts.first {
            $0.relation.rawValue == item.topic && item.prompt.contains(word($0.bearer))
              && (task != .arc || item.prompt.firstIndex(of: ".") != nil)
          })
        #expect(item.options[item.answer] == [word(fact.value)])
        #expect(fact.isHeldOut == (task != .mmluLocal))
        #expect(fact.relation.isPersonal == (task != .arc))
        #expect(pilot.world.facts.firstIndex(of: fact) == item.group)
        asked.insert(fact)
      }
      #expect(asked.count == (task == .mmlu || task == .mmluLocal ? 36 : 12))
    }
  }

  @Test func factsAreBalancedInEachHalf() {
    let facts = pilot.world.facts
    #expect(facts.count == 120 && facts.count { $0.isHeldOut } == 60)
    for relation in Testbed.Relation.allCases {
      for isHeldOut in [true, false] {
        let values = facts.filter { $0.relation == relation && $0.isHeldOut == isHeldOut }
        let counts = Dictionary(grouping: values, by: \.value).values.map(\.count)
        #expect(counts == Array(repeating: relation.isPersonal ? 2 : 1, count: counts.count))
        #expect(counts.count == (relation.isPersonal ? 6 : 4))
      }
    }
    #expect(facts.filter(\.relation.isPersonal).count == 96)
  }
}
