import Foundation
import Plot
import Store

/// Everything a run leaves: tables, figures, report, summary, run record, and what it prints.
struct Output<Subject: Experiment> {
  let run: Run<Subject>
  let bench: Workbench
  let page: Page
  let started: Date

  /// Writes all files under the lock of the run's folder, and returns the exit status. Another run
  /// that ends at the same time on this machine is waited for; one on another machine is an error.
  func write() throws -> Int32 {
    let folder = run.folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let turn = try turn(in: folder.deletingLastPathComponent())
    let lock = try FileLock(folder.appending(path: ".lock"))
    defer { withExtendedLifetime(turn) { lock.release() } }

    let provenance = Provenance(run, bench: bench, page: page)
    try writeTables(provenance)
    let earlier = publishedDrawings
    let drawings = try writeFigures(provenance)
    let report = Report(
      run, bench: bench, page: page, provenance: provenance, drawings: drawings)
    try AtomicFile.write(report.markdown, to: folder.appending(path: "report.md"))
    try AtomicFile.write(report.html, to: folder.appending(path: "report.html"))
    try AtomicFile.write(report.notebook(), to: folder.appending(path: "report.ipynb"))
    try AtomicFile.write(
      JSON.pretty(provenance), to: folder.appending(path: "provenance.json"))
    let summary = Summary(page)
    try AtomicFile.write(JSON.pretty(summary), to: folder.appending(path: "summary.json"))
    try writeRecord(provenance)
    if run.options.baseline { try store(summary) }

    // An earlier comparison says nothing about these results.
    for file in ["md", "html"].map(diffFile) { try? FileManager.default.removeItem(at: file) }
    let isDrifting =
      try run.options.diff && compare(summary, provenance, drawings: drawings, earlier: earlier)
    if !run.options.quiet && !run.options.diff { run.console.write(closing) }
    let isMissed = page.claims.contains { [.notHeld, .notSettled].contains($0.verdict) }
    return isDrifting || (run.options.strict && isMissed) ? 1 : 0
  }

  private func turn(in folder: URL) throws -> FolderLock {
    if let lock = try FolderLock(trying: folder) { return lock }
    bench.progress.wait("report")
    defer { bench.progress.clear() }
    return try FolderLock(folder)
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
    let formats = Set(run.options.formats.compactMap(Format.init)).union([.svg])
    var drawings: [String: String] = [:]
    for case .figure(let name, _, let figure, let reads) in page.pieces {
      let file = FileName.of(name)
      try figure.write(
        to: folder, name: file, formats: formats, provenance: provenance.stamp(reads))
      let drawing = try Data(contentsOf: folder.appending(path: "\(file).svg"))
      drawings[name] = String(decoding: drawing, as: UTF8.self)
      if isShown {
        try FileManager.default.createDirectory(at: published, withIntermediateDirectories: true)
        try AtomicFile.write(drawing, to: published.appending(path: "\(file).svg"))
      }
    }
    return drawings
  }

  /// Where the default preset's figures are committed.
  private var published: URL { run.place.root.appending(path: "figures/\(run.place.slug)") }

  /// The committed figures by name, as they stand before this run draws its own.
  private var publishedDrawings: [String: String] {
    guard run.options.preset == "default" else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: page.figures.compactMap { name, _ in
        let file = published.appending(path: "\(FileName.of(name)).svg")
        let drawing = FileManager.default.contents(atPath: file.path)
        return drawing.map { (name, String(decoding: $0, as: UTF8.self)) }
      })
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
    try AtomicFile.write(record.script, to: run.folder.appending(path: "run.js"))
    try AtomicFile.write(record.markdown, to: run.folder.appending(path: "run.md"))
    try Archive(root: run.place.root, results: run.place.results).file(record)
  }
}

extension Output {
  /// What the run prints at its end: tables, verdicts, and where everything is.
  private var closing: String {
    var text = ""
    let width = run.console.width()
    for table in page.tables where !page.appendices.contains(table.name) {
      let paper = table.hasReported ? " (the paper's value in parentheses)" : ""
      text += "\n\(table.name)\(paper)\n\n\(table.plain(within: width))"
    }
    if !page.claims.isEmpty {
      text += "\nclaims: \(page.claims.tally)\n\n"
      for claim in page.claims {
        let evidence = [
          claim.ours.map { "ours \(Table.text($0, digits: 3))" }, claim.details,
          claim.reported.map { "paper \($0)" }, claim.rule,
        ].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "; ")
        let lines = evidence.lines(within: width.map { $0 - 4 } ?? .max)
        text += "  \(claim.verdict.rawValue.uppercased()): \(claim.sentence)\n"
        text += lines.map { "    \($0)\n" }.joined()
      }
    }
    return text + "\nreport   \(run.folder.appending(path: "report.html").path)\n"
      + "figures  \(run.folder.appending(path: "figures").path)\n"
  }
}
