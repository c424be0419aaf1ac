import Foundation

extension SequenceExample {
  /// Reads an object a line: `a`, `b` and `sum` (addition); `values` and `answer` (parity, or the sum
  /// modulo 10 where a value is above 1); `src_seq`, `tgt_seq` and `cat`, or `source`, `target` and
  /// `category`, of which the last is the length and the others are words in a text or a list.
  public static func read(jsonLines url: URL) throws -> [SequenceExample] {
    var records = try lines(url) { line in
      do {
        return try JSONDecoder().decode(SequenceRecord.self, from: Data(line.utf8))
      } catch let error as DecodingError {
        throw SequenceFileError(error.reason)
      }
    }
    let isSum = records.contains { $0.value.values?.contains { $0 > 1 } ?? false }
    for index in records.indices { records[index].value.isSum = isSum }
    return try records.map { line, record in
      do {
        return try record.example
      } catch let error as SequenceFileError {
        throw SequenceFileError("\(url.path): line \(line): \(error.description)")
      }
    }
  }

  /// Reads SCAN's lines `IN: jump twice OUT: I_JUMP I_JUMP`.
  public static func read(commands url: URL) throws -> [SequenceExample] {
    try lines(url) { (line: String) -> SequenceExample in
      guard line.hasPrefix("IN: "), let middle = line.range(of: " OUT: ") else {
        throw SequenceFileError("not of the form \"IN: … OUT: …\"")
      }
      let prompt = line[line.index(line.startIndex, offsetBy: 4)..<middle.lowerBound]
      let answer = words(line[middle.upperBound...])
      return SequenceExample(prompt: words(prompt), answer: answer, length: answer.count)
    }.map(\.value)
  }

  /// Reads PCFG's parallel files of sources and targets.
  public static func read(sources: URL, targets: URL) throws -> [SequenceExample] {
    let functions: Set = [
      "copy", "reverse", "shift", "swap", "repeat", "echo", "append", "prepend", "remove_first",
      "remove_second", "swap_first_last",
    ]
    let prompts = try lines(sources) { words($0) }.map(\.value)
    let answers = try lines(targets) { words($0) }.map(\.value)
    guard prompts.count == answers.count else {
      throw SequenceFileError(
        "\(targets.path): \(answers.count) lines for \(prompts.count) of \(sources.lastPathComponent)"
      )
    }
    return zip(prompts, answers).map { prompt, answer in
      SequenceExample(
        prompt: prompt, answer: answer, length: prompt.count { functions.contains($0) })
    }
  }

  /// What each line that is not empty gives; an error is headed by file and line.
  private static func lines<Value>(
    _ url: URL, _ parse: (String) throws -> Value
  ) throws -> [(line: Int, value: Value)] {
    var reader = try LineReader(url)
    var values: [(line: Int, value: Value)] = []
    var number = 0
    while let line = try reader.next() {
      number += 1
      guard !line.allSatisfy(\.isWhitespace) else { continue }
      do {
        values.append((number, try parse(line)))
      } catch let error as SequenceFileError {
        throw SequenceFileError("\(url.path): line \(number): \(error.description)")
      }
    }
    return values
  }

  fileprivate static func words(_ text: some StringProtocol) -> [String] {
    String(text).split { $0.isWhitespace }.map(String.init)
  }
}

/// One line of the authors' files; which fields are there tells the task.
private struct SequenceRecord: Decodable {
  let a: Int?
  let b: Int?
  let sum: Int?
  let values: [Int]?
  let answer: Int?
  let words: (source: [String], target: [String], length: Int)?
  /// Whether values are to be added; parities have the same fields.
  var isSum = false

  private enum Key: String, CodingKey {
    case a, b, sum, values, answer, src_seq, tgt_seq, cat, source, target, category
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    func words(_ key: Key) throws -> [String] {
      if let list = try? fields.decode([String].self, forKey: key) { return list }
      return SequenceExample.words(try fields.decode(String.self, forKey: key))
    }
    func number(_ key: Key) throws -> Int { try fields.decode(Int.self, forKey: key) }
    let isAddition = fields.contains(.a)
    let isList = !isAddition && fields.contains(.values)
    (a, b, sum) = isAddition ? try (number(.a), number(.b), number(.sum)) : (nil, nil, nil)
    values = isList ? try fields.decode([Int].self, forKey: .values) : nil
    answer = isList ? try number(.answer) : nil
    if isAddition || isList {
      self.words = nil
    } else if fields.contains(.src_seq) {
      self.words = try (words(.src_seq), words(.tgt_seq), number(.cat))
    } else if fields.contains(.source) {
      self.words = try (words(.source), words(.target), number(.category))
    } else {
      throw SequenceFileError("has none of the fields a, values, src_seq, source")
    }
  }

  /// The example, whose stated answer must be the right one.
  var example: SequenceExample {
    get throws {
      if let words {
        return SequenceExample(prompt: words.source, answer: words.target, length: words.length)
      }
      if let a, let b, let sum {
        guard a >= 0, b >= 0, a.addingReportingOverflow(b) == (sum, false) else {
          throw SequenceFileError("\(a) + \(b) is not \(sum), or one is negative")
        }
        func digits(_ number: Int) -> [Int] { "\(number)".compactMap(\.wholeNumberValue) }
        return .addition(digits(a), digits(b))
      }
      guard let values, let answer, !values.isEmpty, values.allSatisfy({ (0...9).contains($0) })
      else { throw SequenceFileError("values are no digits: \(values ?? [])") }
      let total = values.reduce(0, +)
      guard answer == total % (isSum ? 10 : 2) else {
        throw SequenceFileError(
          "answer is \(answer); the \(isSum ? "sum modulo 10" : "parity") of \(values) is not")
      }
      return isSum ? .sum(values) : .parity(values)
    }
  }
}

extension DecodingError {
  /// In words, with the field.
  fileprivate var reason: String {
    switch self {
    case .keyNotFound(let key, _): "the field \(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
    case .dataCorrupted: "is not JSON"
    @unknown default: "is not JSON"
    }
  }
}
