import ArgumentParser
import Foundation
import Lab

extension Reprise {
  /// `reprise report`
  struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print where a run's report is, open it, or make it anew from stored cells.")

    @Argument(
      help: ArgumentHelp("The stored run.", valueName: "run"), completion: Workplace.slugs)
    var name: String
    @Flag(help: "Open the report in the browser.")
    var open = false
    @Flag(help: "Make tables, figures and report anew; an error when a cell is not stored.")
    var redraw = false
    @Flag(help: "Redraw with what is built.")
    var skipBuild = false
    @OptionGroup var workplace: Workplace

    func run() throws {
      let archive = try workplace.archive
      let stored = try archive.run(named: name)
      if redraw {
        try redraw(stored, in: archive)
      } else if let cause = try archive.outlook(on: stored).cause {
        Reprise.complain("stale: \(cause)")
      }
      let report = stored.folder.appending(path: "report.html")
      print(report.path)
      if open {
        let status = try Program(
          arguments: ["xdg-open", report.path], isQuiet: true
        ).run()
        guard status == 0 else { throw LabError("\(report.path): xdg-open failed") }
      }
    }

    private func redraw(_ stored: Archive.StoredRun, in archive: Archive) throws {
      let executable = Executable(slug: stored.record.provenance.experiment, root: archive.root)
      try executable.build(isSkipped: skipBuild)
      let once: Set = ["--baseline", "--diff", "--explain", "--strict"]
      let results = stored.folder.deletingLastPathComponent().deletingLastPathComponent()
      let status = try executable.run(
        stored.record.arguments.filter { !once.contains($0) }
          + ["--results", results.path, "--figures", "--quiet"])
      if status != 0 { throw ExitCode(status) }
    }
  }
}
