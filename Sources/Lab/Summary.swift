import Foundation
import Plot

/// All that a run shows, without the circumstances: what is stored as a baseline and compared.
public struct Summary: Codable, Equatable, Sendable {
  /// The tables in the notebook's order.
  public let tables: [Table]
  /// The claims in the notebook's order.
  public let claims: [Claim]
  /// The figures' data by name.
  public let figures: [String: Figure]

  init(_ page: Page) {
    tables = page.tables
    claims = page.claims
    figures = Dictionary(uniqueKeysWithValues: page.figures.map { ($0.name, $0.figure) })
  }

  /// Reads a stored summary; an error names the file.
  public init(_ url: URL) throws {
    do {
      self = try JSON.decoder.decode(Summary.self, from: Data(contentsOf: url))
    } catch let error as DecodingError {
      throw LabError("\(url.path): not a summary of this version: \(error)")
    }
  }

  /// A number or text that can be compared, under its address.
  enum Value: Equatable {
    case number(Double)
    case text(String)

    var shown: String {
      switch self {
      case .number(let number): "\(number)"
      case .text(let text): text
      }
    }
  }

  /// Every value under its address: `table/<name>/<row>/<column>`, `claim/<sentence>/verdict`,
  /// `figure/<name>/<place in its data>`; with the paper's print where there is one.
  var values: [(address: String, value: Value, reported: String?)] {
    tables.flatMap(Self.values) + claims.flatMap(Self.values)
      + figures.sorted { $0.key < $1.key }.flatMap { name, figure in
        Self.values(at: "figure/\(name)", of: figure)
      }
  }

  private static func values(of table: Table) -> [(String, Value, String?)] {
    entries(of: table).flatMap { address, entry -> [(String, Value, String?)] in
      if let number = entry.number {
        return values(at: "table/\(address)", of: number, entry.reported)
      }
      return [("table/\(address)", .text(entry.text ?? "—"), entry.reported)]
    }
  }

  /// The entries of a table, each under `table/row/column`.
  private static func entries(of table: Table) -> [(address: String, entry: Table.Entry)] {
    zip(table.rows, table.labels).flatMap { row, label in
      zip(table.columns, row).map { ("\(table.name)/\(label)/\($0.name)", $1) }
    }
  }

  /// The numbers of a table with their intervals, each under `table/row/column`.
  static func numbers(of table: Table) -> [(address: String, number: Estimate)] {
    entries(of: table).compactMap { address, entry in entry.number.map { (address, $0) } }
  }

  private static func values(of claim: Claim) -> [(String, Value, String?)] {
    let address = "claim/\(claim.sentence)"
    let verdict = (address + "/verdict", Value.text(claim.verdict.rawValue), nil as String?)
    return [verdict]
      + (claim.ours.map { values(at: address + "/ours", of: $0, claim.reported) } ?? [])
  }

  private static func values(at address: String, of number: Estimate, _ reported: String?)
    -> [(String, Value, String?)]
  {
    [(address, .number(number.value), reported)]
      + (number.low.map { [(address + "/low", .number($0), nil)] } ?? [])
      + (number.high.map { [(address + "/high", .number($0), nil)] } ?? [])
  }

  private static func values(at address: String, of figure: Figure) -> [(String, Value, String?)] {
    guard let data = try? JSON.encoder.encode(figure),
      let tree = try? JSON.decoder.decode(Tree.self, from: data)
    else { return [] }
    return tree.leaves(at: address).map { ($0, $1, nil) }
  }
}

extension Table {
  /// The rows' names: their first entries, with as many of the texts after them as tell the rows
  /// apart, and a number where one stands again all the same.
  var labels: [String] {
    let texts = columns.indices.prefix { column in rows.allSatisfy { $0[column].text != nil } }
      .count
    func names(_ width: Int) -> [String] {
      rows.map { row in
        row.prefix(width).map { $0.text ?? $0.number.map { "\($0.value)" } ?? "" }
          .joined(separator: ", ")
      }
    }
    let widths = 1...max(1, texts)
    let width = widths.first { Set(names($0)).count == rows.count } ?? widths.upperBound
    var counts: [String: Int] = [:]
    return names(width).map { label in
      counts[label, default: 0] += 1
      let count = counts[label] ?? 1
      return count > 1 ? "\(label)#\(count)" : label
    }
  }
}

/// Any JSON, as far as comparing needs it.
private enum Tree: Decodable {
  case number(Double)
  case text(String)
  case list([Tree])
  case members([String: Tree])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([Tree].self) {
      self = .list(list)
    } else if let members = try? container.decode([String: Tree].self) {
      self = .members(members)
    } else {
      self = .text((try? container.decode(Bool.self)).map { "\($0)" } ?? "none")
    }
  }

  func leaves(at address: String) -> [(String, Summary.Value)] {
    switch self {
    case .number(let number): [(address, .number(number))]
    case .text(let text): [(address, .text(text))]
    case .list(let list):
      list.enumerated().flatMap { $1.leaves(at: "\(address)/\($0)") }
    case .members(let members):
      members.sorted { $0.key < $1.key }.flatMap { $1.leaves(at: "\(address)/\($0)") }
    }
  }
}
