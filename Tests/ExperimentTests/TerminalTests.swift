import Foundation
import Testing

/// What a run shows on a terminal, and on none.
@Suite(.serialized) struct TerminalTests {
  static let script = ["/usr/bin/script"].first(where: FileManager.default.isExecutableFile)

  /// What the trial writes to a terminal of 40 columns on which Ctrl-C is pressed once a state is
  /// saved, and the exit status.
  private func interrupted(_ more: [String]) throws -> (text: String, status: Int32) {
    let folder = try Scratch()
    let results = folder.url.appending(path: "results")
    let command =
      [Program(slug: "trial").url.path, "--preset", "smoke", "--steps", "2000000", "--results"]
      + [results.path] + more
    let (output, keys) = (folder.url.appending(path: "out"), Pipe())
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.script))
    process.arguments = [
      "-qec", "stty cols 40; exec \(command.joined(separator: " "))", "/dev/null",
    ]
    process.standardInput = keys
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    let deadline = Date().addingTimeInterval(60)
    while Date() < deadline, process.isRunning,
      !((try? contents(of: results)) ?? [:]).keys.contains(where: { $0.hasSuffix(".partial.h5") })
    {
      Thread.sleep(forTimeInterval: 0.05)
    }
    Thread.sleep(forTimeInterval: 1.5)
    keys.fileHandleForWriting.write(Data([3]))
    process.waitUntilExit()
    return (try String(contentsOf: output, encoding: .utf8), process.terminationStatus)
  }

  @Test(.enabled(if: script != nil, "needs script (Debian's bsdutils)"))
  func aLiveLineFitsTheTerminalAndGivesWay() throws {
    let (text, status) = try interrupted([])
    #expect(status == 130)
    let lines = text.components(separatedBy: "\r\u{1b}[K")
    let live = lines.filter { !$0.contains("\n") }
    #expect(live.count > 3)
    for line in live { #expect(line.replacing("^C", with: "").count < 40, "\(line)") }
    #expect(live.contains { $0.contains(#/[0-9]+\/2000000 steps  [0-9.]+\/s/#) })
    let advice = "stopped; what is done is stored: run the same command again to go on"
    #expect(lines.last == "trial: \(advice)\r\n")
  }

  @Test(.enabled(if: script != nil, "needs script (Debian's bsdutils)"))
  func quietShowsTheEndOnly() throws {
    let (text, status) = try interrupted(["--quiet"])
    #expect(status == 130)
    #expect(text.hasPrefix("^C\r\u{1b}[Ktrial: stopped;"), "\(text)")
  }

  @Test func withoutATerminalLinesArePlain() throws {
    let folder = try Scratch()
    let outcome = try Program(slug: "trial").run(
      "--preset", "smoke", "--results", folder.url.path)
    #expect(outcome.status == 0)
    #expect(outcome.errors.hasPrefix("means\n"))
    #expect(!outcome.errors.contains("\u{1b}") && !outcome.errors.contains("\r"))
    let again = try Program(slug: "trial").run(
      "--preset", "smoke", "--quiet", "--results", folder.url.path)
    #expect((again.status, again.errors, again.output) == (0, "", ""))
  }
}
