import Tensors

/// A generated multilingual world: English, languages made from the same trees, training text,
/// parallel test sentences and tasks (after "fake English", Dufter & Schütze 2020, and cloned
/// languages, Schäfer et al. 2024).
///
/// Everything is a function of the seeds. Test material is drawn first, and none of its clauses
/// is ever drawn for the training text, in any language or word order. Facts that are held out
/// are stated in purely English documents only.
public struct Testbed: Sendable {
  /// The sets of parallel sentences.
  public enum ParallelSet: String, CaseIterable, Codable, Sendable {
    /// Two full clauses, every slot drawn uniformly.
    case flores
    /// One full clause.
    case floresOneClause
    /// Bible-style verses that a stream may contain verbatim in English.
    case bibleMemorised
    /// Verses of the same style that no training text contains.
    case bibleUnseen
  }

  /// English's code.
  public static let pivot = "eng"

  /// The seed of words, facts and test material.
  public let worldSeed: UInt64
  /// The English-like world.
  public let world: World
  /// English.
  public let english: TestbedLanguage
  /// The trained languages, most exposed first.
  public let languages: [TestbedLanguage]
  /// Languages without any training text, as a control; they share no letter with the others.
  public let unseenLanguages: [TestbedLanguage]
  /// The trained languages' factors and how they correlate.
  public let factorTable: FactorTable
  /// The word-level vocabulary: BOS first, then the marks, then the words language by language.
  public let vocabulary: [String]
  /// Position of each word in `vocabulary`.
  public let wordNumbers: [String: Int]
  /// The meaning of each word of any language.
  let meanings: [String: Concept]
  let trees: [ParallelSet: [Sentence]]
  let items: [Task: [ItemTree]]
  /// Keys of all clauses of the test material.
  let excluded: Set<UInt64>

  /// Builds the world, the languages and the test material.
  ///
  /// - Parameters:
  ///   - worldSeed: words, facts, test sentences and items.
  ///   - languageSeed: factors and words of the languages.
  ///   - languages: how many are trained; at least 4.
  ///   - unseenLanguages: how many have no training text.
  ///   - sentences: sentences in each FLORES-like set.
  ///   - verses: verses in each Bible-like set.
  ///   - items: items of each task.
  public init(
    worldSeed: UInt64, languageSeed: UInt64, languages: Int = 24, unseenLanguages: Int = 2,
    sentences: Int = 100, verses: Int = 103, items: Int = 120
  ) {
    self.worldSeed = worldSeed
    let world = World(seed: worldSeed)
    self.world = world
    let design = FactorDesign(languages: languages, seed: languageSeed)
    factorTable = FactorTable(design.factors)
    english = .english(world)
    let generated = TestbedLanguage.generated(
      trained: languages, unseen: unseenLanguages, seed: languageSeed, world: world, design: design)
    self.languages = Array(generated.prefix(languages))
    self.unseenLanguages = Array(generated.suffix(unseenLanguages))

    var vocabulary = ["<s>"] + Category.mark.concepts.map { world.english[Int($0.rawValue)] }
    var meanings: [String: Concept] = [:]
    for language in [english] + generated {
      for concept in Lexicon.concepts {
        let word = language.words[Int(concept.rawValue)]
        if meanings.updateValue(concept, forKey: word) == nil, concept.category != .mark {
          vocabulary.append(word)
        }
      }
    }
    self.vocabulary = vocabulary
    self.meanings = meanings
    wordNumbers = Dictionary(
      uniqueKeysWithValues: vocabulary.enumerated().map { ($1, $0) })

    var examiner = Examiner(world: world, seed: worldSeed)
    trees = [
      .flores: examiner.sentences(sentences, clauses: 2),
      .floresOneClause: examiner.sentences(sentences, clauses: 1),
      .bibleMemorised: examiner.verses(verses, stream: "memorised"),
      .bibleUnseen: examiner.verses(verses, stream: "unseen"),
    ]
    self.items = Dictionary(
      uniqueKeysWithValues: Task.allCases.map { ($0, examiner.items(of: $0, count: items)) })
    excluded = examiner.used
  }

  /// English, the trained and the unseen languages.
  public var allLanguages: [TestbedLanguage] { [english] + languages + unseenLanguages }

  /// The language of a code.
  ///
  /// - Throws: `TestbedError.unknownLanguage`.
  public func language(_ code: String) throws -> TestbedLanguage {
    guard let found = allLanguages.first(where: { $0.code == code }) else {
      throw TestbedError.unknownLanguage(code)
    }
    return found
  }

  /// The sentences of a parallel set by language code, line by line the same trees.
  public func parallel(_ set: ParallelSet) -> [String: [String]] {
    let sentences = trees[set, default: []]
    return Dictionary(
      uniqueKeysWithValues: allLanguages.map { language in
        (language.code, sentences.map(language.text))
      })
  }

  /// The trees of a parallel set, in the order of its lines.
  public func sentences(_ set: ParallelSet) -> [Sentence] { trees[set, default: []] }

  /// Mean tokens a word by language code, over the FLORES-like sentences.
  public func fertility(encode: (String) throws -> [Int]) rethrows -> [String: Double] {
    var result: [String: Double] = [:]
    for language in allLanguages {
      let words = language.words(of: trees[.flores, default: []])
      result[language.code] =
        Double(try words.reduce(0) { $0 + (try encode($1)).count }) / Double(max(words.count, 1))
    }
    return result
  }
}
