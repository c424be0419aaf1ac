import Foundation

/// One run as a page to read: introduction, claims, tables and figures in the notebook's order,
/// parameters, cells, provenance.
///
/// It holds nothing that differs between two runs of the same thing; durations and what was kept are
/// in `run.js` beside it, which the HTML page shows when it is there.
struct Report {
  /// A parameter as the report shows it.
  struct Parameter {
    let name: String
    let value: String
    let preset: String
    let isInert: Bool
    let comment: String

    var isChanged: Bool { value != preset }
  }

  let paper: Paper
  let introduction: String
  let page: Page
  /// The cells with their source, where it is known.
  let cells: [(name: String, source: String?)]
  let parameters: [Parameter]
  let provenance: Provenance
  /// The figures' SVG by name.
  let drawings: [String: String]

  /// The claims as a table.
  var claims: Table {
    Table(
      "claims", columns: ["claim", "reported", "ours", "verdict", "rule"],
      rows: page.claims.map { claim in
        let reported = [claim.reported ?? "—", claim.source ?? ""].filter { !$0.isEmpty }
        let ours = [claim.ours.map { Table.text($0, digits: 3) }, claim.details]
          .compactMap { $0 }.joined(separator: "; ")
        return [
          claim.sentence, reported.joined(separator: ", "), ours.isEmpty ? "—" : ours,
          claim.verdict.rawValue, claim.rule,
        ]
      })
  }

  /// The provenance as lines of name and value.
  var origins: [(name: String, value: String)] {
    [
      ("experiment", provenance.experiment), ("preset", provenance.preset),
      ("key", provenance.key), ("threads", "\(provenance.threads)"), ("device", provenance.device),
    ]
      + provenance.versions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      + provenance.cells.sorted { $0.key < $1.key }.map { ("cell \($0.key)", $0.value) }
      + provenance.inputs.sorted { $0.key < $1.key }.map { ("input \($0.key)", $0.value) }
  }
}

extension Report {
  /// The report as Markdown; figures are linked.
  var markdown: String {
    var parts = ["# \(paper.title)", paper.citation, introduction]
    if !page.claims.isEmpty { parts += ["## Claims", page.claims.tally, claims.markdown] }
    if !page.pieces.isEmpty { parts.append("## Results") }
    for piece in page.pieces {
      switch piece {
      case .note(let text): parts.append(text)
      case .table(let table, _): parts += ["### \(table.name)", table.markdown]
      case .figure(let name, let caption, _, _):
        parts += ["### \(name)", "![\(name)](figures/\(FileName.of(name)).svg)", caption]
      case .claim: break
      }
    }
    parts += [
      "## Parameters",
      Table(
        "parameters", columns: ["parameter", "value", "preset", ""],
        rows: parameters.map {
          [
            $0.name, $0.isChanged ? "\($0.value) (changed)" : $0.value, $0.preset,
            $0.isInert ? "inert" : "",
          ]
        }
      ).markdown,
      "## Cells",
    ]
    for (name, source) in cells {
      parts.append("### \(name)")
      if let source { parts.append("```swift\n\(source)\n```") }
    }
    parts += [
      "## Provenance", origins.map { "- \($0.name): `\($0.value)`" }.joined(separator: "\n"),
    ]
    return parts.map { $0.trimmingCharacters(in: .newlines) }.filter { !$0.isEmpty }
      .joined(separator: "\n\n") + "\n"
  }
}
