import Foundation

/// Sequences in a FASTA file: a header line that begins with `>`, then lines of letters.
public struct FASTA: Sendable {
  /// A sequence with its header.
  public struct Record: Equatable, Sendable {
    /// The header without its `>`.
    public let header: String
    /// The letters of all its lines, in upper case.
    public let sequence: String
  }

  private let url: URL

  /// The file at a place; it is read when records are asked for.
  public init(_ url: URL) { self.url = url }

  /// Calls `body` for each record in turn, one of which is in memory at a time; stops when it says
  /// false.
  ///
  /// - Throws: on text before the first header, a header without a sequence, or a sign that is no letter,
  ///   gap or stop; the message names file and line.
  public func forEachRecord(_ body: (Record) throws -> Bool) throws {
    var reader = try LineReader(url)
    var header: String?
    var sequence = ""
    var (line, begun) = (0, 0)
    func ended() throws -> Bool {
      guard let header else { return true }
      guard !sequence.isEmpty else {
        throw DatasetError("\(url.path): line \(begun): a header without a sequence")
      }
      return try body(Record(header: header, sequence: sequence))
    }
    while let text = try reader.next() {
      line += 1
      if text.hasPrefix(">") {
        guard try ended() else { return }
        (header, sequence, begun) = (String(text.dropFirst()), "", line)
        continue
      }
      guard !text.isEmpty else { continue }
      guard header != nil else {
        throw DatasetError("\(url.path): line \(line): letters before the first header")
      }
      guard text.utf8.allSatisfy(Self.isLetter) else {
        throw DatasetError("\(url.path): line \(line): a sign that no sequence has")
      }
      sequence += text.uppercased()
    }
    _ = try ended()
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "-"), UInt8(ascii: "*"):
      true
    default: false
    }
  }
}

/// When and where a virus was sampled, from a header of GISAID: fields between `|`, of which the third is
/// the date and the eleventh the country.
public struct SampleOrigin: Hashable, Sendable {
  /// The year and month, as in `2021-04`.
  public let month: String
  /// The country.
  public let country: String

  /// Reads a header; nil where fields are missing or the date lacks a month or a day.
  public init?(header: String) {
    let fields = header.split(separator: "|", omittingEmptySubsequences: false)
    guard fields.count >= 11 else { return nil }
    let date = fields[2].split(separator: "-", omittingEmptySubsequences: false)
    guard date.count == 3, date[0].count == 4, date.allSatisfy({ Int($0) != nil }),
      Int(date[1]) != 0, Int(date[2]) != 0, !fields[10].isEmpty
    else { return nil }
    month = "\(date[0])-\(date[1])"
    country = String(fields[10])
  }
}
