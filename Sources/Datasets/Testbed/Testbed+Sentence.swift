extension Testbed {
  /// A noun with what belongs to it: "big fox", "what job", "job of Mira".
  public struct NounPhrase: Hashable, Codable, Sendable {
    /// The noun, name, pronoun or question word.
    public var head: Concept
    /// Adjective, colour or "what".
    public var modifier: Concept?
    /// The owner in "head of owner".
    public var owner: Concept?

    init(_ head: Concept, modifier: Concept? = nil, owner: Concept? = nil) {
      self.head = head
      self.modifier = modifier
      self.owner = owner
    }
  }

  /// A clause as constituents, in no language's order; an answer is a subject alone.
  public struct Clause: Hashable, Codable, Sendable {
    /// Who or what acts.
    public var subject: NounPhrase
    /// The verb, which only an answer lacks.
    public var verb: Concept?
    /// What is acted on, or the complement of "is".
    public var object: NounPhrase?
    /// The adposition of the place; "where" has none.
    public var adposition: Concept?
    /// Place, or the profession in "works as".
    public var place: NounPhrase?
    /// Whether the place stands before all else.
    public var placeIsFronted = false

    init(
      _ subject: NounPhrase, _ verb: Concept? = nil, _ object: NounPhrase? = nil,
      at place: NounPhrase? = nil, by adposition: Concept? = nil
    ) {
      self.subject = subject
      self.verb = verb
      self.object = object
      self.place = place
      self.adposition = adposition
    }

    /// Equal exactly for clauses of the same words in the same roles, fronted or not.
    var key: UInt64 {
      let parts = [
        subject.modifier, subject.head, verb, object?.modifier, object?.head, adposition,
        place?.head, subject.owner,
      ]
      return parts.reduce(0) { $0 << 8 | UInt64($1?.rawValue ?? 0) }
    }
  }

  /// One or two clauses and a full stop or question mark.
  public struct Sentence: Hashable, Codable, Sendable {
    /// Whether it begins with "and", as Bible-style verses do.
    public var opensWithAnd = false
    /// The first clause.
    public var first: Clause
    /// The word between the clauses.
    public var joint: Concept?
    /// The second clause.
    public var second: Clause?
    /// Whether it ends with a question mark.
    public var asks = false

    init(_ first: Clause, asks: Bool = false) {
      self.first = first
      self.asks = asks
    }

    init(_ first: Clause, _ joint: Concept, _ second: Clause, opensWithAnd: Bool = false) {
      self.first = first
      self.joint = joint
      self.second = second
      self.opensWithAnd = opensWithAnd
    }

    /// Both clauses.
    public var clauses: [Clause] { second.map { [first, $0] } ?? [first] }
  }

  /// How a language orders the constituents of a tree.
  public struct Grammar: Hashable, Codable, Sendable {
    /// The order of subject, verb and object.
    public enum Order: String, CaseIterable, Codable, Sendable {
      /// Subject verb object place, as in English.
      case svo
      /// Subject object place verb.
      case sov
      /// Verb subject object place.
      case vso
    }

    /// The order of the main constituents.
    public var order = Order.svo
    /// Whether adpositions (and "of") follow their noun phrase.
    public var hasPostpositions = false
    /// Whether adjectives follow their noun.
    public var adjectiveFollowsNoun = false

    /// Appends the sentence's concepts in this grammar's order, with the closing mark.
    func append(_ sentence: Sentence, to words: inout [Concept]) {
      if sentence.opensWithAnd { words.append(.and) }
      append(sentence.first, to: &words)
      if let joint = sentence.joint, let second = sentence.second {
        words.append(joint)
        append(second, to: &words)
      }
      words.append(sentence.asks ? .query : .stop)
    }

    private func append(_ clause: Clause, to words: inout [Concept]) {
      if clause.placeIsFronted { appendPlace(of: clause, to: &words) }
      if order == .vso, let verb = clause.verb { words.append(verb) }
      append(clause.subject, to: &words)
      if order == .svo, let verb = clause.verb { words.append(verb) }
      if let object = clause.object { append(object, to: &words) }
      if !clause.placeIsFronted { appendPlace(of: clause, to: &words) }
      if order == .sov, let verb = clause.verb { words.append(verb) }
    }

    private func appendPlace(of clause: Clause, to words: inout [Concept]) {
      guard let place = clause.place else { return }
      if !hasPostpositions, let adposition = clause.adposition { words.append(adposition) }
      append(place, to: &words)
      if hasPostpositions, let adposition = clause.adposition { words.append(adposition) }
    }

    private func append(_ phrase: NounPhrase, to words: inout [Concept]) {
      if hasPostpositions, let owner = phrase.owner { words += [owner, .of] }
      if !adjectiveFollowsNoun, let modifier = phrase.modifier { words.append(modifier) }
      words.append(phrase.head)
      if adjectiveFollowsNoun, let modifier = phrase.modifier { words.append(modifier) }
      if !hasPostpositions, let owner = phrase.owner { words += [.of, owner] }
    }
  }
}
