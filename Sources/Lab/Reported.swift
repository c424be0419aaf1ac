import Foundation

/// The numbers a paper printed, by address, from the experiment's `reported.csv`.
///
/// The file's head is `id,value,source,note`: the address by which tables and claims name the
/// number (`table6/gemma-7b/mean-belebele`), the value as printed, where in the paper it stands, and
/// a remark.
public struct Reported: Sendable {
  /// One printed number.
  public struct Value: Equatable, Sendable {
    /// The value as the paper prints it: `.9247`, `92.3 %`, `< .001`.
    public let printed: String
    /// Where it stands: `Table 6`.
    public let source: String
    /// A remark, empty if there is none.
    public let note: String
  }

  /// The printed numbers by address.
  public let values: [String: Value]
  private let file: String

  /// No printed numbers.
  init() {
    values = [:]
    file = "reported.csv"
  }

  /// Reads the file; an error names the line.
  public init(_ url: URL) throws {
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw LabError("\(url.path): no such file")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw LabError("\(url.path): not valid UTF-8")
    }
    let rows = try CSV(text, file: url.path).rows
    let head = ["id", "value", "source", "note"]
    guard rows.first?.fields == head else {
      throw LabError("\(url.path):1: the head must be \(head.joined(separator: ","))")
    }
    var values: [String: Value] = [:]
    for (line, fields) in rows.dropFirst() {
      guard fields.count == head.count else {
        throw LabError(
          "\(url.path):\(line): \(fields.count) fields instead of \(head.count)")
      }
      guard !fields[0].isEmpty, !fields[1].isEmpty else {
        throw LabError("\(url.path):\(line): the \(fields[0].isEmpty ? "id" : "value") is empty")
      }
      let value = Value(printed: fields[1], source: fields[2], note: fields[3])
      guard values.updateValue(value, forKey: fields[0]) == nil else {
        throw LabError("\(url.path):\(line): address '\(fields[0])' stands twice")
      }
    }
    self.values = values
    file = url.path
  }

  /// The printed value at an address.
  public subscript(address: String) -> Value {
    get throws {
      guard let value = values[address] else {
        throw LabError(
          "\(file): no address '\(address)'; \(suggestion(for: address, among: values.keys.sorted()))"
        )
      }
      return value
    }
  }

  /// The number at an address: marks of footnotes, a percent sign and thousands' commas are ignored.
  public func number(_ address: String) throws -> Double {
    let printed = try self[address].printed
    guard let number = Self.number(printed) else {
      throw LabError("\(file): '\(printed)' at address '\(address)' is not a number")
    }
    return number
  }

  /// The printed text as a number; nil when it is none.
  static func number(_ printed: String) -> Double? {
    Double(printed.filter { !"*†‡%, ".contains($0) }.replacing("−", with: "-"))
  }
}
