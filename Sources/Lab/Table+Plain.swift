extension Table {
  /// The table for a terminal, columns aligned.
  public var plain: String { plain(within: nil) }

  /// The table for a terminal, columns aligned.
  ///
  /// - Parameter limit: how many characters a line may have; texts are broken into lines where the
  ///   table would be wider, but not below 12. As wide as it is when nil.
  public func plain(within limit: Int?) -> String {
    let cells =
      [columns.map(\.name)] + rows.map { zip($0, columns).map { text($0, in: $1) } }
    var widths = columns.indices.map { index in cells.map { $0[index].count }.max() ?? 0 }
    let texts = columns.indices.filter { !isNumeric($0) }
    // The widest text gives way first.
    while let limit, widths.reduce(2 * (columns.count - 1), +) > limit,
      let widest = texts.max(by: { widths[$0] < widths[$1] }), widths[widest] > 12
    {
      widths[widest] -= 1
    }
    let blocks = cells.map { row in
      let parts = zip(row, widths).map { $0.lines(within: $1) }
      return (0..<(parts.map(\.count).max() ?? 0)).map { line in
        columns.indices.map { index in
          let text = line < parts[index].count ? parts[index][line] : ""
          let pad = String(repeating: " ", count: widths[index] - text.count)
          return isNumeric(index) ? pad + text : text + pad
        }.joined(separator: "  ")
      }
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return (blocks[0] + [rule] + blocks.dropFirst().joined()).map { line in
      line.replacing(#/ +$/#, with: "")
    }.joined(separator: "\n") + "\n"
  }
}

extension String {
  /// The text broken between words into lines of at most `width` characters, a longer word within.
  func lines(within width: Int) -> [String] {
    guard count > width, width > 0 else { return [self] }
    var lines = [""]
    for word in split(separator: " ", omittingEmptySubsequences: false) {
      var rest = word[...]
      if !lines[lines.count - 1].isEmpty {
        if lines[lines.count - 1].count + 1 + rest.count <= width {
          lines[lines.count - 1] += " " + rest
          continue
        }
        lines.append("")
      }
      while rest.count > width {
        lines[lines.count - 1] = String(rest.prefix(width))
        rest = rest.dropFirst(width)
        lines.append("")
      }
      lines[lines.count - 1] = String(rest)
    }
    return lines
  }
}
