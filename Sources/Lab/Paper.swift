import Foundation

/// The paper an experiment reproduces, and where the experiment's own files are.
public struct Paper: Sendable {
  /// The paper's title.
  public let title: String
  /// The authors' family names, in the paper's order.
  public let authors: [String]
  /// The year of the version that is reproduced.
  public let year: Int?
  /// The number at arxiv.org.
  public let arxiv: String?
  /// Where it was published.
  public let venue: String?
  /// The file beside the experiment that holds the numbers the paper printed.
  public let reported: String?
  let file: String

  /// Describes the paper; `file` is filled in by the compiler and must not be given.
  public init(
    _ title: String, authors: [String] = [], year: Int? = nil, arxiv: String? = nil,
    venue: String? = nil, reported: String? = nil, file: String = #filePath
  ) {
    self.title = title
    self.authors = authors
    self.year = year
    self.arxiv = arxiv
    self.venue = venue
    self.reported = reported
    self.file = file
  }

  /// The reference in one line: authors, year, title, venue and arXiv number.
  public var citation: String {
    let head = [Self.names(of: authors), year.map { "(\($0))" } ?? ""].filter { !$0.isEmpty }
      .joined(separator: " ")
    return [head, title, venue ?? "", arxiv.map { "arXiv \($0)" } ?? ""]
      .filter { !$0.isEmpty }.joined(separator: ". ")
  }
  /// The authors as they are cited: of more than three the first.
  public static func names(of authors: [String]) -> String {
    authors.count > 3 ? "\(authors[0]) et al." : authors.joined(separator: ", ")
  }
}
