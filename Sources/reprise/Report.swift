import ArgumentParser
import Foundation
import Lab
import Store

extension Reprise {
  /// `reprise report`
  struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print where a run's report is, open it, or make it anew from stored cells.")

    @Argument(
      help: ArgumentHelp("The stored run.", valueName: "run"), completion: Workplace.slugs)
    var name: String
    @Option(
      help: ArgumentHelp(
        "Write a copy that holds durations and dates too and needs no other file.",
        valueName: "file"), completion: .file())
    var output: String?
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
        let executable = Executable(of: stored, in: archive)
        try executable.build(isSkipped: skipBuild)
        let status = try executable.repeat(stored, with: ["--quiet"])
        if status != 0 { throw ExitCode(status) }
      } else if let cause = try archive.outlook(on: stored).cause {
        Reprise.complain("stale: \(cause)")
      }
      var report = stored.folder.appending(path: "report.html")
      if let output {
        report = URL(filePath: output)
        try AtomicFile.write(try StoredRun(stored.folder).page, to: report)
      }
      print(report.path)
      if open { try Program.browse(report) }
    }
  }
}
