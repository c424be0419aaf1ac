import Foundation

/// One run as a page to read: introduction, claims, then cells with their source, notes, tables and
/// figures in the notebook's order, parameters, provenance.
///
/// It holds nothing that differs between two runs of the same thing, so that two runs give the same
/// bytes as HTML, as Markdown and as a Jupyter notebook. What was kept, how long the rest took, when
/// and where, is in `run.json`, `run.js` and `run.md` beside it; the HTML page shows `run.js` when
/// it is there, and `StoredRun.page` is the page with it inside.
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

  /// A cell or a resource.
  struct Step {
    let name: String
    /// Its source, where it is known.
    let source: String?
    /// Whether its result is stored; a resource is made anew in each run.
    let isCell: Bool
    /// The digest of its result; nil for a resource and for a cell that nothing shown is made of.
    let digest: String?
  }

  /// What follows one another in the notebook.
  enum Passage {
    case step(Step)
    /// A note, table or figure with the source of the call that shows it, where it is known.
    case piece(Page.Piece, source: String?)
    /// Claims that follow one another.
    case claims([Claim], source: String?)

    var isNote: Bool { if case .piece(.note, _) = self { true } else { false } }
  }

  let paper: Paper
  let introduction: String
  let page: Page
  let passages: [Passage]
  let parameters: [Parameter]
  let provenance: Provenance
  /// The figures' SVG by name.
  let drawings: [String: String]

  init<Subject>(
    _ run: Run<Subject>, bench: Workbench, page: Page, provenance: Provenance,
    drawings: [String: String]
  ) {
    paper = Subject.paper
    introduction = run.sources.introduction(of: "\(Subject.self)") ?? ""
    self.page = page
    let steps = bench.steps.map { name in
      Step(
        name: name, source: run.sources.excerpt(of: name),
        isCell: bench.cells.contains { $0.name == name }, digest: provenance.cells[name])
    }
    passages = Self.passages(steps, page, run.sources)
    parameters = run.layout.fields.map { field in
      Parameter(
        name: field.name, value: run.values[field.name] ?? "",
        preset: run.presetValues[field.name] ?? "", isInert: run.inert.contains(field.name),
        comment: run.sources.comment(onParameter: field.name) ?? "")
    }
    self.provenance = provenance
    self.drawings = drawings
  }

  /// Each step stands before the first thing shown that is made of it or of a later step.
  private static func passages(_ steps: [Step], _ page: Page, _ sources: Sources) -> [Passage] {
    var passages: [Passage] = []
    var left = steps[...]
    for piece in page.pieces {
      let reads = piece.reads.compactMap { $0.step }
      if let last = left.lastIndex(where: { reads.contains($0.name) }) {
        // What introduces the piece stays with it.
        let end = passages.lastIndex { !$0.isNote }.map { $0 + 1 } ?? 0
        passages.insert(contentsOf: left[...last].map(Passage.step), at: end)
        left = left[(last + 1)...]
      }
      let source = piece.call.flatMap { sources.excerpt(ofShown: $0.name, by: $0.method) }
      guard case .claim(let claim, _) = piece else {
        passages.append(.piece(piece, source: source))
        continue
      }
      if case .claims(let earlier, let text) = passages.last {
        let sources = [text, source].compactMap { $0 }
        passages[passages.count - 1] = .claims(
          earlier + [claim], source: sources.isEmpty ? nil : sources.joined(separator: "\n"))
      } else {
        passages.append(.claims([claim], source: source))
      }
    }
    return passages + left.map(Passage.step)
  }

  /// Claims as a table.
  static func table(of claims: [Claim]) -> Table {
    Table(
      "claims", columns: ["claim", "reported", "ours", "uncertainty", "verdict", "rule"],
      rows: claims.map { claim in
        let reported = [claim.reported ?? "—", claim.source ?? ""].filter { !$0.isEmpty }
        let ours = [claim.ours.map { Table.text(Estimate($0.value), digits: 3) }, claim.details]
          .compactMap { $0 }.joined(separator: "; ")
        return [
          claim.sentence, reported.joined(separator: ", "), ours.isEmpty ? "—" : ours,
          claim.ours?.interval ?? "—", claim.verdict.rawValue, claim.rule,
        ]
      })
  }

  /// The parameters as a table.
  var parameterTable: Table {
    Table(
      "parameters", columns: ["parameter", "value", "preset", ""],
      rows: parameters.map {
        [
          $0.name, $0.isChanged ? "\($0.value) (changed)" : $0.value, $0.preset,
          $0.isInert ? "inert" : "",
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

extension Estimate {
  /// The interval in words: `0.376 to 0.776`; nil when none is known.
  var interval: String? {
    guard let low, let high else { return nil }
    return String(format: "%.3f to %.3f", low, high)
  }
}

extension Read {
  /// The cell or resource that was read; nil for anything else.
  var step: String? {
    switch kind {
    case .cell: name.split(separator: "/", maxSplits: 1).first.map(String.init)
    case .resource: name
    default: nil
    }
  }
}

extension Page.Piece {
  /// The notebook's method that showed the piece, and the name it got.
  var call: (method: String, name: String)? {
    switch self {
    case .note: nil
    case .table(let table, _): ("table", table.name)
    case .figure(let name, _, _, _): ("figure", name)
    case .claim(let claim, _): ("claim", claim.sentence)
    }
  }
}
