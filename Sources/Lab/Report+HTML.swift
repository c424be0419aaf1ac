import Foundation

extension Report {
  /// The report as one HTML page that needs no other file and no network.
  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="Reprise">
    <title>\(Prose.escaped(provenance.experiment)) · \(Prose.escaped(paper.title))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <header>
    <p class="slug">\(Prose.escaped(provenance.experiment)) · \
    <span>\(Prose.escaped(provenance.preset)) preset</span></p>
    <h1>\(Prose.escaped(paper.title))</h1>
    <p class="citation">\(citation)</p>
    \(Prose.html(introduction))
    </header>
    <main>
    \(claimsHTML)
    \(piecesHTML)
    \(parametersHTML)
    \(cellsHTML)
    \(provenanceHTML)
    </main>
    <script src="run.js"></script>
    <script>
    \(Self.script)
    </script>
    </body>
    </html>

    """
  }

  private var citation: String {
    let text = Prose.escaped(paper.citation)
    guard let arxiv = paper.arxiv else { return text }
    let name = Prose.escaped(arxiv)
    return text.replacing(
      "arXiv \(name)", with: "<a href=\"https://arxiv.org/abs/\(name)\">arXiv \(name)</a>")
  }

  private var claimsHTML: String {
    guard !page.claims.isEmpty else { return "" }
    let items = page.claims.map { claim in
      let facts = [
        claim.reported.map { ("paper", [$0, claim.source ?? ""].joined(separator: " ")) },
        claim.ours.map { ("ours", Table.text($0, digits: 3)) },
        claim.details.map { ("measured", $0) }, ("rule", claim.rule),
      ].compactMap { $0 }.map {
        "<dt>\($0.0)</dt><dd>\(Prose.escaped($0.1))</dd>"
      }.joined()
      let kind = claim.verdict.rawValue.prefix { $0 != "(" }.split(separator: " ").prefix(2)
        .joined(separator: "-")
      return """
        <li class="claim \(kind)"><span class="verdict">\(claim.verdict.rawValue)</span>
        <p>\(Prose.escaped(claim.sentence))</p><dl>\(facts)</dl></li>
        """
    }
    return """
      <section id="claims"><h2>Claims</h2>
      <p class="hint">\(page.claims.tally)</p>
      <ul class="claims">
      \(items.joined(separator: "\n"))
      </ul></section>
      """
  }

  private var piecesHTML: String {
    page.pieces.map { piece in
      switch piece {
      case .note(let text): "<section class=\"note\">\(Prose.html(text))</section>"
      case .table(let table, _):
        """
        <section id="table-\(FileName.of(table.name))"><h2>\(Prose.escaped(table.name))</h2>
        <div class="wide">\(Self.html(table))</div>\
        \(table.hasReported ? "<p class=\"hint\">The paper's value in parentheses.</p>" : "")\
        </section>
        """
      case .figure(let name, let caption, _, _):
        """
        <section id="figure-\(FileName.of(name))"><h2>\(Prose.escaped(name))</h2>
        <figure>\(Self.inline(drawings[name] ?? ""))
        <figcaption>\(Prose.html(caption))</figcaption></figure></section>
        """
      case .claim: ""
      }
    }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var parametersHTML: String {
    let rows = parameters.map { parameter in
      """
      <tr\(parameter.isChanged ? " class=\"changed\"" : "")><td><code>\(parameter.name)</code></td>\
      <td><code>\(Prose.escaped(parameter.value))</code>\
      \(parameter.isChanged ? " <small>preset \(Prose.escaped(parameter.preset))</small>" : "")\
      \(parameter.isInert ? " <small>inert</small>" : "")</td>\
      <td>\(Prose.escaped(parameter.comment))</td></tr>
      """
    }
    return """
      <section id="parameters"><h2>Parameters</h2><div class="wide"><table>
      <thead><tr><th>parameter</th><th>value</th><th></th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div></section>
      """
  }

  private var cellsHTML: String {
    let items = cells.map { name, source in
      let head = "<code>\(Prose.escaped(name))</code> <span class=\"ran\"></span>"
      let name = " data-cell=\"\(Prose.escaped(name))\""
      guard let source else { return "<p\(name)>\(head)</p>" }
      return """
        <details\(name)><summary>\(head)</summary>
        <pre><code>\(Prose.escaped(source))</code></pre></details>
        """
    }
    return "<section id=\"cells\"><h2>Cells</h2>\n\(items.joined(separator: "\n"))\n</section>"
  }

  private var provenanceHTML: String {
    let rows = origins.map {
      "<tr><td>\(Prose.escaped($0.name))</td><td><code>\(Prose.escaped($0.value))</code></td></tr>"
    }
    return """
      <section id="provenance"><h2>Provenance</h2><p id="run"></p>
      <details><summary>versions and digests</summary><div class="wide"><table><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div></details></section>
      """
  }

  private static func html(_ table: Table) -> String {
    let bold = table.columns.indices.map(table.best)
    let side = table.columns.indices.map { table.isNumeric($0) ? " class=\"number\"" : "" }
    let head = zip(table.columns, side).map { "<th\($1)>\(Prose.escaped($0.name))</th>" }.joined()
    let rows = table.rows.enumerated().map { row, entries in
      "<tr>"
        + table.columns.indices.map { index in
          let text = Prose.escaped(table.text(entries[index], in: table.columns[index]))
          return "<td\(side[index])>"
            + (bold[index].contains(row) ? "<strong>\(text)</strong>" : text) + "</td>"
        }.joined() + "</tr>"
    }
    return "<table><thead><tr>\(head)</tr></thead>\n<tbody>\n\(rows.joined(separator: "\n"))\n"
      + "</tbody></table>"
  }

  /// The drawing without what only a file of its own needs.
  private static func inline(_ drawing: String) -> String {
    drawing.range(of: "<svg").map { String(drawing[$0.lowerBound...]) } ?? ""
  }
}
