import Tensors

/// A question with options of which one is right; scored by the options' probability after the
/// prompt.
public struct MultipleChoiceItem: Codable, Hashable, Sendable {
  /// What is asked about: "where", "who", or a relation.
  public let topic: String
  /// Items of one group ask for the same fact, so that they are right or wrong together; what
  /// resamples items should resample groups.
  public let group: Int
  /// The words and marks before the answer.
  public let prompt: [String]
  /// The words of each option.
  public let options: [[String]]
  /// Position of the right option.
  public let answer: Int
}

extension Testbed {
  /// The tasks; all languages have the same items in the same order.
  public enum Task: String, CaseIterable, Codable, Sendable {
    /// One event and one description in random order, then where or who; the other options do
    /// not occur in the passage.
    case belebele
    /// Two events, and the other event's word among the options.
    case belebeleBinding
    /// A held-out person's job, pet or colour.
    case mmlu
    /// A held-out person's home: names of towns are shared by all languages in Latin script.
    case mmluHome
    /// A held-out fact of a kind that the sentence before names.
    case arc
    /// Job, pet or colour of a person whose facts any language may state.
    case mmluLocal
  }

  /// The items of a task in one language.
  ///
  /// - Throws: `TestbedError.unknownLanguage`.
  public func task(_ task: Task, in code: String) throws -> [MultipleChoiceItem] {
    let language = try language(code)
    return items[task, default: []].map { item in
      MultipleChoiceItem(
        topic: item.topic, group: item.group, prompt: language.words(of: item.prompt),
        options: item.options.map { [language.words[Int($0.rawValue)]] }, answer: item.answer)
    }
  }

  /// An item before it is put into words.
  struct ItemTree: Sendable {
    let topic: String
    let group: Int
    let prompt: [Sentence]
    let options: [Concept]
    let answer: Int
  }

  /// Draws test material and remembers every clause, so that none occurs twice or in training.
  struct Examiner {
    let world: World
    let seed: UInt64
    private(set) var used: Set<UInt64> = []

    init(world: World, seed: UInt64) {
      self.world = world
      self.seed = seed
    }

    /// Distinct sentences of one or two full clauses.
    mutating func sentences(_ count: Int, clauses: Int) -> [Sentence] {
      var random = SeededRandom(seed: seed, stream: "parallel \(clauses)")
      return (0..<count).map { _ in
        let first = clause(&random)
        return clauses == 1 ? Sentence(first) : Sentence(first, .and, clause(&random))
      }
    }

    /// Distinct Bible-style verses.
    mutating func verses(_ count: Int, stream: String) -> [Sentence] {
      var random = SeededRandom(seed: seed, stream: "verses \(stream)")
      return (0..<count).map { _ in
        while true {
          let verse = world.verse(style: .uniformVerse, using: &random)
          let keys = verse.clauses.map(\.key)
          if used.isDisjoint(with: keys) {
            used.formUnion(keys)
            return verse
          }
        }
      }
    }

    /// Items of a task; right answers are as often in each position, up to one.
    mutating func items(of task: Task, count: Int) -> [ItemTree] {
      var random = SeededRandom(seed: seed, stream: "task \(task.rawValue)")
      let positions = random.shuffled((0..<count).map { $0 % 4 })
      let facts = random.shuffled(asked(by: task, count: count))
      var decks: [Fact: [[Concept]]] = [:]
      return positions.enumerated().map { index, position in
        switch task {
        case .belebele, .belebeleBinding:
          reading(
            group: index, binds: task == .belebeleBinding, asksWho: index % 2 == 1,
            position: position, &random)
        case .mmlu, .mmluHome, .mmluLocal, .arc:
          recall(facts[index], position: position, &decks[facts[index], default: []], &random)
        }
      }
    }

    private mutating func clause(_ random: inout SeededRandom) -> Clause {
      while true {
        // A person in one sentence of three; otherwise animals and jobs alike.
        let subject = random.pick(
          random.chance(1.0 / 3)
            ? Category.person.concepts : Category.animal.concepts + Category.job.concepts)
        let clause = world.clause(about: subject, style: .uniform, using: &random)
        if used.insert(clause.key).inserted { return clause }
      }
    }

    private mutating func event(_ random: inout SeededRandom) -> Clause {
      while true {
        let event = world.event(preference: 0, using: &random)
        if used.insert(event.key).inserted { return event }
      }
    }

    /// The facts in turn, relation by relation, each as often as any other up to one.
    private func asked(by task: Task, count: Int) -> [Fact] {
      let facts = world.facts.filter { fact in
        switch task {
        case .belebele, .belebeleBinding: false
        case .mmlu: fact.isHeldOut && fact.relation.isPersonal && fact.relation != .home
        case .mmluHome: fact.isHeldOut && fact.relation == .home
        case .mmluLocal: !fact.isHeldOut && fact.relation.isPersonal && fact.relation != .home
        case .arc: fact.isHeldOut && !fact.relation.isPersonal
        }
      }
      guard !facts.isEmpty else { return [] }
      // A remainder takes every third fact or so, and so every relation.
      let stride = facts.count == 36 ? 7 : 5
      return (0..<count).map { facts[$0 * stride % facts.count] }
    }

    /// A fact's question; the other options are further values that such facts have, each three
    /// of them in turn from a deck of the fact's own.
    private mutating func recall(
      _ fact: Fact, position: Int, _ deck: inout [[Concept]], _ random: inout SeededRandom
    ) -> ItemTree {
      var prompt = [fact.question]
      if !fact.relation.isPersonal {
        var context: Clause
        repeat {
          context = world.context(naming: fact.bearer, style: .uniform, using: &random)
        } while !used.insert(context.key).inserted
        prompt.insert(Sentence(context), at: 0)
      }
      if deck.isEmpty {
        let values = world.values(of: fact.relation).filter { $0 != fact.value }
        deck = random.shuffled(values.combinations(of: 3))
      }
      let others = random.shuffled(deck.removeLast())
      let group = world.facts.firstIndex(of: fact) ?? 0
      return item(fact.relation.rawValue, group, prompt, fact.value, others, position)
    }

    /// A passage's question.
    private mutating func reading(
      group: Int, binds: Bool, asksWho: Bool, position: Int, _ random: inout SeededRandom
    ) -> ItemTree {
      let event = event(&random)
      var other = binds ? self.event(&random) : clause(&random)
      while event.shares(with: other) { other = binds ? self.event(&random) : clause(&random) }
      let (question, answer) = event.inquiries[asksWho ? 1 : 0]
      let mentioned = Set([event, other].flatMap { [$0.subject.head, $0.place?.head] })
      var others: [Concept] = []
      if binds, let room = other.place?.head {
        others.append(asksWho ? other.subject.head : room)
      }
      others += random.sample(
        3 - others.count,
        of: answer.category.concepts.filter { !mentioned.contains($0) })
      let passage = random.shuffled([event, other]).map { Sentence($0) }
      return item(
        asksWho ? "who" : "where", group, passage + [question], answer, random.shuffled(others),
        position)
    }

    private func item(
      _ topic: String, _ group: Int, _ prompt: [Sentence], _ answer: Concept, _ others: [Concept],
      _ position: Int
    ) -> ItemTree {
      var options = others
      options.insert(answer, at: position)
      return ItemTree(
        topic: topic, group: group, prompt: prompt, options: options, answer: position)
    }
  }
}

extension Testbed.World {
  /// The values that facts of a relation have, in the lexicon's order.
  func values(of relation: Testbed.Relation) -> [Concept] {
    let values = Set(facts.filter { $0.relation == relation }.map(\.value))
    return relation.values.concepts.filter(values.contains)
  }
}

extension Testbed.Clause {
  /// Whether two clauses share a subject, an object or a place.
  func shares(with other: Self) -> Bool {
    subject.head == other.subject.head || object?.head == other.object?.head
      || place?.head == other.place?.head
  }
}

extension Array {
  /// All choices of `count` elements, each in the array's order.
  fileprivate func combinations(of count: Int) -> [[Element]] {
    guard count > 0 else { return [[]] }
    return indices.flatMap { index in
      Array(self[(index + 1)...]).combinations(of: count - 1).map { [self[index]] + $0 }
    }
  }
}
