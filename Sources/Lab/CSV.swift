import Foundation

/// Rows of a CSV file (RFC 4180), each with the number of the line it starts on.
public struct CSV {
  /// The rows in their order.
  public let rows: [(line: Int, fields: [String])]

  /// Parses the text; throws the line of a quote that is misplaced or never closed.
  public init(_ text: String, file: String) throws {
    var rows: [(line: Int, fields: [String])] = []
    var fields: [String] = []
    var field = ""
    var line = 1
    var start = 1
    var isQuoted = false
    var wasQuoted = false
    var characters = text.unicodeScalars.makeIterator()
    var next = characters.next()
    func endField() {
      fields.append(wasQuoted ? field : field.trimmingCharacters(in: .whitespaces))
      field = ""
      wasQuoted = false
    }
    func endRow() {
      endField()
      if fields != [""] { rows.append((start, fields)) }
      fields = []
      start = line
    }
    while let scalar = next {
      next = characters.next()
      if scalar == "\n" { line += 1 }
      if isQuoted {
        if scalar != "\"" {
          field.unicodeScalars.append(scalar)
        } else if next == "\"" {
          field += "\""
          next = characters.next()
        } else {
          isQuoted = false
        }
        continue
      }
      switch scalar {
      case "\"":
        guard field.allSatisfy(\.isWhitespace), !wasQuoted else {
          throw LabError("\(file):\(line): a quote inside a field that is not quoted")
        }
        field = ""
        isQuoted = true
        wasQuoted = true
      case ",": endField()
      case "\n": endRow()
      case "\r": break
      default:
        guard !wasQuoted || scalar == " " else {
          throw LabError("\(file):\(line): text after a closing quote")
        }
        if !wasQuoted { field.unicodeScalars.append(scalar) }
      }
    }
    guard !isQuoted else { throw LabError("\(file):\(start): a quote is never closed") }
    if !fields.isEmpty || !field.isEmpty || wasQuoted { endRow() }
    self.rows = rows
  }
}
