import Tensors

extension TestbedLanguage {
  /// English: the world's own words.
  static func english(_ world: Testbed.World) -> Self {
    Self(
      code: Testbed.pivot, script: .latin, grammar: .init(), cognateShare: 1, exposure: 0,
      parallelShare: 0, twin: nil, words: world.english)
  }

  /// The trained languages L01, L02, … and then those without any training text.
  ///
  /// No generated word is the same in two languages, so that strings overlap by names and
  /// cognates alone, which is what the untrained control measures.
  static func generated(
    trained count: Int, unseen: Int, seed: UInt64, world: Testbed.World,
    design: Testbed.FactorDesign
  ) -> [Self] {
    var taken = Set(world.english)
    func code(_ index: Int) -> String { index < 9 ? "L0\(index + 1)" : "L\(index + 1)" }
    func language(_ index: Int, _ factors: Testbed.Factors, twin: Int?, latin: [String]) -> Self {
      Self(
        code: code(index), script: factors.script, grammar: factors.grammar,
        cognateShare: factors.cognateShare, exposure: factors.exposure,
        parallelShare: factors.parallelShare, twin: twin.map(code),
        words: latin.map(factors.script.written))
    }
    var previous: [String] = []
    let trained = design.factors.enumerated().map { index, factors in
      let isRomanised = index == design.pair + 1
      if !isRomanised {
        var random = SeededRandom(seed: seed, stream: "words \(code(index))")
        previous = latin(factors.cognateShare, world: world, taken: &taken, using: &random)
      }
      let twin = index == design.pair ? index + 1 : isRomanised ? index - 1 : nil
      return language(index, factors, twin: twin, latin: previous)
    }
    return trained
      + (0..<unseen).map { offset in
        var random = SeededRandom(seed: seed, stream: "words \(code(count + offset))")
        let grammar = Testbed.Grammar(
          order: offset % 2 == 0 ? .svo : .sov, hasPostpositions: offset % 2 == 1,
          adjectiveFollowsNoun: offset % 2 == 1)
        let factors = Testbed.Factors(
          exposure: 0, parallelShare: 0, cognateShare: 0, script: .georgian, grammar: grammar)
        return language(
          count + offset, factors, twin: nil,
          latin: latin(0, world: world, taken: &taken, using: &random))
      }
  }

  /// One language's words in Latin letters: names and a share of the others as in English, the
  /// rest of one or two syllables from an inventory of its own.
  private static func latin(
    _ cognateShare: Double, world: Testbed.World, taken: inout Set<String>,
    using random: inout SeededRandom
  ) -> [String] {
    let translated = Testbed.Lexicon.concepts.filter {
      ![.mark, .person, .town].contains($0.category)
    }
    let cognates = Set(
      random.sample(
        Int((cognateShare * Double(translated.count)).rounded()), of: translated))
    let consonants = random.sample(9, of: "bcdfghjklmnprstvwxyz")
    let codas = random.sample(3, of: consonants)
    let vowels = random.sample(4, of: "aeiou")
    var words = world.english
    for concept in translated where !cognates.contains(concept) {
      var word = ""
      repeat {
        word = ""
        for _ in 0...(random.chance(0.75) ? 1 : 0) {
          word.append(random.pick(consonants))
          word.append(random.pick(vowels))
          if random.chance(0.3) { word.append(random.pick(codas)) }
        }
      } while !taken.insert(word).inserted
      words[Int(concept.rawValue)] = word
    }
    return words
  }
}
