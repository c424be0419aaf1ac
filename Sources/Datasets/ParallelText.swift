import Foundation
import Store

/// Sentences that are translations of each other: a folder with one file a language, one sentence a
/// line, line i the same sentence in every file (FLORES, NTREX, a Bible corpus).
///
/// A file's language is its name up to the first dot (`eng_Latn.devtest` → `eng_Latn`) and its
/// extension is the rest. Never a language: hidden files, `*.tsv`, `*.csv`, `*.json`, `*.md`,
/// `README*`, `LICENSE*` and `vref.txt`. All other files must share one extension, or the caller says
/// which one counts.
public struct ParallelText: Sendable {
  /// The folder.
  public let folder: URL

  /// The languages, sorted by code.
  public private(set) var languages: [String]

  /// What follows the first dot in the names of the language files.
  public let fileExtension: String

  /// Lists the folder; reads no file.
  ///
  /// - Parameters:
  ///   - languages: those to use, all if nil; each must be there.
  ///   - fileExtension: the extension of language files; nil where all share one.
  public init(folder: URL, languages: [String]? = nil, fileExtension: String? = nil) throws {
    self.folder = folder
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw DatasetError("\(folder.path): cannot be listed: \(error.localizedDescription)")
    }
    var byExtension: [String: [String]] = [:]
    for name in names.sorted() where !Self.isCompanion(name) && Self.isFile(folder, name) {
      let (language, rest) = Self.parts(name)
      byExtension[rest, default: []].append(language)
    }
    let found = byExtension.keys.sorted().map { "\(byExtension[$0]?.count ?? 0) \"\($0)\"" }
    let chosen = fileExtension ?? (byExtension.count == 1 ? byExtension.keys.first : nil)
    guard let chosen else {
      throw DatasetError(
        byExtension.isEmpty
          ? "\(folder.path): no language files"
          : "\(folder.path): files of several extensions (\(found.joined(separator: ", "))); "
            + "say which are the languages")
    }
    guard let present = byExtension[chosen] else {
      throw DatasetError(
        "\(folder.path): no language files with the extension \"\(chosen)\"; "
          + "there are \(found.isEmpty ? "none at all" : found.joined(separator: ", "))")
    }
    self.fileExtension = chosen
    self.languages = present.sorted()
    if let languages {
      for language in languages { _ = try file(of: language) }
      self.languages = Set(languages).sorted()
    }
  }

  /// The file of a language; an unknown one is an error that lists similar codes.
  public func file(of language: String) throws -> URL {
    guard languages.contains(language) else {
      let near = Self.nearest(to: language, in: languages)
      throw DatasetError(
        "\(folder.path): no file for the language \"\(language)\" among \(languages.count)"
          + (near.isEmpty ? "" : "; similar: \(near.joined(separator: ", "))"))
    }
    let name = fileExtension.isEmpty ? language : "\(language).\(fileExtension)"
    return folder.appendingPathComponent(name)
  }

  /// The SHA-256 digest of a language's whole file, as 64 hexadecimal digits.
  public func digest(of language: String) throws -> String {
    try Digest.sha256(file: try file(of: language))
  }

  /// What to do with a line that is empty once it is stripped.
  public enum EmptyLines: Sendable {
    /// An error that names file and line.
    case refused
    /// An empty sentence, as MEXA's reference script has it.
    case kept
  }

  /// The first sentences of a language, or all where the file has fewer; reads no further.
  ///
  /// Lines end with LF or CRLF; each is stripped as Python's `str.strip()` does.
  ///
  /// - Throws: on invalid UTF-8, a carriage return inside a line, a line of more than a mebibyte, or
  ///   an empty line unless it is kept; the message names file and line.
  public func sentences(_ language: String, first: Int, emptyLines: EmptyLines = .refused) throws
    -> [String]
  {
    let url = try file(of: language)
    guard first > 0 else {
      throw DatasetError("\(url.path): the first \(first) sentences were asked for")
    }
    var sentences: [String] = []
    var reader = try LineReader(url)
    while sentences.count < first, let line = try reader.next() {
      let sentence = Self.stripped(line)
      guard !sentence.isEmpty || emptyLines == .kept else {
        throw DatasetError("\(url.path): line \(sentences.count + 1) is empty")
      }
      sentences.append(sentence)
    }
    return sentences
  }

  /// What to do when a language has fewer sentences than another.
  public enum UnequalCounts: Sendable {
    /// An error that names both languages.
    case refused
    /// All are cut to the shortest, and a warning says so.
    case truncated
  }

  /// How many of the first sentences every language has.
  ///
  /// - Returns: the number, and a warning where languages had to be cut.
  public func commonCount(first: Int, unequal: UnequalCounts = .refused) throws
    -> (count: Int, warning: String?)
  {
    var counts: [(language: String, lines: Int)] = []
    for language in languages {
      var reader = try LineReader(try file(of: language))
      var lines = 0
      while lines < first, try reader.next() != nil { lines += 1 }
      counts.append((language, lines))
    }
    guard let least = counts.min(by: { $0.lines < $1.lines }),
      let most = counts.max(by: { $0.lines < $1.lines })
    else { return (0, nil) }
    guard least.lines < most.lines else { return (least.lines, nil) }
    let message =
      "\(folder.path): \(least.language) has \(least.lines) sentences, \(most.language) has "
      + "\(most.lines == first ? "at least " : "")\(most.lines)"
    guard unequal == .truncated else { throw DatasetError(message) }
    return (least.lines, message + "; all are cut to \(least.lines)")
  }

  /// The text without white space at its ends, by the rule of Python's `str.strip()`.
  public static func stripped(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  /// Python's `str.isspace`: white space, paragraph and segment separators by bidirectional class, or
  /// category Zs. Unlike White_Space it has U+001C…U+001F.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
      0x205F, 0x3000:
      true
    default: false
    }
  }

  private static func parts(_ name: String) -> (language: String, fileExtension: String) {
    guard let dot = name.firstIndex(of: ".") else { return (name, "") }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  private static func isCompanion(_ name: String) -> Bool {
    let ends = [".tsv", ".csv", ".json", ".md"]
    return name.hasPrefix(".") || name.hasPrefix("README") || name.hasPrefix("LICENSE")
      || name == "vref.txt" || ends.contains { name.hasSuffix($0) }
  }

  private static func isFile(_ folder: URL, _ name: String) -> Bool {
    var isFolder: ObjCBool = false
    let path = folder.appendingPathComponent(name).path
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue
  }

  /// Up to three names that begin so or are within a few edits, regardless of case.
  private static func nearest(to name: String, in names: [String]) -> [String] {
    let wanted = name.lowercased()
    let scored = names.map { other in
      (other, other.lowercased().hasPrefix(wanted) ? 0 : edits(wanted, other.lowercased()))
    }
    return scored.filter { $0.1 <= max(2, name.count / 2) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
  }

  /// Levenshtein's distance.
  private static func edits(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let change = diagonal + (character == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(change, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[right.count]
  }
}
