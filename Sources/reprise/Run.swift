import ArgumentParser
import Foundation
import Lab

extension Reprise {
  /// `reprise run`
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Build and run experiments, one after the other.",
      discussion: """
        Options after -- go to the experiments as they are: reprise run mexa -- --sentences 50. \
        Stored results are kept; the exit status is the highest of all.
        """)

    @Argument(help: "The experiments.", completion: Workplace.slugs)
    var slugs: [String]
    @Option(help: "How much is run.")
    var preset: Preset?
    @Option(help: "The parameter seed, of experiments that have one.")
    var seed: String?
    @Flag(help: "Run the others after one has failed.")
    var keepGoing = false
    @Flag(help: "Print nothing but errors.")
    var quiet = false
    @Flag(help: "Run what is built.")
    var skipBuild = false
    @OptionGroup var workplace: Workplace
    @Argument(parsing: .postTerminator, help: "More options of the experiments.")
    var options: [String] = []

    func run() throws {
      let archive = try workplace.archive
      try slugs.forEach(archive.check)
      let arguments =
        (preset.map { ["--preset", $0.rawValue] } ?? []) + (seed.map { ["--seed", $0] } ?? [])
        + (quiet ? ["--quiet"] : [])
        + (workplace.results.map { ["--results", URL(filePath: $0).path] } ?? []) + options
      var outcomes: [(slug: String, status: Int32)] = []
      for slug in slugs {
        if slugs.count > 1, !quiet { Reprise.complain("== \(slug)") }
        outcomes.append((slug, status(of: slug, in: archive.root, arguments)))
        if outcomes.last?.status != 0, !keepGoing { break }
      }
      let failed = outcomes.filter { $0.status != 0 }
      if slugs.count > 1, !failed.isEmpty {
        let names = failed.map { "\($0.slug) (status \($0.status))" }.joined(separator: ", ")
        let rest = slugs.count - outcomes.count
        Reprise.complain(
          "reprise: \(failed.count) of \(slugs.count) failed: \(names)"
            + (rest > 0 ? "; \(rest) not run" : ""))
      }
      if let worst = failed.map(\.status).max() { throw ExitCode(worst) }
    }

    private func status(of slug: String, in root: URL, _ arguments: [String]) -> Int32 {
      let executable = Executable(slug: slug, root: root)
      do {
        try executable.build(isSkipped: skipBuild)
        return try executable.run(arguments)
      } catch {
        Reprise.complain("reprise: \(LabError.line(of: error))")
        return 2
      }
    }
  }
}
