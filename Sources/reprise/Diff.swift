import ArgumentParser
import Foundation
import Lab
import Store

extension Reprise {
  /// `reprise diff`
  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare two stored runs, or one with its baseline; status 1 on drift.",
      discussion: """
        Tables, claims, figures by data and by drawing, and what was run differently. Within an \
        experiment numbers may move as far as its baseline/tolerances.json allows.
        """)

    @Argument(
      help: ArgumentHelp("The stored run that counts as given.", valueName: "before"),
      completion: Workplace.slugs)
    var before: String
    @Argument(
      help: ArgumentHelp(
        "The stored run compared with it. Without, the first is compared with its baseline.",
        valueName: "after"), completion: Workplace.slugs)
    var after: String?
    @Option(
      help: ArgumentHelp("Write the comparison as a page too.", valueName: "file"),
      completion: .file())
    var html: String?
    @Flag(help: "Compare with the baseline by what is built.")
    var skipBuild = false
    @OptionGroup var workplace: Workplace

    func validate() throws {
      if after == nil, html != nil {
        throw ValidationError(
          "--html needs two runs; with the baseline, diff.html is in the run's folder")
      }
    }

    func run() throws {
      let archive = try workplace.archive
      let first = try archive.run(named: before)
      guard let after else {
        let executable = Executable(of: first, in: archive)
        try executable.build(isSkipped: skipBuild)
        let status = try executable.repeat(first, with: ["--diff"])
        if status != 0 { throw ExitCode(status) }
        return
      }
      let second = try archive.run(named: after)
      let slugs = [first, second].map(\.record.provenance.experiment)
      let tolerances = archive.root.appending(
        path: "Experiments/\(slugs[0])/baseline/tolerances.json")
      let isAllowing =
        slugs[0] == slugs[1] && FileManager.default.fileExists(atPath: tolerances.path)
      let comparison = try Comparison(
        first.folder, second.folder, tolerances: isAllowing ? tolerances : nil)
      print(comparison.markdown, terminator: "")
      if let html {
        let title = slugs[0] == slugs[1] ? slugs[0] : slugs.joined(separator: " and ")
        try AtomicFile.write(comparison.html(title: title), to: URL(filePath: html))
      }
      if comparison.isDrifting { throw ExitCode(1) }
    }
  }
}
