extension Table {
  /// The table as HTML without style: columns of numbers have the class `number`, those of few words
  /// `short`; the best of a column is strong, intervals and the paper's values are `small`.
  var html: String {
    let bold = columns.indices.map(best)
    let side = columns.indices.map { index in
      if isNumeric(index) { return " class=\"number\"" }
      return rows.allSatisfy { $0[index].text?.count ?? 0 <= 28 } ? " class=\"short\"" : ""
    }
    let head = zip(columns, side).map { "<th\($1)>\(Prose.escaped($0.name))</th>" }.joined()
    let lines = rows.enumerated().map { row, entries in
      "<tr>"
        + columns.indices.map { index in
          let (own, interval, reported) = parts(of: entries[index], in: columns[index])
          let shown = Prose.escaped(own)
          let small = [interval, reported].compactMap { $0 }
            .map { " <small>\(Prose.escaped($0))</small>" }.joined()
          return "<td\(side[index])>"
            + (bold[index].contains(row) ? "<strong>\(shown)</strong>" : shown) + small + "</td>"
        }.joined() + "</tr>"
    }
    return "<table><thead><tr>\(head)</tr></thead>\n<tbody>\n\(lines.joined(separator: "\n"))\n"
      + "</tbody></table>"
  }
}
