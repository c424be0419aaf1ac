import Plot

extension Notebook {
  /// Prose of the report, as Markdown.
  public func note(_ text: @autoclosure () throws -> String) throws {
    guard !bench.isPartial else { return }
    page.add(.note(try bench.recorder.showing(text).value))
  }

  /// Shows a table; it goes to the report, the terminal, and to Markdown, CSV and LaTeX files.
  ///
  /// - Parameter isAppendix: a table too long for the terminal.
  public func table(
    _ name: String, columns: @autoclosure () throws -> [Table.Column], isAppendix: Bool = false,
    rows: @autoclosure () throws -> [[any TableValue]]
  ) throws {
    guard !bench.isPartial else { return }
    var (table, reads) = try bench.recorder.showing {
      Table(name, columns: try columns(), rows: try rows())
    }
    for row in table.rows.indices {
      for column in table.columns.indices {
        guard let address = table.rows[row][column].address else { continue }
        table.rows[row][column].reported = try reported[address].printed
      }
    }
    page.add(.table(table, reads: reads))
    if isAppendix { page.appendices.insert(name) }
  }

  /// Shows a table of two columns: what, and its value; whole numbers are shown without a point.
  public func table(
    _ name: String, _ rows: @autoclosure () throws -> KeyValuePairs<String, any TableValue>
  ) throws {
    try table(
      name, columns: ["", "value"],
      rows: try rows().map { name, value in
        let entry = value.entry
        guard let number = entry.number?.value, number == number.rounded() else {
          return [name, entry]
        }
        return [name, .number(entry.number ?? 0, digits: 0) as Table.Entry]
      })
  }

  /// Shows a figure of one or more panels.
  public func figure(
    _ name: String, caption: String = "", columns: Int = 2, size: Figure.Size = .column,
    _ draw: (Canvas) throws -> Void
  ) throws {
    guard !bench.isPartial else { return }
    let (figure, reads) = try bench.recorder.showing {
      try Figure(columns: columns, size: size, draw)
    }
    page.add(.figure(name: name, caption: caption, figure, reads: reads))
  }

  /// The numbers that the paper printed.
  var reported: Reported { page.reported }
}
