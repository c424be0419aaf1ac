import Tensors

extension Testbed {
  /// How free clauses are drawn.
  struct Style: Sendable {
    /// Probability that a slot takes one of its word's companions; otherwise it is uniform.
    var preference: Double
    /// Probability of each adjective and of the place.
    var detail: Double
    /// Probability that object and place are Bible-style words.
    var sacred = 0.0

    /// Training text.
    static let free = Self(preference: 0.85, detail: 0.75)
    /// Bible-style training text.
    static let verse = Self(preference: 0.85, detail: 0.9, sacred: 0.2)
    /// Test sentences: every slot filled, and uniformly, for diversity.
    static let uniform = Self(preference: 0, detail: 1)
    /// Bible-style test sentences.
    static let uniformVerse = Self(preference: 0, detail: 1, sacred: 0.2)
  }
}

extension Testbed.World {
  typealias Concept = Testbed.Concept
  typealias Clause = Testbed.Clause
  typealias Sentence = Testbed.Sentence
  typealias NounPhrase = Testbed.NounPhrase

  /// A clause about a given subject, or one drawn by Zipf-like frequency.
  func clause(
    about given: Concept? = nil, style: Testbed.Style, using random: inout SeededRandom
  ) -> Clause {
    func drawn(_ companions: [Concept], else all: [Concept]) -> Concept {
      let from = random.chance(style.preference) ? companions : all
      return from[random.below(from.count)]
    }
    func phrase(_ head: Concept) -> NounPhrase {
      guard head.category != .person, random.chance(style.detail) else { return NounPhrase(head) }
      return NounPhrase(
        head, modifier: drawn(companions[Int(head.rawValue)].modifiers, else: Self.modifiers))
    }
    let subject = given ?? subjects[random.below(subjects.count)]
    let own = companions[Int(subject.rawValue)]
    let object =
      random.chance(style.sacred)
      ? drawn(own.relics, else: Testbed.Category.relic.concepts)
      : drawn(own.objects, else: Self.objects)
    let others = companions[Int(object.rawValue)]
    // Verb and place follow the subject or the object, so that objects have an identity too.
    let verb = drawn(
      random.chance(0.5) ? own.verbs : others.verbs, else: Testbed.Category.verb.concepts)
    var clause = Clause(phrase(subject), verb, phrase(object))
    if random.chance(style.detail) {
      let place =
        random.chance(style.sacred)
        ? drawn(own.sanctuaries, else: Testbed.Category.sanctuary.concepts)
        : drawn(random.chance(0.5) ? own.places : others.places, else: Self.places)
      clause.place = NounPhrase(place)
      clause.adposition = drawn(
        companions[Int(place.rawValue)].adpositions, else: Testbed.Category.adposition.concepts)
    }
    return clause
  }

  /// A Bible-style verse: "and", a clause about one of the figures, "and" or "while", a clause
  /// about a figure or any other subject.
  func verse(style: Testbed.Style, using random: inout SeededRandom) -> Sentence {
    let first = clause(
      about: figures[random.below(figures.count)], style: style, using: &random)
    let other = random.chance(0.25) ? figures[random.below(figures.count)] : nil
    let joint: Concept = random.chance(0.5) ? .and : .while
    return Sentence(
      first, joint, clause(about: other, style: style, using: &random), opensWithAnd: true)
  }

  /// Somebody puts something somewhere; only the object follows the person's preferences, so
  /// that the room has to be read.
  func event(preference: Double, using random: inout SeededRandom) -> Clause {
    let person = random.pick(Testbed.Category.person.concepts)
    let liked = companions[Int(person.rawValue)].objects.filter { Self.movables.contains($0) }
    let object =
      !liked.isEmpty && random.chance(preference) ? random.pick(liked) : random.pick(Self.movables)
    return Clause(
      NounPhrase(person), .puts, NounPhrase(object),
      at: NounPhrase(random.pick(Testbed.Category.room.concepts)), by: .in)
  }

  /// A sentence that names a kind without a word of its facts: a person does something to it in
  /// some room.
  func context(naming kind: Concept, style: Testbed.Style, using random: inout SeededRandom)
    -> Clause
  {
    var clause = clause(
      about: random.pick(Testbed.Category.person.concepts), style: style, using: &random)
    clause.object = NounPhrase(kind, modifier: clause.object?.modifier)
    clause.place = NounPhrase(random.pick(Testbed.Category.room.concepts))
    clause.adposition = random.pick(Testbed.Category.adposition.concepts)
    return clause
  }
}

extension Testbed.Clause {
  /// The questions about an event, with their answers: where the object is, who put it there.
  var inquiries: [(question: Testbed.Sentence, answer: Testbed.Concept)] {
    guard let object, let place else { return [] }
    return [
      (.init(.init(object, .is, at: .init(.where)), asks: true), place.head),
      (.init(.init(.init(.who), .puts, object), asks: true), subject.head),
    ]
  }
}
