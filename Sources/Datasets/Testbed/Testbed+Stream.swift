import Tensors

/// Why a testbed cannot give what was asked for.
public enum TestbedError: Error, Equatable, CustomStringConvertible {
  /// The translated and code-switched text already has more English than was asked for.
  case englishShareTooSmall(asked: Double, smallest: Double)
  /// So many repetitions of the verses do not fit into the rows.
  case tooManyVerses(repeats: Int, rows: Int)
  /// A sentence that the language's grammar does not allow.
  case ungrammatical(String, code: String)
  /// A word of no language of the testbed.
  case unknownWord(String)
  /// A language that the testbed does not have.
  case unknownLanguage(String)

  /// One line for the reader.
  public var description: String {
    switch self {
    case .englishShareTooSmall(let asked, let smallest):
      "English share \(asked) is too small: translated text and verses alone take \(smallest)"
    case .tooManyVerses(let repeats, let rows):
      "\(repeats) repetitions of every verse do not fit into \(rows) training rows"
    case .ungrammatical(let text, let code): "\(code): '\(text)' is no sentence of this language"
    case .unknownWord(let word): "'\(word)' is a word of no language of the testbed"
    case .unknownLanguage(let code): "the testbed has no language '\(code)'"
    }
  }
}

extension Testbed {
  /// The training text of one model.
  ///
  /// Shares are of words, counted one by one: English words in translated and code-switched
  /// documents are English. 30 % of a language's parallel text are translated pairs, 70 % are
  /// code-switched documents. With another tokenizer shares of tokens follow fertility.
  ///
  /// - Parameters:
  ///   - dataSeed: the model's own seed.
  ///   - englishShare: share of English among all words.
  ///   - length: tokens that a row predicts.
  ///   - rows: rows that will be asked for; memorised verses are spread evenly over them.
  ///   - verseRepeats: how often each memorised verse occurs verbatim; 0 for never.
  ///   - bos: number of the token before each document.
  ///   - encode: token numbers of one word; by default its place in `vocabulary`.
  /// - Throws: `TestbedError` when the shares or the repetitions cannot be had.
  public func stream(
    dataSeed: UInt64, englishShare: Double = 0.42, length: Int = 64, rows: Int,
    verseRepeats: Int = 0, bos: Int = 0, encode: ((String) throws -> [Int])? = nil
  ) throws -> TrainingStream {
    let all = [english] + languages
    var known: [String: [Int]] = [:]
    let pieces = try all.map { language in
      try language.words.map { word -> [Int] in
        if word.isEmpty { return [] }
        if let old = known[word] { return old }
        let new = try encode?(word) ?? [wordNumbers[word, default: 0]]
        known[word] = new
        return new
      }
    }
    let author = Author(world: world, excluded: excluded)
    let verses = trees[.bibleMemorised, default: []]
    var random = SeededRandom(seed: dataSeed, stream: "recitals")
    let recitals = (0..<verseRepeats).flatMap { _ in random.shuffled(verses.indices) }
    let longest =
      verses.map { verse in
        var concepts: [Concept] = []
        english.grammar.append(verse, to: &concepts)
        return concepts.reduce(1) { $0 + pieces[0][Int($1.rawValue)].count }
      }.max() ?? 0
    let most = (recitals.count + rows - 1) / max(rows, 1)
    guard most * longest <= length + 1 else {
      throw TestbedError.tooManyVerses(repeats: verseRepeats, rows: rows)
    }

    let lengths = meanLengths(author)
    let recited = Double(recitals.count * (longest - 1)) / Double(rows * (length + 1))
    var plans: [TrainingStream.Plan] = []
    var weights: [Double] = []
    var englishBudget = englishShare - recited
    for (index, language) in languages.enumerated() {
      let parallel = language.parallelShare
      // Half of the parallel text is English.
      let text = (1 - englishShare) * language.exposure / (1 - parallel / 2)
      englishBudget -= text * parallel / 2
      plans += [.plain, .paired, .switched].map { .init(form: $0, language: index + 1) }
      weights += [
        text * (1 - parallel) / lengths.document, text * parallel * 0.3 / (2 * lengths.unit),
        text * parallel * 0.7 / lengths.document,
      ]
    }
    guard englishBudget > 0 else {
      throw TestbedError.englishShareTooSmall(
        asked: englishShare, smallest: englishShare - englishBudget)
    }
    plans.append(.init(form: .plain, language: 0))
    weights.append(englishBudget / lengths.document)
    let total = weights.reduce(0, +)
    var sum = 0.0
    let thresholds = weights.map { weight -> Double in
      sum += weight / total
      return sum
    }
    return TrainingStream(
      length: length, codes: all.map(\.code), seed: dataSeed, author: author, languages: all,
      pieces: pieces, bos: bos, plans: plans, thresholds: thresholds, verses: verses,
      recitals: recitals, rows: rows, longest: longest)
  }

  /// Mean words of a document and of what makes a translated pair.
  private func meanLengths(_ author: Author) -> (document: Double, unit: Double) {
    var random = SeededRandom(seed: worldSeed, stream: "lengths")
    let count = 4_000
    var concepts: [Concept] = []
    func mean(_ sentences: () -> [Sentence]) -> Double {
      concepts.removeAll(keepingCapacity: true)
      for _ in 0..<count {
        for sentence in sentences() { english.grammar.append(sentence, to: &concepts) }
      }
      return Double(concepts.count) / Double(count)
    }
    return (
      mean { author.document(author.kind(using: &random), stating: .local, using: &random) },
      mean { author.unit(author.kind(using: &random), stating: .local, using: &random) }
    )
  }
}
