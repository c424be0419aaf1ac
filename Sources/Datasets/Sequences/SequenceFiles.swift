import Foundation
import Tensors

/// Why a file of sequences cannot be used: names the file and the line.
public struct SequenceFileError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// The files of one task's split in a folder, by what it holds:
///
/// - `train.jsonl`, `test.jsonl` and perhaps `validation.jsonl`, an object a line (see
///   `SequenceExample.read(jsonLines:)`);
/// - `train.src`, `train.tgt`, `test.src` and `test.tgt` (PCFG: the length counts functions);
/// - one `*train*.txt` and one `*test*.txt` of lines `IN: … OUT: …` (SCAN: the length counts the
///   words of the output).
public struct SequenceFiles: Sendable {
  /// What is trained on.
  public let training: [SequenceExample]
  /// The validation file, or where there is none a share of the training file.
  public let heldOut: [SequenceExample]
  /// What is tested on.
  public let test: [SequenceExample]
  /// The file that `test` is from; of parallel files, that of the sources.
  public let testFile: URL

  /// Reads the folder's files.
  ///
  /// - Parameter share: how much of the training file is held out, in random order, where no file
  ///   is for validation.
  public init(folder: URL, heldOut share: Double) throws {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      throw SequenceFileError("\(folder.path): cannot be listed: \(error.localizedDescription)")
    }
    let read = try Self.reader(of: folder, names)
    var training = try read("train").examples
    if names.contains("validation.jsonl") {
      heldOut = try read("validation").examples
    } else {
      var random = SeededRandom(seed: 0, stream: "held out")
      let order = random.shuffled(training)
      let count = Int(share * Double(order.count))
      (heldOut, training) = (Array(order.prefix(count)), Array(order.dropFirst(count)))
    }
    self.training = training
    (test, testFile) = try read("test")
    guard !training.isEmpty else {
      throw SequenceFileError("\(folder.path): no training example")
    }
  }

  /// Every word that occurs, sorted; those of worked solutions too.
  public var words: [String] {
    var words = Set<String>()
    let everything = Scratchpad.Format(Set(Scratchpad.Part.allCases))
    for example in training + heldOut + test {
      words.formUnion(example.prompt)
      words.formUnion(example.completion(everything))
    }
    return words.sorted()
  }

  /// How to read the part `train`, `validation` or `test`, and from which file.
  private static func reader(
    of folder: URL, _ names: [String]
  ) throws -> (String) throws -> (examples: [SequenceExample], file: URL) {
    func file(_ name: String) -> URL { folder.appending(path: name) }
    if names.contains("train.jsonl") {
      return { part in
        let lines = file("\(part).jsonl")
        return (try SequenceExample.read(jsonLines: lines), lines)
      }
    }
    if names.contains("train.src") {
      return { part in
        let sources = file("\(part).src")
        return (
          try SequenceExample.read(sources: sources, targets: file("\(part).tgt")), sources
        )
      }
    }
    if names.contains(where: { $0.hasSuffix(".txt") && $0.contains("train") }) {
      return { part in
        let found = names.filter { $0.hasSuffix(".txt") && $0.contains(part) }
        guard found.count == 1 else {
          throw SequenceFileError(
            "\(folder.path): \(found.count) files *\(part)*.txt (\(found.joined(separator: ", ")))")
        }
        return (try SequenceExample.read(commands: file(found[0])), file(found[0]))
      }
    }
    throw SequenceFileError(
      "\(folder.path): neither train.jsonl nor train.src nor a *train*.txt")
  }
}
