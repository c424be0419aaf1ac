import Tensors

/// The training text of one model, drawn lazily as rows of packed documents.
///
/// Row `i` is a function of the data seed and `i` alone: rows begin with a document, documents
/// with the BOS token, and the last document is cut where the row ends. Resuming at step k is
/// asking for batch k; nothing else has to be stored. No more than one row is held at a time.
public struct TrainingStream: Sendable {
  /// Rows of token numbers, with how many tokens each language has in them.
  public struct Batch: Sendable {
    /// Row-major, `rows` × (`length` + 1): inputs and targets are the first and the last `length`.
    public let tokens: [Int]
    /// Tokens by language, in the order of the stream's `codes`; BOS tokens belong to none.
    public let counts: [Int]
  }

  /// A whole document, for looking at and for checking.
  public struct Document: Hashable, Codable, Sendable {
    /// What it is about.
    public let kind: Testbed.DocumentKind
    /// The one language, or English and the other one.
    public let codes: [String]
    /// Its words and marks, separated by spaces.
    public let text: String
  }

  /// Tokens that a row predicts; it has one more.
  public let length: Int
  /// English and the trained languages: the order of a batch's counts.
  public let codes: [String]
  let seed: UInt64
  let author: Testbed.Author
  let languages: [TestbedLanguage]
  /// Token numbers by language, then by the concept's raw value.
  let pieces: [[[Int]]]
  let bos: Int
  /// What documents can be, with cumulated probabilities.
  let plans: [Plan]
  let thresholds: [Double]
  /// Memorised verses and the rows over which their repetitions are spread.
  let verses: [Testbed.Sentence]
  let recitals: [Int]
  let rows: Int
  /// Tokens of the longest memorised verse, BOS included.
  let longest: Int

  /// How a document is written.
  struct Plan: Sendable {
    enum Form: Sendable { case plain, paired, switched }
    let form: Form
    let language: Int
  }

  /// `rows` rows from `index` · `rows` on.
  public func batch(_ index: Int, rows count: Int) -> Batch {
    var tokens: [Int] = []
    tokens.reserveCapacity(count * (length + 1))
    var counts = [Int](repeating: 0, count: codes.count)
    for row in index * count..<(index + 1) * count {
      let end = tokens.count + length + 1
      write(row: row) { page in
        tokens.append(bos)
        for (concept, owner) in zip(page.concepts, page.owners) where tokens.count < end {
          for piece in pieces[owner][Int(concept.rawValue)] where tokens.count < end {
            tokens.append(piece)
            counts[owner] += 1
          }
        }
        return end - tokens.count
      }
    }
    return Batch(tokens: tokens, counts: counts)
  }

  /// Tokens by language code in a range of rows.
  public func counts(rows: Range<Int>) -> [String: Int] {
    var sums = [Int](repeating: 0, count: codes.count)
    for row in rows {
      for (index, count) in batch(row, rows: 1).counts.enumerated() { sums[index] += count }
    }
    return Dictionary(uniqueKeysWithValues: zip(codes, sums))
  }

  /// The documents of one row, the last one in full.
  public func documents(row: Int) -> [Document] {
    var documents: [Document] = []
    var left = length + 1
    write(row: row) { page in
      left -= 1
      let words = zip(page.concepts, page.owners).map { concept, owner in
        left -= pieces[owner][Int(concept.rawValue)].count
        return languages[owner].words[Int(concept.rawValue)]
      }
      let owners = page.form == .plain ? [page.language] : [0, page.language]
      documents.append(
        Document(
          kind: page.kind, codes: owners.map { codes[$0] },
          text: words.joined(separator: " ")))
      return left
    }
    return documents
  }
}

extension TrainingStream {
  /// One document in the making; its storage is used again for the next.
  private struct Page {
    var concepts: [Testbed.Concept] = []
    var owners: [Int] = []
    var kind = Testbed.DocumentKind.verse
    var form = Plan.Form.plain
    var language = 0

    mutating func removeAll() {
      concepts.removeAll(keepingCapacity: true)
      owners.removeAll(keepingCapacity: true)
    }
  }

  /// Hands document after document to `take` until that says no tokens are left in the row.
  private func write(row: Int, take: (Page) -> Int) {
    var page = Page()
    var random = SeededRandom(seed: seed, stream: "row \(row)")
    var recited =
      recitals.count * min(row, rows) / rows..<recitals.count * min(row + 1, rows) / rows
    var left = length + 1
    var verse = Page()
    while left > 0 {
      compose(on: &page, using: &random)
      // Verses are recited in full: at random between the documents as long as there is room.
      while let next = recited.first {
        let leaves = left - size(of: page) >= longest * recited.count
        if leaves && random.chance(0.7) { break }
        recited.removeFirst()
        recite(verses[recitals[next]], on: &verse)
        left = take(verse)
      }
      if left > 0 { left = take(page) }
    }
  }

  private func size(of page: Page) -> Int {
    zip(page.concepts, page.owners).reduce(1) { $0 + pieces[$1.1][Int($1.0.rawValue)].count }
  }

  private func recite(_ verse: Testbed.Sentence, on page: inout Page) {
    page.removeAll()
    (page.kind, page.form, page.language) = (.verse, .plain, 0)
    languages[0].grammar.append(verse, to: &page.concepts)
    page.owners = Array(repeating: 0, count: page.concepts.count)
  }

  private func compose(on page: inout Page, using random: inout SeededRandom) {
    page.removeAll()
    let draw = random.uniform()
    var low = 0, high = thresholds.count - 1
    while low < high {
      let middle = (low + high) / 2
      if draw < thresholds[middle] { high = middle } else { low = middle + 1 }
    }
    let plan = plans[low]
    page.kind = author.kind(using: &random)
    (page.form, page.language) = (plan.form, plan.language)
    let scope: Testbed.Author.Scope = plan.language == 0 ? .all : .local

    func append(_ sentences: [Testbed.Sentence], grammar: Int, to page: inout Page) {
      for sentence in sentences {
        languages[grammar].grammar.append(sentence, to: &page.concepts)
      }
      while page.owners.count < page.concepts.count { page.owners.append(grammar) }
    }
    switch plan.form {
    case .plain:
      let sentences = author.document(page.kind, stating: scope, using: &random)
      append(sentences, grammar: plan.language, to: &page)
    case .paired:
      let sentences = author.unit(page.kind, stating: scope, using: &random)
      let isEnglishFirst = random.chance(0.5)
      append(sentences, grammar: isEnglishFirst ? 0 : plan.language, to: &page)
      append(sentences, grammar: isEnglishFirst ? plan.language : 0, to: &page)
    case .switched:
      let sentences = author.document(page.kind, stating: scope, using: &random)
      append(sentences, grammar: random.chance(0.5) ? 0 : plan.language, to: &page)
      for index in page.owners.indices {
        page.owners[index] = random.chance(0.5) ? 0 : plan.language
      }
    }
  }
}
