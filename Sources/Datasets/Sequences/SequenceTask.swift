import Tensors

/// Generated tasks on sequences whose length can be chosen: what length generalisation is tested on.
public enum SequenceTask: String, Codable, CaseIterable, Sendable, CustomStringConvertible {
  /// c…c → c…c.
  case copyRepeated = "copy-repeated"
  /// c…c → π(c)…π(c), with one fixed permutation π.
  case copyMapped = "copy-mapped"
  /// c…c → c…c, twice as long.
  case copyRepeatedTwice = "copy-repeated-twice"
  /// x → x.
  case copy
  /// x → xx.
  case copyTwice = "copy-twice"
  /// x → x reversed.
  case reverse
  /// x → x in the order of the symbols.
  case sort
  /// Numbers of one to three digits → the numbers in order; digits are words, commas between.
  case sortNumbers = "sort-numbers"
  /// a + b, digit by digit; the longer one has the length.
  case addition
  /// Σ c_i x^d_i mod 10, with |c| ≤ 3, d ≤ 3, |x| ≤ 2; the length counts terms.
  case polynomial
  /// The sum of digits 1…9 modulo 10.
  case sum
  /// Whether the number of ones is even.
  case parity
  /// A chain of variables that are ± the one before; the last one's value is asked.
  case lego

  /// Its name.
  public var description: String { rawValue }

  /// Whether examples come with the steps of a worked solution.
  public var hasSteps: Bool { [.addition, .sum, .parity].contains(self) }

  /// The words that occur with `symbols` symbols in the tasks that have symbols.
  public func words(symbols: Int) -> [String] {
    let digits = (0...9).map { "\($0)" }
    switch self {
    case .copyRepeated, .copyMapped, .copyRepeatedTwice, .copy, .copyTwice, .reverse, .sort:
      return (0..<symbols).map { "s\($0)" }
    case .sortNumbers: return digits + [","]
    case .addition: return digits + ["+", "carry"]
    case .polynomial: return digits + ["+", "-", "x", "^", "="]
    case .sum: return digits + ["+", "sum"]
    case .parity: return ["0", "1", "yes", "no", "xor", "parity"]
    case .lego: return Self.variables + ["=", "+", "-", "1", ";", "?"]
    }
  }

  /// The longest example there is: LEGO runs out of letters.
  public var longest: Int { self == .lego ? Self.variables.count : .max }

  private static let variables = "abcdefghijklmnopqrstuvwxyz".map(String.init)

  /// A random example of a length.
  ///
  /// - Parameter symbols: of the tasks that have symbols; the permutation π depends on it alone.
  public func example(
    length: Int, symbols: Int, random: inout SeededRandom
  ) -> SequenceExample {
    require(length > 0 && length <= longest, "\(self): no example of length \(length)")
    func name(_ symbol: Int) -> String { "s\(symbol)" }
    func made(_ prompt: [Int], _ answer: [Int]) -> SequenceExample {
      SequenceExample(prompt: prompt.map(name), answer: answer.map(name), length: length)
    }
    switch self {
    case .copyRepeated, .copyMapped, .copyRepeatedTwice:
      let symbol = random.below(symbols)
      return made(
        Array(repeating: symbol, count: length),
        Array(
          repeating: self == .copyMapped ? Self.permutation(symbols)[symbol] : symbol,
          count: self == .copyRepeatedTwice ? 2 * length : length))
    case .copy, .copyTwice, .reverse, .sort:
      let source = (0..<length).map { _ in random.below(symbols) }
      let answer =
        switch self {
        case .copyTwice: source + source
        case .reverse: Array(source.reversed())
        case .sort: source.sorted()
        default: source
        }
      return made(source, answer)
    case .sortNumbers:
      let numbers = (0..<length).map { _ in random.below([10, 100, 1000][random.below(3)]) }
      func spelled(_ numbers: [Int]) -> [String] {
        Array(numbers.map { "\($0)".map(String.init) }.joined(separator: [","]))
      }
      return SequenceExample(
        prompt: spelled(numbers), answer: spelled(numbers.sorted()), length: length)
    case .addition:
      let other = 1 + random.below(length)
      let numbers = [length, other].map { count in
        (0..<count).map { $0 == 0 && count > 1 ? 1 + random.below(9) : random.below(10) }
      }
      let order = random.shuffled(numbers)
      return .addition(order[0], order[1])
    case .polynomial: return Self.polynomial(length, random: &random)
    case .sum: return .sum((0..<length).map { _ in 1 + random.below(9) })
    case .parity: return .parity((0..<length).map { _ in random.below(2) })
    case .lego: return Self.chain(length, random: &random)
    }
  }

  /// `count` examples of each length, in the order of the lengths.
  public func examples(
    lengths: ClosedRange<Int>, each count: Int, symbols: Int, random: inout SeededRandom
  ) -> [SequenceExample] {
    var examples: [SequenceExample] = []
    for length in lengths {
      for _ in 0..<count {
        examples.append(example(length: length, symbols: symbols, random: &random))
      }
    }
    return examples
  }

  private static func permutation(_ symbols: Int) -> [Int] {
    var random = SeededRandom(seed: UInt64(symbols), stream: "permutation")
    return random.shuffled(0..<symbols)
  }

  private static func polynomial(
    _ terms: Int, random: inout SeededRandom
  ) -> SequenceExample {
    func spelled(_ number: Int) -> [String] { number < 0 ? ["-", "\(-number)"] : ["\(number)"] }
    let x = random.below(5) - 2
    var value = 0
    var prompt: [[String]] = []
    for _ in 0..<terms {
      let (coefficient, degree) = (random.below(7) - 3, random.below(4))
      value += coefficient * (0..<degree).reduce(1) { power, _ in power * x }
      prompt.append(spelled(coefficient) + ["x", "^", "\(degree)"])
    }
    return SequenceExample(
      prompt: ["x", "="] + spelled(x) + Array(prompt.map { ["+"] + $0 }.joined()),
      answer: ["\((value % 10 + 10) % 10)"], length: terms)
  }

  private static func chain(_ count: Int, random: inout SeededRandom) -> SequenceExample {
    let names = random.sample(count, of: variables)
    var isPositive = true
    var prompt: [String] = []
    for (place, name) in names.enumerated() {
      let keeps = random.chance(0.5)
      isPositive = keeps == isPositive
      prompt += [name, "=", keeps ? "+" : "-", place == 0 ? "1" : names[place - 1], ";"]
    }
    return SequenceExample(
      prompt: prompt + [names[count - 1], "?"], answer: [isPositive ? "+" : "-", "1"],
      length: count)
  }
}
