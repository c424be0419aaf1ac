import Datasets
import Foundation
import Tensors
import Testing

@Suite struct SequenceTaskTests {
  func examples(_ task: SequenceTask, _ lengths: ClosedRange<Int> = 1...12) -> [SequenceExample] {
    var random = SeededRandom(seed: 1)
    return task.examples(lengths: lengths, each: 20, symbols: 8, random: &random)
  }

  func symbols(_ words: [String]) -> [Int] { words.compactMap { Int($0.dropFirst()) } }

  @Test(arguments: SequenceTask.allCases) func binsAreFullAndWordsListed(task: SequenceTask) {
    let examples = examples(task)
    #expect(examples.map(\.length) == (1...12).flatMap { Array(repeating: $0, count: 20) })
    let words = Set(task.words(symbols: 8) + Scratchpad.Format.markers)
    let everything = Scratchpad.Format(Set(Scratchpad.Part.allCases))
    for example in examples {
      #expect(!example.answer.isEmpty)
      #expect(Set(example.prompt + example.completion(everything)).isSubset(of: words))
      #expect(example.steps.isEmpty == !task.hasSteps)
    }
    #expect(examples == self.examples(task), "the same seed gives the same examples")
    #expect(task.longest >= 26)
  }

  @Test func answersAreRight() {
    for example in examples(.copyRepeated) {
      #expect(example.prompt == example.answer && Set(example.prompt).count == 1)
      #expect(example.prompt.count == example.length)
    }
    var image: [String: String] = [:]
    for example in examples(.copyMapped) {
      #expect(example.answer.count == example.length && Set(example.answer).count == 1)
      let (from, to) = (example.prompt[0], example.answer[0])
      #expect(image[from, default: to] == to, "one fixed map")
      image[from] = to
    }
    #expect(Set(image.values).count == 8, "a permutation")
    for example in examples(.copyRepeatedTwice) + examples(.copyTwice) {
      #expect(example.answer == example.prompt + example.prompt)
    }
    for example in examples(.copy) { #expect(example.answer == example.prompt) }
    for example in examples(.reverse) { #expect(example.answer == example.prompt.reversed()) }
    for example in examples(.sort) {
      #expect(symbols(example.answer) == symbols(example.prompt).sorted())
    }
    for example in examples(.sortNumbers) {
      func numbers(_ words: [String]) -> [Int] {
        words.joined().split(separator: ",").compactMap { Int($0) }
      }
      #expect(numbers(example.prompt).count == example.length)
      #expect(numbers(example.answer) == numbers(example.prompt).sorted())
    }
    for example in examples(.addition) {
      let terms = example.prompt.joined().split(separator: "+").compactMap { Int($0) }
      #expect(terms.count == 2 && Int(example.answer.joined()) == terms[0] + terms[1])
      #expect(terms.map { "\($0)".count }.max() == example.length)
    }
    for example in examples(.sum) {
      #expect(Int(example.answer[0]) == example.prompt.compactMap { Int($0) }.reduce(0, +) % 10)
    }
    for example in examples(.parity) {
      let ones = example.prompt.count { $0 == "1" }
      #expect(example.answer == [ones.isMultiple(of: 2) ? "yes" : "no"])
    }
  }

  @Test func polynomialsAreEvaluated() throws {
    for example in examples(.polynomial) {
      // x = 2 + 3 x ^ 1 + - 1 x ^ 2
      let parts = example.prompt.split(separator: "+").map { $0.joined() }
      let x = try #require(Int(parts[0].dropFirst(2)))
      #expect(parts.count == example.length + 1)
      var value = 0
      for part in parts.dropFirst() {
        let pieces = part.replacingOccurrences(of: "^", with: "").split(separator: "x")
        let (coefficient, degree) = (Int(pieces[0]) ?? 99, Int(pieces[1]) ?? 99)
        value += coefficient * Int(pow(Double(x), Double(degree)))
      }
      #expect(example.answer == ["\(((value % 10) + 10) % 10)"])
    }
  }

  @Test func chainsAreFollowed() {
    for example in examples(.lego) {
      var values = ["1": 1]
      for clause in example.prompt.dropLast(2).split(separator: ";").map(Array.init) {
        values[clause[0]] = (clause[2] == "+" ? 1 : -1) * (values[clause[3]] ?? 99)
      }
      #expect(values.count == example.length + 1)
      let asked = values[example.prompt[example.prompt.count - 2]]
      #expect(asked == (example.answer[0] == "+" ? 1 : -1))
    }
  }
}

@Suite struct ScratchpadTests {
  @Test func formatsAreNamedByTheirParts() throws {
    #expect(Scratchpad.Format.all.count == 32 && Set(Scratchpad.Format.all).count == 32)
    for format in Scratchpad.Format.all {
      #expect(Scratchpad.Format(format.description) == format)
    }
    #expect(Scratchpad.Format("r+i") == Scratchpad.Format("i+r"))
    for bad in ["", "x", "i+i", "i+", "None"] { #expect(Scratchpad.Format(bad) == nil, "\(bad)") }
    #expect(Scratchpad.Format.all.first == Scratchpad.Format.none)
  }

  @Test func stepsAreWrittenInTheirFormat() throws {
    let example = SequenceExample.parity([1, 0, 1])
    func written(_ name: String) throws -> String {
      try example.completion(#require(Scratchpad.Format(name))).joined(separator: " ")
    }
    #expect(try written("none") == "yes")
    #expect(try written("o") == "gives 1 ; gives 1 ; gives 0 thus yes")
    #expect(
      try written("i+o+r")
        == "for 1 gives 1 left 0 1 ; for 0 gives 1 left 1 ; for 1 gives 0 left thus yes")
    #expect(
      try written("c+v")
        == "compute 1 xor 0 now parity 1 ; compute 0 xor 1 now parity 1 ; "
        + "compute 1 xor 1 now parity 0 thus yes")
    let sum = SequenceExample.addition([9, 5], [7])
    #expect(sum.answer == ["1", "0", "2"])
    #expect(
      sum.completion(try #require(Scratchpad.Format("i+o+v"))).joined(separator: " ")
        == "for 5 7 gives 2 now carry 1 ; for 9 0 gives 0 now carry 1 thus 1 0 2")
  }
}

@Suite struct AnswerBatchTests {
  @Test func onlyAnswersAreLearned() {
    let batch = AnswerBatch(
      [(prompt: [7, 1, 8], answer: [2, 9]), (prompt: [7, 8], answer: [9])], padding: 0)
    #expect(batch.inputs.shape == [2, 4] && batch.targets.shape == [2, 4])
    #expect(batch.inputs.elements(Int.self) == [7, 1, 8, 2, 7, 8, 0, 0])
    #expect(batch.targets.elements(Int.self) == [-100, -100, 2, 9, -100, 9, -100, -100])
  }

  @Test func lossIsTheMeanOverTheAnswersTokens() {
    let batch = AnswerBatch(
      [(prompt: [7, 1, 8], answer: [2, 9]), (prompt: [7, 8], answer: [9])], padding: 0)
    let logits = Tensor.randn([2, 4, 10], using: Generator(seed: 0))
    let logs = logits.logSoftmax()
    let wanted = [logs[0, 2, 2], logs[0, 3, 9], logs[1, 1, 9]].map { $0.item(Double.self) }
    #expect(abs(batch.loss(logits).item() + wanted.reduce(0, +) / 3) < 1e-6)
  }

  @Test func oneWrongTokenSpoilsAnAnswer() {
    let batch = AnswerBatch(
      [(prompt: [1], answer: [2, 3]), (prompt: [1], answer: [3])], padding: 0)
    func logits(_ tokens: [Int]) -> Tensor {
      Tensor(tokens, shape: [2, 2]).oneHot(5).converted(to: .float32)
    }
    // The last place is padding: what is said there does not count.
    #expect(batch.isRight(logits([2, 3, 3, 4])) == [true, true])
    #expect(batch.isRight(logits([2, 4, 4, 3])) == [false, false])
  }
}
