import Tensors

extension Testbed {
  /// The English-like world: its words, its facts, and what each word keeps company with.
  public struct World: Sendable {
    /// English words by raw value of the concept; index 0 is no word.
    public let english: [String]
    /// 96 person facts and 24 kind facts, half of each held out.
    public let facts: [Fact]
    /// Subjects of free text, each as often as its Zipf-like weight asks.
    let subjects: [Concept]
    /// The same for the subjects of Bible-style verses.
    let figures: [Concept]
    /// By raw value of the concept.
    let companions: [Companions]

    /// A word's distributional identity: without it nothing could be aligned across languages.
    struct Companions: Sendable {
      var modifiers: [Concept] = []
      var verbs: [Concept] = []
      var objects: [Concept] = []
      var places: [Concept] = []
      var adpositions: [Concept] = []
      var relics: [Concept] = []
      var sanctuaries: [Concept] = []
    }

    /// What adjectives are drawn from.
    static let modifiers = Category.adjective.concepts + Category.colour.concepts
    /// What objects of free text are drawn from.
    static let objects =
      Category.food.concepts + Category.tool.concepts + Category.object.concepts
      + Category.animal.concepts
    /// What places of free text are drawn from.
    static let places = Category.habitat.concepts + Category.room.concepts
    /// What is put somewhere in a passage.
    static let movables =
      Category.food.concepts + Category.tool.concepts + Category.object.concepts

    init(seed: UInt64) {
      english = Self.named(seed: seed)
      let facts = Self.facts(seed: seed)
      self.facts = facts
      var random = SeededRandom(seed: seed, stream: "subjects")
      subjects = Self.zipf(
        random.shuffled(
          Category.person.concepts + Category.animal.concepts + Category.job.concepts))
      figures = Self.zipf(random.shuffled(Category.figure.concepts))

      random = SeededRandom(seed: seed, stream: "companions")
      companions = ([Concept(rawValue: 0)] + Lexicon.concepts).map { concept in
        // A word keeps no special company with any value that an answer about it could have;
        // otherwise free text in every language would hint at held-out facts.
        let values = Set(
          facts.filter { $0.relation.bearer == concept.category }.map(\.value))
        return Companions(
          modifiers: random.sample(2, of: Self.modifiers),
          verbs: random.sample(2, of: Category.verb.concepts),
          objects: random.sample(
            3, of: Self.objects.filter { !values.contains($0) && $0 != concept }),
          places: random.sample(2, of: Self.places.filter { !values.contains($0) }),
          adpositions: random.sample(2, of: Category.adposition.concepts),
          relics: random.sample(1, of: Category.relic.concepts),
          sanctuaries: random.sample(1, of: Category.sanctuary.concepts))
      }
    }

    /// Repeats each element in proportion to 1 / (rank + 3), the last ten times.
    private static func zipf(_ ranked: [Concept]) -> [Concept] {
      ranked.enumerated().flatMap { rank, concept in
        Array(repeating: concept, count: 10 * (ranked.count + 3) / (rank + 4))
      }
    }

    /// The authored words followed by generated names of persons (2 syllables) and towns (3).
    private static func named(seed: UInt64) -> [String] {
      var random = SeededRandom(seed: seed, stream: "names")
      var words = Lexicon.words
      for count in Array(repeating: 2, count: Lexicon.persons)
        + Array(repeating: 3, count: Lexicon.towns)
      {
        var name = ""
        repeat {
          name = (0..<count).map { _ in
            String([random.pick(Array("bdfgklmnprstvz")), random.pick(Array("aeiou"))])
          }.joined()
        } while words.contains(name)
        words.append(name)
      }
      return words
    }

    /// Six values of a personal relation serve two persons of each half, and four values of a
    /// kind's relation one kind of each half: no value is likelier than another in either half,
    /// so neither guessing from other facts nor excluding values already used tells anything.
    private static func facts(seed: UInt64) -> [Fact] {
      var random = SeededRandom(seed: seed, stream: "facts")
      return Relation.allCases.flatMap { relation -> [Fact] in
        let bearers = relation.bearer.concepts
        let half = bearers.count / 2
        let values = random.sample(relation.isPersonal ? 6 : 4, of: relation.values.concepts)
        return [bearers.prefix(half), bearers.suffix(half)].enumerated().flatMap { side, bearers in
          let dealt = random.shuffled((0..<half).map { values[$0 % values.count] })
          return zip(bearers, dealt).map {
            Fact(bearer: $0, relation: relation, value: $1, isHeldOut: side == 0)
          }
        }
      }
    }
  }
}
