import Foundation
import Store

extension Output {
  private var baselineFile: URL {
    run.place.folder.appending(path: "baseline/\(run.options.preset).json")
  }

  /// Stores the results as the preset's baseline.
  func store(_ summary: Summary) throws {
    if let name = run.changed.first(where: { !run.inert.contains($0) }) {
      let option = ParameterLayout<Subject.Parameters>.kebab(name)
      throw LabError("--baseline stores a preset as it is; leave out --\(option)")
    }
    guard !run.options.ignoreEdits else {
      throw LabError("--baseline stores what the code as it stands gives; leave out --ignore-edits")
    }
    try FileManager.default.createDirectory(
      at: baselineFile.deletingLastPathComponent(), withIntermediateDirectories: true)
    try AtomicFile.write(JSON.pretty(summary), to: baselineFile)
  }

  /// Prints and writes what differs from the baseline; returns whether anything does.
  ///
  /// - Parameter earlier: the committed figures, as they stood before this run drew its own.
  func compare(
    _ summary: Summary, _ provenance: Provenance, drawings: [String: String],
    earlier: [String: String]
  ) throws -> Bool {
    guard FileManager.default.fileExists(atPath: baselineFile.path) else {
      throw LabError("no baseline at \(baselineFile.path); make one with --baseline")
    }
    let tolerances = baselineFile.deletingLastPathComponent().appending(path: "tolerances.json")
    let comparison = Comparison(
      .init(name: "baseline", summary: try Summary(baselineFile), drawings: earlier),
      .init(name: "ours", summary: summary, provenance: provenance, drawings: drawings),
      allowances: FileManager.default.fileExists(atPath: tolerances.path)
        ? try Allowance.read(tolerances) : [:])
    let (text, page) = (diffFile("md"), diffFile("html"))
    try AtomicFile.write(comparison.markdown, to: text)
    try AtomicFile.write(comparison.html(title: run.place.slug), to: page)
    if comparison.isDrifting {
      run.console.write(
        "\(comparison.markdown)\n\(comparison.count) differences, see \(page.path)\n")
    } else if !run.options.quiet {
      run.console.write("\(run.place.slug): \(comparison.markdown)")
    }
    return comparison.isDrifting
  }

  /// Where a comparison is written.
  func diffFile(_ suffix: String) -> URL { run.folder.appending(path: "diff.\(suffix)") }
}
