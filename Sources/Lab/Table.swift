import Foundation
import Tensors

/// A table of typed entries, written as Markdown, CSV and LaTeX with one order of rows.
public struct Table: Codable, Equatable, Sendable {
  /// A column's head and how its numbers are shown.
  public struct Column: Codable, Equatable, Sendable, ExpressibleByStringLiteral {
    /// Which number of a column is set in bold.
    public enum Best: String, Codable, Sendable { case highest, lowest }

    /// The head.
    public let name: String
    /// Digits after the point; three unless told.
    public let digits: Int
    /// Which number is best, if one is.
    public let best: Best?

    /// A column with its head, digits and what is best in it.
    public init(_ name: String, digits: Int = 3, best: Best? = nil) {
      self.name = name
      self.digits = digits
      self.best = best
    }

    /// A column with three digits and no best number.
    public init(stringLiteral name: String) { self.init(name) }
  }

  /// One entry of a table.
  public struct Entry: Codable, Equatable, Sendable {
    /// The entry's text, if it is one.
    public let text: String?
    /// The entry's number, with its interval where it has one.
    public let number: Estimate?
    /// Digits after the point; the column's unless given. Whole numbers have 0.
    public let digits: Int?
    /// The paper's number as printed, shown beside ours.
    public internal(set) var reported: String?
    let address: String?

    init(
      text: String? = nil, number: Estimate? = nil, digits: Int? = nil, address: String? = nil
    ) {
      self.text = text
      self.number = number
      self.digits = digits
      self.address = address
    }

    /// No value: shown as a dash.
    public static var missing: Entry { Entry() }

    /// A number with its own digits after the point.
    public static func number(_ value: some Measured, digits: Int) -> Entry {
      let own = value.entry
      return Entry(text: own.text, number: own.number, digits: digits)
    }

    /// A number beside the one that the paper printed at this address of `reported.csv`.
    public static func number(_ value: some Measured, reported address: String, digits: Int? = nil)
      -> Entry
    {
      let own = value.entry
      return Entry(
        text: own.text, number: own.number, digits: digits ?? own.digits, address: address)
    }
  }

  /// The name: the address of the table everywhere.
  public let name: String
  /// The columns, from left to right.
  public let columns: [Column]
  /// The rows, each with an entry a column.
  public internal(set) var rows: [[Entry]]

  /// Makes a table; stops the program when a row has not an entry for each column.
  public init(_ name: String, columns: [Column], rows: [[any TableValue]]) {
    for (index, row) in rows.enumerated() {
      require(
        row.count == columns.count,
        "table '\(name)': row \(index + 1) has \(row.count) entries for \(columns.count) columns")
    }
    self.name = name
    self.columns = columns
    self.rows = rows.map { $0.map(\.entry) }
  }
}

/// What can stand in a table: texts, numbers, estimates, and nil for what is missing.
public protocol TableValue {
  /// The entry that shows the value.
  var entry: Table.Entry { get }
}

extension Table.Entry: TableValue {
  /// Itself.
  public var entry: Table.Entry { self }
}

extension String: TableValue {
  /// A text.
  public var entry: Table.Entry { Table.Entry(text: self) }
}

extension Bool: TableValue {
  /// `yes` or `no`.
  public var entry: Table.Entry { Table.Entry(text: self ? "yes" : "no") }
}

extension Optional: TableValue where Wrapped: TableValue {
  /// The value, or missing.
  public var entry: Table.Entry { self?.entry ?? .missing }
}
