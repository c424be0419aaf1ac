import Datasets
import Foundation
import Lab
import Tensors
import Tokenizers

/// Why there is nothing to train on.
struct MaterialError: Error, CustomStringConvertible {
  let description: String
}

/// The examples of a topic as tokens. Beyond the tokenizer's own come four: one begins every
/// sequence, one parts prompt and answer, one ends the answer, one fills up on the right.
struct Material {
  /// The longest training instance.
  let trained: Int
  private let topic: Topic
  private let format: Scratchpad.Format
  private let tokenizer: Tokenizer
  private let files: SequenceFiles?
  private let symbols: Int
  private let testCount: Int

  /// - Parameter input: notes that a file is read.
  init(
    _ topic: Topic, _ format: Scratchpad.Format, _ p: Watched<Nope.Parameters>,
    input: (URL) throws -> URL
  ) throws {
    self.topic = topic
    self.format = format
    symbols = topic.repeatsOneSymbol ? p.repeatSymbols : p.symbols
    testCount = p.tests
    if topic.task == nil, let folder = p.data {
      let files = try SequenceFiles(folder: input(folder), heldOut: 0.15)
      self.files = files
      let longest = files.training.map(\.length).max() ?? 0
      guard files.test.contains(where: { $0.length > longest }) else {
        throw MaterialError(
          description:
            "\(files.testFile.path): no instance is longer than \(longest), the longest of training"
        )
      }
      trained = longest
    } else {
      files = nil
      trained = topic.generatedLength(p)
    }
    if let file = p.tokenizer {
      tokenizer = try Tokenizer.load(file: input(file))
    } else {
      let words = topic.task?.words(symbols: symbols) ?? files?.words ?? []
      tokenizer = try .words(Array(Set(words + Scratchpad.Format.markers)).sorted())
    }
  }

  /// Ids that can occur.
  var vocabulary: Int { tokenizer.vocabularySize + 4 }
  private var begin: Int { tokenizer.vocabularySize }
  private var separator: Int { tokenizer.vocabularySize + 1 }
  /// The token that ends an answer.
  var end: Int { tokenizer.vocabularySize + 2 }
  /// The token that fills rows up.
  var padding: Int { tokenizer.vocabularySize + 3 }

  /// BOS prompt SEP and answer EOS.
  func row(_ example: SequenceExample) throws -> (prompt: [Int], answer: [Int]) {
    func encoded(_ words: [String]) throws -> [Int] {
      words.isEmpty
        ? [] : try tokenizer.encode(words.joined(separator: " "), addSpecialTokens: false)
    }
    return (
      [begin] + (try encoded(example.prompt)) + [separator],
      try encoded(example.completion(format)) + [end]
    )
  }

  /// The training instance of a number; generated ones have lengths drawn from 1…trained.
  func trainingExample(_ number: Int, seed: UInt64) -> SequenceExample {
    if let files { return files.training[number % files.training.count] }
    var random = SeededRandom(seed: seed, stream: "\(topic) training \(number)")
    let length = 1 + random.below(trained)
    return example(length, &random)
  }

  /// Test instances of lengths up to twice the trained one, the same for all encodings and seeds;
  /// of files, at most so many of each length.
  func tests() throws -> [SequenceExample] {
    if let files {
      let byLength = Dictionary(grouping: files.heldOut + files.test, by: \.length)
      return byLength.sorted { $0.key < $1.key }.flatMap { $0.value.prefix(testCount) }
    }
    var random = SeededRandom(seed: 0, stream: "\(topic) test")
    return (1...2 * trained).flatMap { length in
      (0..<testCount).map { _ in example(length, &random) }
    }
  }

  private func example(_ length: Int, _ random: inout SeededRandom) -> SequenceExample {
    guard let task = topic.task else { fatalError("files have their own examples") }
    return task.example(length: length, symbols: symbols, random: &random)
  }
}
