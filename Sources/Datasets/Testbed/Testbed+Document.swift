import Tensors

extension Testbed {
  /// The types of training documents.
  public enum DocumentKind: String, CaseIterable, Codable, Sendable {
    case personFact, kindFact, passage, description, paraphrase, verse

    /// Share of the type among documents, by count.
    var share: Double {
      switch self {
      case .personFact: 0.26
      case .kindFact: 0.10
      case .passage: 0.24
      case .description, .paraphrase: 0.14
      case .verse: 0.12
      }
    }
  }

  /// Draws training documents as trees; no clause of a test sentence or test passage is drawn.
  struct Author: Sendable {
    let world: World
    /// The tests' clauses.
    let excluded: Set<UInt64>
    /// Facts that any language may state, and all of them, each by whose they are.
    private let facts: [Scope: (personal: [Fact], kinds: [Fact])]

    /// Which facts a document may state.
    enum Scope: Sendable { case all, local }

    init(world: World, excluded: Set<UInt64>) {
      self.world = world
      self.excluded = excluded
      func split(_ facts: [Fact]) -> (personal: [Fact], kinds: [Fact]) {
        (facts.filter(\.relation.isPersonal), facts.filter { !$0.relation.isPersonal })
      }
      facts = [
        .all: split(world.facts), .local: split(world.facts.filter { !$0.isHeldOut }),
      ]
    }

    /// A kind drawn by the shares.
    func kind(using random: inout SeededRandom) -> DocumentKind {
      var left = random.uniform()
      for kind in DocumentKind.allCases {
        left -= kind.share
        if left < 0 { return kind }
      }
      return .verse
    }

    /// A document's sentences.
    func document(_ kind: DocumentKind, stating scope: Scope, using random: inout SeededRandom)
      -> [Sentence]
    {
      switch kind {
      case .personFact:
        guard let fact = facts[scope].map({ random.pick($0.personal) }) else { return [] }
        switch random.below(3) {
        case 0: return [fact.statement]
        case 1: return [fact.copular]
        default: return [fact.question, .answer(fact.value)]
        }
      case .kindFact:
        guard let fact = facts[scope].map({ random.pick($0.kinds) }) else { return [] }
        if random.chance(0.5) { return [fact.statement] }
        let context = unseen(&random) {
          world.context(naming: fact.bearer, style: .free, using: &$0)
        }
        return [Sentence(context), fact.question, .answer(fact.value)]
      case .passage: return passage(events: 1 + random.below(2), using: &random)
      case .description:
        let first = freeClause(&random)
        guard random.chance(0.5) else { return [Sentence(first)] }
        return [Sentence(first, random.chance(0.5) ? .and : .while, freeClause(&random))]
      case .paraphrase:
        var clause = freeClause(&random)
        while clause.place == nil { clause = freeClause(&random) }
        var fronted = clause
        fronted.placeIsFronted = true
        return random.chance(0.5)
          ? [Sentence(clause), Sentence(fronted)] : [Sentence(fronted), Sentence(clause)]
      case .verse:
        while true {
          let verse = world.verse(style: .verse, using: &random)
          if !verse.clauses.contains(where: { excluded.contains($0.key) }) { return [verse] }
        }
      }
    }

    /// What of a document makes a translated pair: one statement, or a question with its answer.
    func unit(_ kind: DocumentKind, stating scope: Scope, using random: inout SeededRandom)
      -> [Sentence]
    {
      switch kind {
      case .passage: [Sentence(event(&random))]
      case .paraphrase: Array(document(kind, stating: scope, using: &random).prefix(1))
      default: document(kind, stating: scope, using: &random)
      }
    }

    /// Events about different persons, things and rooms, then a question on each.
    private func passage(events count: Int, using random: inout SeededRandom) -> [Sentence] {
      var events: [Clause] = []
      while events.count < count {
        let event = event(&random)
        let isNew = events.allSatisfy {
          $0.subject != event.subject && $0.object != event.object && $0.place != event.place
        }
        if isNew { events.append(event) }
      }
      return events.map { Sentence($0) }
        + random.shuffled(events).flatMap { event -> [Sentence] in
          let (question, answer) = random.pick(event.inquiries)
          return [question, .answer(answer)]
        }
    }

    private func freeClause(_ random: inout SeededRandom) -> Clause {
      unseen(&random) { world.clause(style: .free, using: &$0) }
    }

    private func event(_ random: inout SeededRandom) -> Clause {
      unseen(&random) { world.event(preference: Style.free.preference, using: &$0) }
    }

    private func unseen(
      _ random: inout SeededRandom, _ draw: (inout SeededRandom) -> Clause
    ) -> Clause {
      while true {
        let clause = draw(&random)
        if !excluded.contains(clause.key) { return clause }
      }
    }
  }
}
