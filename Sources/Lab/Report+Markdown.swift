import Foundation

extension Report {
  /// The report as Markdown; figures are linked, and so is what differs between runs.
  var markdown: String {
    var parts = ["# \(paper.title)", paper.citation, introduction]
    if !page.claims.isEmpty {
      parts += ["## Claims", page.claims.tally, Self.table(of: page.claims).markdown]
    }
    if !passages.isEmpty { parts.append("## Notebook") }
    for passage in passages {
      switch passage {
      case .step(let step):
        parts.append("### \(step.name)")
        if let source = step.source { parts.append("```swift\n\(source)\n```") }
      case .piece(.note(let text), _): parts.append(text)
      case .piece(.table(let table, _), _): parts += ["### \(table.name)", table.markdown]
      case .piece(.figure(let name, let caption, _, _), _):
        parts += ["### \(name)", "![\(name)](figures/\(FileName.of(name)).svg)", caption]
      case .piece(.claim, _), .claims: break
      }
    }
    parts += [
      "## Parameters", parameterTable.markdown,
      "## Provenance", origins.map { "- \($0.name): `\($0.value)`" }.joined(separator: "\n"),
      "When and where this ran, what was kept and how long the rest took: [run.md](run.md).",
    ]
    return parts.map { $0.trimmingCharacters(in: .newlines) }.filter { !$0.isEmpty }
      .joined(separator: "\n\n") + "\n"
  }
}
