/// A language of the generated testbed, made from the English trees.
public struct TestbedLanguage: Codable, Hashable, Sendable {
  /// "eng", "L01", …
  public let code: String
  /// What the words are written in.
  public let script: Testbed.Script
  /// How constituents are ordered.
  public let grammar: Testbed.Grammar
  /// Share of the words that are English, as designed.
  public let cognateShare: Double
  /// Share of all non-English words of the training text that are this language's.
  public let exposure: Double
  /// Share of the text with this language that is translated or code-switched.
  public let parallelShare: Double
  /// The language of which this one is the same in another script, if any.
  public let twin: String?
  /// Words by raw value of the concept; index 0 is no word.
  public let words: [String]

  /// The sentence in this language, words and closing mark separated by spaces.
  func text(_ sentence: Testbed.Sentence) -> String { text([sentence]) }

  /// The sentences in this language, one after the other.
  func text(_ sentences: [Testbed.Sentence]) -> String {
    words(of: sentences).joined(separator: " ")
  }

  /// The sentences' words in this language.
  func words(of sentences: [Testbed.Sentence]) -> [String] {
    var concepts: [Testbed.Concept] = []
    for sentence in sentences { grammar.append(sentence, to: &concepts) }
    return concepts.map { words[Int($0.rawValue)] }
  }
}

extension Testbed {
  /// A script; all but Latin are letter-wise transliterations of it.
  public enum Script: String, CaseIterable, Codable, Sendable {
    case latin, greek, cyrillic, armenian
    /// Used by the languages without training text only, so that not even names are shared.
    case georgian

    /// The 26 letters that stand for a…z.
    var letters: [Character] {
      switch self {
      case .latin: Array("abcdefghijklmnopqrstuvwxyz")
      case .greek: Array("αβχδεφγηιϳκλμνοπθρστυϝωξψζ")
      case .cyrillic: Array("абцдефгхижклмнопщрстувшчыз")
      case .armenian: Array("աբցդեֆգհիջկլմնօպքրստովւխյզ")
      case .georgian: Array("აბცდეფგჰიჯკლმნოპქრსტუვწხყზ")
      }
    }

    /// The word in this script; marks stay as they are.
    func written(_ word: String) -> String {
      let letters = letters
      return String(
        word.map { character in
          guard let code = character.asciiValue, (97...122).contains(code) else {
            return character
          }
          return letters[Int(code) - 97]
        })
    }
  }
}
