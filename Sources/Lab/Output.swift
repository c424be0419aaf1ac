import Foundation
import Plot
import Store

/// Everything a run leaves: tables, figures, report, summary, run record, and what it prints.
struct Output<Subject: Experiment> {
  let run: Run<Subject>
  let bench: Workbench
  let page: Page
  let started: Date

  /// Writes all files under the lock of the run's folder, and returns the exit status.
  func write() throws -> Int32 {
    let folder = run.folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let lock = try FileLock(folder.appending(path: ".lock"))
    defer { lock.release() }

    let provenance = Provenance(run, bench: bench, page: page)
    try writeTables(provenance)
    let drawings = try writeFigures(provenance)
    let report = Report(
      paper: Subject.paper, introduction: run.sources.introduction(of: "\(Subject.self)") ?? "",
      page: page, cells: bench.cells.map { ($0.name, run.sources.excerpt(of: $0.name)) },
      parameters: run.layout.fields.map { field in
        Report.Parameter(
          name: field.name, value: run.values[field.name] ?? "",
          preset: run.presetValues[field.name] ?? "", isInert: run.inert.contains(field.name),
          comment: run.sources.comment(onParameter: field.name) ?? "")
      }, provenance: provenance, drawings: drawings)
    try AtomicFile.write(report.markdown, to: folder.appending(path: "report.md"))
    try AtomicFile.write(report.html, to: folder.appending(path: "report.html"))
    let summary = Summary(page)
    try AtomicFile.write(JSON.pretty(summary), to: folder.appending(path: "summary.json"))
    try writeRecord(provenance)
    if run.options.baseline { try store(summary) }

    let isDrifting = try run.options.diff && compare(summary)
    if !run.options.quiet && !run.options.diff { run.console.write(closing) }
    let isMissed = page.claims.contains { [.notHeld, .notSettled].contains($0.verdict) }
    return isDrifting || (run.options.strict && isMissed) ? 1 : 0
  }

  private func writeTables(_ provenance: Provenance) throws {
    let folder = try fresh("tables")
    for case .table(let table, let reads) in page.pieces {
      let name = FileName.of(table.name)
      let stamp = provenance.line(reads)
      try AtomicFile.write(
        "\(table.markdown)\n<!-- \(stamp.replacing("--", with: "- -")) -->\n",
        to: folder.appending(path: "\(name).md"))
      try AtomicFile.write(table.csv, to: folder.appending(path: "\(name).csv"))
      try AtomicFile.write("% \(stamp)\n\(table.latex)", to: folder.appending(path: "\(name).tex"))
    }
  }

  /// Draws the figures and returns each one's SVG by name; the default preset's SVGs are copied to
  /// the package's `figures` folder.
  private func writeFigures(_ provenance: Provenance) throws -> [String: String] {
    let folder = try fresh("figures")
    let isShown = run.options.preset == "default" && run.changed.isEmpty
    let gallery = run.place.root.appending(path: "figures/\(run.place.slug)")
    let formats = Set(run.options.formats.compactMap(Format.init)).union([.svg])
    var drawings: [String: String] = [:]
    for case .figure(let name, _, let figure, let reads) in page.pieces {
      let file = FileName.of(name)
      try figure.write(
        to: folder, name: file, formats: formats, provenance: provenance.stamp(reads))
      let drawing = try Data(contentsOf: folder.appending(path: "\(file).svg"))
      drawings[name] = String(decoding: drawing, as: UTF8.self)
      if isShown {
        try FileManager.default.createDirectory(at: gallery, withIntermediateDirectories: true)
        try AtomicFile.write(drawing, to: gallery.appending(path: "\(file).svg"))
      }
    }
    return drawings
  }

  /// A folder of the run without the files of earlier runs.
  private func fresh(_ name: String) throws -> URL {
    let folder = run.folder.appending(path: name)
    let manager = FileManager.default
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in try manager.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
      try manager.removeItem(at: file)
    }
    return folder
  }

  private func writeRecord(_ provenance: Provenance) throws {
    let record = try RunRecord(
      run, bench: bench, page: page, provenance: provenance, started: started)
    try AtomicFile.write(JSON.pretty(record), to: run.folder.appending(path: "run.json"))
    try AtomicFile.write(
      "window.run = \(JSON.text(record));\n", to: run.folder.appending(path: "run.js"))
    try Archive(root: run.place.root, results: run.place.results).file(record)
  }
}

extension Output {
  private var baselineFile: URL {
    run.place.folder.appending(path: "baseline/\(run.options.preset).json")
  }

  private func store(_ summary: Summary) throws {
    if let name = run.changed.first(where: { !run.inert.contains($0) }) {
      let option = ParameterLayout<Subject.Parameters>.kebab(name)
      throw LabError("--baseline stores a preset as it is; leave out --\(option)")
    }
    try FileManager.default.createDirectory(
      at: baselineFile.deletingLastPathComponent(), withIntermediateDirectories: true)
    try AtomicFile.write(JSON.pretty(summary), to: baselineFile)
  }

  /// Prints and writes what differs from the baseline; returns whether anything does.
  private func compare(_ summary: Summary) throws -> Bool {
    guard FileManager.default.fileExists(atPath: baselineFile.path) else {
      throw LabError("no baseline at \(baselineFile.path); make one with --baseline")
    }
    let tolerances = baselineFile.deletingLastPathComponent().appending(path: "tolerances.json")
    var allowances: [String: Allowance] = [:]
    if let data = FileManager.default.contents(atPath: tolerances.path) {
      do {
        allowances = try JSON.decoder.decode([String: Allowance].self, from: data)
      } catch {
        throw LabError("\(tolerances.path): not allowances by address: \(error)")
      }
    }
    let drift = Drift(summary, from: try Summary(baselineFile), allowances: allowances)
    let file = run.folder.appending(path: "diff.md")
    try AtomicFile.write(drift.markdown, to: file)
    if !drift.lines.isEmpty {
      run.console.write("\(drift.markdown)\n\(drift.lines.count) differences, see \(file.path)\n")
    } else if !run.options.quiet {
      run.console.write("\(run.place.slug): \(drift.markdown)")
    }
    return !drift.lines.isEmpty
  }

  /// What the run prints at its end: tables, verdicts, and where everything is.
  private var closing: String {
    var text = ""
    for table in page.tables where !page.appendices.contains(table.name) {
      let paper = table.hasReported ? " (the paper's value in parentheses)" : ""
      text += "\n\(table.name)\(paper)\n\n\(table.plain)"
    }
    if !page.claims.isEmpty {
      text += "\nclaims: \(page.claims.tally)\n\n"
      for claim in page.claims {
        let evidence = [
          claim.ours.map { "ours \(Table.text($0, digits: 3))" }, claim.details,
          claim.reported.map { "paper \($0)" }, claim.rule,
        ].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "; ")
        text += "  \(claim.verdict.rawValue.uppercased()): \(claim.sentence)\n    \(evidence)\n"
      }
    }
    return text + "\nreport   \(run.folder.appending(path: "report.html").path)\n"
      + "figures  \(run.folder.appending(path: "figures").path)\n"
  }
}
