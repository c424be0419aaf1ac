/// A prompt and its answer as words, with the length that the example is binned by.
public struct SequenceExample: Codable, Equatable, Sendable {
  /// What is asked.
  public let prompt: [String]
  /// What is to be answered.
  public let answer: [String]
  /// The bin: how many symbols, digits, terms or commands.
  public let length: Int
  /// The steps of a worked solution, where the task has them.
  public var steps: [Scratchpad.Step] = []

  /// An example with or without a worked solution.
  public init(
    prompt: [String], answer: [String], length: Int, steps: [Scratchpad.Step] = []
  ) {
    self.prompt = prompt
    self.answer = answer
    self.length = length
    self.steps = steps
  }

  /// The answer, after the worked solution in a format where there is one.
  public func completion(_ format: Scratchpad.Format) -> [String] {
    format.write(steps) + answer
  }
}

/// The examples of the generated tasks, from what they are about.
extension SequenceExample {
  /// Is the number of ones even?
  public static func parity(_ bits: [Int]) -> SequenceExample {
    var parity = 0
    let steps = bits.indices.map { place in
      let computation = ["\(bits[place])", "xor", "\(parity)"]
      parity ^= bits[place]
      return Scratchpad.Step(
        input: ["\(bits[place])"], computation: computation, output: ["\(parity)"],
        variables: ["parity", "\(parity)"], remaining: words(bits[(place + 1)...]))
    }
    return SequenceExample(
      prompt: words(bits), answer: [parity == 0 ? "yes" : "no"], length: bits.count, steps: steps)
  }

  /// The sum of numbers modulo 10.
  public static func sum(_ values: [Int]) -> SequenceExample {
    var sum = 0
    let steps = values.indices.map { place in
      let computation = ["\(sum)", "+", "\(values[place])"]
      sum = (sum + values[place]) % 10
      return Scratchpad.Step(
        input: ["\(values[place])"], computation: computation, output: ["\(sum)"],
        variables: ["sum", "\(sum)"], remaining: words(values[(place + 1)...]))
    }
    return SequenceExample(
      prompt: words(values), answer: ["\(sum)"], length: values.count, steps: steps)
  }

  /// The sum of two numbers, given and answered digit by digit; the longer one gives the length.
  public static func addition(_ first: [Int], _ second: [Int]) -> SequenceExample {
    let count = max(first.count, second.count)
    let (a, b) = (padded(first, to: count), padded(second, to: count))
    var carry = 0
    var sum: [Int] = []
    let steps = a.indices.reversed().map { place in
      let total = a[place] + b[place] + carry
      let computation = ["\(a[place])", "+", "\(b[place])", "+", "\(carry)"]
      carry = total / 10
      sum.insert(total % 10, at: 0)
      return Scratchpad.Step(
        input: ["\(a[place])", "\(b[place])"], computation: computation,
        output: ["\(total % 10)"], variables: ["carry", "\(carry)"],
        remaining: words(a[..<place]) + ["+"] + words(b[..<place]))
    }
    if carry > 0 { sum.insert(carry, at: 0) }
    let answer = sum.drop { $0 == 0 }
    return SequenceExample(
      prompt: words(first) + ["+"] + words(second),
      answer: answer.isEmpty ? ["0"] : words(answer), length: count, steps: steps)
  }

  private static func padded(_ digits: [Int], to count: Int) -> [Int] {
    Array(repeating: 0, count: count - digits.count) + digits
  }

  private static func words(_ numbers: some Sequence<Int>) -> [String] { numbers.map { "\($0)" } }
}
