import Foundation

extension Report {
  /// The report as one HTML page that needs no other file and no network.
  var html: String {
    let body = """
      <header>
      <p class="slug">\(Prose.escaped(provenance.experiment)) · \
      <span>\(Prose.escaped(provenance.preset)) preset\(changesHTML)</span></p>
      <h1>\(Prose.escaped(paper.title))</h1>
      <p class="citation">\(citation)</p>
      \(Prose.html(introduction))
      <p id="run" class="hint"></p>
      </header>
      <nav><details><summary>Contents</summary>
      <ul>
      \(contents)
      </ul></details></nav>
      <main>
      \(claimsHTML)
      <section id="notebook"><h2>Notebook</h2>
      \(passages.map(html).joined(separator: "\n"))
      </section>
      \(parametersHTML)
      \(provenanceHTML)
      </main>
      \(Self.runElement)
      <script>
      \(Self.script)
      </script>
      """
    return Style.page(
      title: "\(provenance.experiment) · \(paper.title)", style: Style.report, body: body)
  }

  /// Where the page takes from what differs between runs.
  static let runElement = "<script src=\"run.js\"></script>"

  private var citation: String {
    let text = Prose.escaped(paper.citation)
    guard let arxiv = paper.arxiv else { return text }
    let name = Prose.escaped(arxiv)
    return text.replacing(
      "arXiv \(name)", with: "<a href=\"https://arxiv.org/abs/\(name)\">arXiv \(name)</a>")
  }

  private var changesHTML: String {
    let changed = parameters.filter(\.isChanged).map(\.name)
    return changed.isEmpty ? "" : " with other \(Prose.escaped(changed.joined(separator: ", ")))"
  }

  /// The page's parts, the notes' headings and what is shown under them.
  private var contents: String {
    func line(_ anchor: String, _ name: String, isInner: Bool = false) -> String {
      "<li\(isInner ? " class=\"inner\"" : "")><a href=\"#\(anchor)\">\(Prose.escaped(name))</a></li>"
    }
    var lines = page.claims.isEmpty ? [] : [line("claims", "Claims")]
    lines.append(line("notebook", "Notebook"))
    for case .piece(let piece, _) in passages {
      switch piece {
      case .note(let text):
        for heading in Prose.headings(in: text) {
          lines.append(line("note-\(FileName.of(heading))", heading))
        }
      case .table(let table, _):
        lines.append(line("table-\(FileName.of(table.name))", table.name, isInner: true))
      case .figure(let name, _, _, _):
        lines.append(line("figure-\(FileName.of(name))", name, isInner: true))
      case .claim: break
      }
    }
    lines += [line("parameters", "Parameters"), line("provenance", "Provenance")]
    return lines.joined(separator: "\n")
  }

  private func html(_ passage: Passage) -> String {
    switch passage {
    case .step(let step): html(step)
    case .piece(.note(let text), _): "<div class=\"note\">\(Prose.html(text))</div>"
    case .piece(.table(let table, let reads), _):
      """
      <section id="table-\(FileName.of(table.name))"><h3>\(Prose.escaped(table.name))</h3>
      \(html(table))
      \(origin(of: reads, remark: table.hasReported ? "The paper's value in parentheses." : ""))
      </section>
      """
    case .piece(.figure(let name, let caption, _, let reads), _):
      """
      <section id="figure-\(FileName.of(name))"><h3>\(Prose.escaped(name))</h3>
      <figure\(Style.isPictorial(drawings[name] ?? "") ? " class=\"pictures\"" : "") \
      style="--width: \(Self.width(drawings[name] ?? ""))">\
      <div class="wide">\(Self.inline(drawings[name] ?? ""))</div>
      <figcaption>\(Prose.html(caption))</figcaption></figure>
      \(origin(of: reads, remark: ""))
      </section>
      """
    case .piece(.claim, _), .claims: ""
    }
  }

  /// The table; one too long for the terminal, and for this page, is folded.
  private func html(_ table: Table) -> String {
    let whole = "<div class=\"wide\">\(table.html)</div>"
    guard page.appendices.contains(table.name), table.rows.count > 12 else { return whole }
    return "<details><summary>\(table.rows.count) rows</summary>\n\(whole)</details>"
  }

  private func html(_ step: Step) -> String {
    let data = step.isCell ? " data-cell=\"\(Prose.escaped(step.name))\"" : ""
    let anchor = "id=\"cell-\(FileName.of(step.name))\"\(data)"
    let head =
      "<code>\(Prose.escaped(step.name))</code> "
      + "<span class=\"ran\">\(step.isCell ? "" : "made in each run, not stored")</span>"
    guard let source = step.source else { return "<p class=\"cell\" \(anchor)>\(head)</p>" }
    return """
      <details class="cell" \(anchor)><summary>\(head)</summary>
      <pre><code>\(Highlight.html(source))</code></pre></details>
      """
  }

  /// Which cells a thing shown is made of.
  private func origin(of reads: [Read], remark: String) -> String {
    var names: [String] = []
    for name in reads.compactMap(\.step) where !names.contains(name) { names.append(name) }
    // What a resource was made of follows it.
    let links = names.prefix(4).map {
      "<a href=\"#cell-\(FileName.of($0))\">\(Prose.escaped($0))</a>"
    }
    let rest =
      names.count <= 4
      ? ""
      : " and <span title=\"\(Prose.escaped(names.dropFirst(4).joined(separator: ", ")))\">"
        + "\(names.count - 4) more</span>"
    let from = links.isEmpty ? "" : "From \(links.joined(separator: ", "))\(rest)."
    let text = [remark, from].filter { !$0.isEmpty }.joined(separator: " ")
    return text.isEmpty ? "" : "<p class=\"hint origin\">\(text)</p>"
  }

  private var parametersHTML: String {
    let rows = parameters.map { parameter in
      """
      <tr\(parameter.isChanged ? " class=\"changed\"" : "")><td><code>\(parameter.name)</code></td>\
      <td><code>\(Prose.escaped(parameter.value))</code>\
      \(parameter.isChanged ? " <small>preset \(Prose.escaped(parameter.preset))</small>" : "")\
      \(parameter.isInert ? " <small>inert</small>" : "")</td>\
      <td>\(Prose.inline(parameter.comment))</td></tr>
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

  private var provenanceHTML: String {
    let rows = origins.map {
      "<tr><td>\(Prose.escaped($0.name))</td><td><code>\(Prose.escaped($0.value))</code></td></tr>"
    }
    return """
      <section id="provenance"><h2>Provenance</h2>
      <p>Key <code>\(provenance.key)</code>, \
      \(provenance.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        .map(Prose.escaped).joined(separator: ", ")), \
      \(provenance.threads) \(provenance.threads == 1 ? "thread" : "threads"), \
      \(provenance.device).</p>
      <details><summary>versions and digests</summary><div class="wide"><table><tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div></details></section>
      """
  }

  /// The drawing's own width.
  private static func width(_ drawing: String) -> Substring {
    drawing.firstMatch(of: #/<svg[^>]* width="([0-9.]+)"/#)?.output.1 ?? "480"
  }

  /// The drawing without what only a file of its own needs.
  static func inline(_ drawing: String) -> String {
    drawing.range(of: "<svg").map { String(drawing[$0.lowerBound...]) } ?? ""
  }
}
