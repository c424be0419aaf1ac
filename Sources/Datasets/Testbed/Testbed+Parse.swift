extension Testbed {
  /// The tree of one sentence, its closing mark included.
  ///
  /// - Throws: `TestbedError` for an unknown language, a foreign word or a wrong order.
  public func parse(_ text: String, in code: String) throws -> Sentence {
    let language = try language(code)
    let concepts = try text.split(separator: " ").map { word in
      guard let concept = meanings[String(word)],
        language.words[Int(concept.rawValue)] == word
      else { throw TestbedError.unknownWord(String(word)) }
      return concept
    }
    var parser = Parser(words: concepts, grammar: language.grammar)
    // Whatever was read is right exactly if it is written in the same way.
    var written: [Concept] = []
    if let sentence = parser.sentence() {
      language.grammar.append(sentence, to: &written)
      if written == concepts { return sentence }
    }
    throw TestbedError.ungrammatical(text, code: code)
  }

  /// The English words for the words of a text, whatever languages it mixes, in the text's order.
  ///
  /// - Throws: `TestbedError.unknownWord`.
  public func gloss(_ text: String) throws -> String {
    try concepts(of: text).map { world.english[Int($0.rawValue)] }.joined(separator: " ")
  }

  /// The facts that a document states or answers, whatever languages and orders it mixes.
  ///
  /// Works on bags of meanings between closing marks, independently of how documents are made: a
  /// fact is found wherever its bearer, its relation's word and its value come together, and
  /// where a question on it is followed by its value.
  ///
  /// - Throws: `TestbedError.unknownWord`.
  public func facts(statedIn text: String) throws -> [Fact] {
    let sentences = try concepts(of: text).split { $0.category == .mark }.map(Set.init)
    return world.facts.filter { fact in
      sentences.indices.contains { index -> Bool in
        let said = sentences[index]
        let answered = index + 1 < sentences.count && sentences[index + 1].contains(fact.value)
        let isNamed = said.contains(fact.bearer)
        if isNamed, said.contains(fact.value) {
          if said.contains(fact.relation.verb) { return true }
          if let noun = fact.relation.noun, said.contains(noun) { return true }
        }
        guard answered else { return false }
        if let noun = fact.relation.noun { return isNamed && said.contains(noun) }
        // A kind is asked about as "it", after having been named.
        return said.contains(fact.relation.verb)
          && sentences[...index].contains { $0.contains(fact.bearer) }
      }
    }
  }

  private func concepts(of text: String) throws -> [Concept] {
    try text.split(separator: " ").map { word in
      guard let concept = meanings[String(word)] else {
        throw TestbedError.unknownWord(String(word))
      }
      return concept
    }
  }

  /// Reads a sentence of one grammar from left to right.
  struct Parser {
    private let words: [Concept]
    private let grammar: Grammar
    private var next = 0

    init(words: [Concept], grammar: Grammar) {
      self.words = words
      self.grammar = grammar
    }

    /// The sentence, or nil; the caller checks that it is written as it was read.
    mutating func sentence() -> Sentence? {
      let opensWithAnd = takes { $0 == .and } != nil
      guard let first = clause() else { return nil }
      var sentence = Sentence(first)
      if let joint = takes({ $0 == .and || $0 == .while }) {
        guard let second = clause() else { return nil }
        sentence = Sentence(first, joint, second)
      }
      sentence.opensWithAnd = opensWithAnd
      guard let mark = takes({ $0.category == .mark }), next == words.count else { return nil }
      sentence.asks = mark == .query
      return sentence
    }

    /// Subjects come before objects in every order.
    private mutating func clause() -> Clause? {
      var verb: Concept?
      var phrases: [NounPhrase] = []
      var place: (phrase: NounPhrase, adposition: Concept?, isFronted: Bool)?
      let start = next
      while let word = words[safely: next], word.category != .mark, word != .and, word != .while {
        let here = next
        if let found = takes({ [.verb, .factVerb].contains($0.category) }) {
          guard verb == nil else { return nil }
          verb = found
          continue
        }
        var adposition = grammar.hasPostpositions ? nil : takes(Self.isAdposition)
        guard let phrase = phrase() else { return nil }
        if grammar.hasPostpositions { adposition = takes(Self.isAdposition) }
        if adposition != nil || phrase.head == .where {
          guard place == nil else { return nil }
          place = (phrase, adposition, here == start)
        } else {
          phrases.append(phrase)
        }
      }
      guard let subject = phrases.first, phrases.count <= 2 else { return nil }
      var clause = Clause(
        subject, verb, phrases.count > 1 ? phrases[1] : nil, at: place?.phrase,
        by: place?.adposition)
      clause.placeIsFronted = place?.isFronted ?? false
      return clause
    }

    private mutating func phrase() -> NounPhrase? {
      var owner: Concept?
      if grammar.hasPostpositions, words[safely: next + 1] == .of {
        owner = words[next]
        next += 2
      }
      var modifier: Concept?
      if !grammar.adjectiveFollowsNoun, let word = words[safely: next],
        let noun = words[safely: next + 1], Self.modifies(word, noun)
      {
        modifier = word
        next += 1
      }
      guard let head = takes({ _ in true }) else { return nil }
      if grammar.adjectiveFollowsNoun, let word = words[safely: next], Self.modifies(word, head) {
        modifier = word
        next += 1
      }
      if !grammar.hasPostpositions, takes({ $0 == .of }) != nil {
        owner = takes { _ in true }
      }
      return NounPhrase(head, modifier: modifier, owner: owner)
    }

    private mutating func takes(_ accepts: (Concept) -> Bool) -> Concept? {
      guard let word = words[safely: next], accepts(word) else { return nil }
      next += 1
      return word
    }

    private static func isAdposition(_ word: Concept) -> Bool {
      word.category == .adposition || word == .as
    }

    /// "what" goes with the nouns of facts, adjectives and colours with things and animals.
    private static func modifies(_ word: Concept, _ noun: Concept) -> Bool {
      if word == .what { return noun.category == .factNoun }
      let modified: Set<Category> = [
        .job, .animal, .food, .tool, .object, .figure, .relic,
      ]
      return World.modifiers.contains(word) && modified.contains(noun.category)
    }
  }
}

extension Array {
  fileprivate subscript(safely index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
