extension Testbed {
  /// What a fact is about, with the words that state it.
  public enum Relation: String, CaseIterable, Codable, Sendable {
    /// Of a person.
    case home, job, pet, colour
    /// Of a kind: a job's tool, an animal's habitat and food.
    case tool, habitat, food

    /// Whether persons have it; otherwise kinds do.
    public var isPersonal: Bool { noun != nil }

    /// The kind of word that the values are.
    public var values: Category {
      switch self {
      case .home: .town
      case .job: .job
      case .pet: .animal
      case .colour: .colour
      case .tool: .tool
      case .habitat: .habitat
      case .food: .food
      }
    }

    /// The kind of word that has it.
    var bearer: Category { isPersonal ? .person : self == .tool ? .job : .animal }

    /// The verb of the direct statement.
    var verb: Concept {
      switch self {
      case .home, .habitat: Concept("lives")
      case .job: Concept("works")
      case .pet: Concept("keeps")
      case .colour: Concept("likes")
      case .tool: Concept("uses")
      case .food: Concept("eats")
      }
    }

    /// The adposition before the value, if the statement has one.
    var adposition: Concept? {
      switch self {
      case .home, .habitat: .in
      case .job: .as
      default: nil
      }
    }

    /// The noun in "job of Mira is baker" and "Mira has what job"; kinds have none.
    var noun: Concept? {
      switch self {
      case .home: Concept("home")
      case .job: Concept("job")
      case .pet: Concept("pet")
      case .colour: Concept("colour")
      default: nil
      }
    }
  }

  /// One fact of the world; held-out ones are stated in English documents only.
  public struct Fact: Hashable, Codable, Sendable {
    /// The person or kind.
    public let bearer: Concept
    /// What is said of it.
    public let relation: Relation
    /// The answer.
    public let value: Concept
    /// Whether no other language's text may state it.
    public let isHeldOut: Bool

    /// "mira works as baker", "fox eats bread".
    var statement: Sentence {
      let phrase = NounPhrase(value)
      guard let adposition = relation.adposition else {
        return Sentence(Clause(NounPhrase(bearer), relation.verb, phrase))
      }
      return Sentence(Clause(NounPhrase(bearer), relation.verb, at: phrase, by: adposition))
    }

    /// "job of mira is baker"; a kind fact has only the direct statement.
    var copular: Sentence {
      guard let noun = relation.noun else { return statement }
      return Sentence(Clause(NounPhrase(noun, owner: bearer), .is, NounPhrase(value)))
    }

    /// "mira has what job ?"; of a kind "it eats what ?", to follow a sentence that names it.
    var question: Sentence {
      if let noun = relation.noun {
        return Sentence(
          Clause(NounPhrase(bearer), .has, NounPhrase(noun, modifier: .what)), asks: true)
      }
      if relation.adposition != nil {
        return Sentence(
          Clause(NounPhrase(.it), relation.verb, at: NounPhrase(.where)), asks: true)
      }
      return Sentence(Clause(NounPhrase(.it), relation.verb, NounPhrase(.what)), asks: true)
    }
  }
}

extension Testbed.Sentence {
  /// The sentence that a question is answered with.
  static func answer(_ value: Testbed.Concept) -> Self { Self(.init(.init(value))) }
}
