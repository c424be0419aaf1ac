import Foundation

extension Gallery {
  /// The site's first page.
  var html: String {
    let claims = exhibits.flatMap(\.claims)
    let body = """
      <header>
      <h1>Reprise</h1>
      <p>\(exhibits.count) \(exhibits.count == 1 ? "experiment" : "experiments"), \
      \(claims.count) \(claims.count == 1 ? "claim" : "claims") put to the test.</p>
      <div class="marks">\(claims.marks)</div>
      <form role="search" onsubmit="return false">
      <input id="search" type="search" placeholder="Search titles, authors, claims" \
      aria-label="Search" autocomplete="off">
      <select id="filter" aria-label="Show">
      <option value="">all experiments</option>
      <option value="held">with a claim held</option>
      <option value="not-held">with a claim not held</option>
      <option value="open">with a claim not settled</option>
      <option value="run">run here</option>
      <option value="waiting">not run here</option>
      </select>
      <select id="order" aria-label="Order">
      <option value="slug">by name</option>
      <option value="year">newest paper first</option>
      <option value="seconds">longest first</option>
      <option value="claims">most claims first</option>
      </select>
      </form>
      <p id="count" class="hint" aria-live="polite"></p>
      </header>
      <main id="cards">
      \(exhibits.map(card).joined(separator: "\n"))
      </main>
      <script>
      \(Self.script)
      </script>
      """
    return Style.page(
      title: "Reprise: \(exhibits.count) experiments", style: Style.gallery, body: body)
  }

  private func card(_ exhibit: Exhibit) -> String {
    let slug = Prose.escaped(exhibit.slug)
    let kinds = Set(exhibit.claims.map(\.verdict.kind)).union([exhibit.isRun ? "run" : "waiting"])
    let text =
      [exhibit.slug, exhibit.title, exhibit.arxiv ?? "", exhibit.introduction] + exhibit.authors
      + exhibit.claims.map(\.sentence)
    let picture =
      exhibit.drawing.map {
        "<div class=\"picture\(Style.isPictorial($0) ? " pictures" : "")\"><img "
          + "src=\"\(slug)/card.svg\" alt=\"A figure of \(slug)\" loading=\"lazy\"></div>"
      } ?? "<div class=\"picture none\">no figure yet</div>"
    let target = exhibit.runs.first.map { "\(exhibit.slug)/\($0.name).html" }
    let title = Prose.escaped(exhibit.title)
    return """
      <article class="card" data-kinds="\(kinds.sorted().joined(separator: " "))" \
      data-slug="\(slug)" data-year="\(exhibit.year ?? 0)" \
      data-seconds="\(exhibit.seconds ?? 0)" data-claims="\(exhibit.claims.count)" \
      data-text="\(Prose.escaped(text.joined(separator: " ").lowercased()))">
      \(target.map { "<a class=\"cover\" href=\"\(Prose.escaped($0))\">\(picture)</a>" } ?? picture)
      <p class="slug">\(slug)\(exhibit.year.map { " · \($0)" } ?? "")</p>
      <h2>\(target.map { "<a href=\"\(Prose.escaped($0))\">\(title)</a>" } ?? title)</h2>
      <p class="hint">\(Prose.escaped(Paper.names(of: exhibit.authors)))</p>
      \(bar(exhibit.claims))
      <div class="marks">\(exhibit.claims.marks)</div>
      \(claims(exhibit.claims))
      <p class="hint facts">\(exhibit.facts)</p>
      </article>
      """
  }

  /// The shares of the verdicts as a bar.
  private func bar(_ claims: [Claim]) -> String {
    guard !claims.isEmpty else { return "" }
    let parts = ["held", "not-held", "open", "none"].map { kind in
      let count = claims.count { $0.verdict.kind == kind }
      return count == 0 ? "" : "<span class=\"\(kind)\" style=\"flex: \(count)\"></span>"
    }
    return "<div class=\"bar\" aria-hidden=\"true\">\(parts.joined())</div>"
  }

  private func claims(_ claims: [Claim]) -> String {
    guard !claims.isEmpty else { return "" }
    let items = claims.map {
      "<li class=\"\($0.verdict.kind)\" title=\"\($0.verdict.rawValue)\">"
        + "<span>\($0.verdict.sign)</span> \(Prose.escaped($0.sentence))</li>"
    }
    return """
      <details><summary>\(claims.count) \(claims.count == 1 ? "claim" : "claims")</summary>
      <ul>\(items.joined(separator: "\n"))</ul></details>
      """
  }
}

extension Exhibit {
  var isRun: Bool { if case .run = results { true } else { false } }

  /// How long computing the results took; nil when that is not known.
  var seconds: Double? {
    if case .run(let run) = results { run.record?.computing } else { nil }
  }

  /// How and how long it was run, and links.
  fileprivate var facts: String {
    var facts: [String] = []
    switch results {
    case .run(let run):
      facts.append("\(Prose.escaped(run.name)) preset")
      if let seconds { facts.append("computed in \(Progress.text(seconds: seconds))") }
    case .baseline: facts.append("stored baseline, not run here")
    case .none: facts.append("not run yet")
    }
    facts += others.map {
      "<a href=\"\(Prose.escaped("\(slug)/\($0.name).html"))\">\(Prose.escaped($0.name))</a>"
    }
    if let arxiv {
      facts.append("<a href=\"https://arxiv.org/abs/\(Prose.escaped(arxiv))\">arXiv</a>")
    }
    return facts.joined(separator: " · ")
  }
}
