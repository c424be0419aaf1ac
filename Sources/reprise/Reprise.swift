import ArgumentParser
import Foundation
import Lab

@main
struct Reprise: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Machine-learning papers as experiments that anyone can run again.",
    discussion: """
      Run it anywhere within the package. An experiment is named by its slug, the folder under \
      Experiments; a stored run by <slug> (its default preset), <slug>/<run> or its folder.

      Exit status: 0 for success, 1 for drift or a damaged file, 2 for an error, 64 for a \
      command line that cannot be understood.
      """,
    subcommands: [
      List.self, New.self, Run.self, Explain.self, Report.self, Gallery.self, Diff.self, Show.self,
      Trace.self, Jobs.self, Fetch.self, Clean.self, Doctor.self,
    ])

  /// Errors of a verb's work are one line and status 2; the parser speaks for itself.
  static func main() {
    do {
      try checkVerb()
      var command = try parseAsRoot()
      try command.run()
    } catch let error where !(error is ExitCode) && exitCode(for: error) == .failure {
      complain("reprise: \(LabError.line(of: error))")
      exit(withError: ExitCode(2))
    } catch {
      exit(withError: error)
    }
  }

  /// Throws, with the nearest name, when the first word is no verb; the parser only calls it unexpected.
  private static func checkVerb() throws {
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else { return }
    let verbs = configuration.subcommands.map { "\($0)".lowercased() } + ["help"]
    guard !verbs.contains(word) else { return }
    throw ValidationError("no verb '\(word)'; \(suggestion(for: word, among: verbs))")
  }

  /// Writes a line on standard error.
  static func complain(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
  }
}
