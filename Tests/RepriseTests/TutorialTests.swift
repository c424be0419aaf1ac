import Foundation
import Testing

@Suite struct TutorialTests {
  let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/reprise")

  func text(_ path: String) throws -> String {
    try String(contentsOf: sources.appending(path: path), encoding: .utf8)
  }

  /// The tutorial ends with the experiment that `reprise new` writes, which is built with the tests.
  @Test func theTutorialEndsWithWhatIsBuilt() throws {
    #expect(
      try text("reprise.docc/first-experiment-6-claim.swift") == text("sketch/sketch.swift"))
  }

  /// What the reader is told to type is accepted.
  @Test func itsFirstCommandWorks() throws {
    let tutorial = try text("reprise.docc/First-Experiment.tutorial")
    let name = try #require(tutorial.firstMatch(of: #/`make new name=([^`]*)`/#)).output.1
    let outcome = try Package().reprise("new", String(name))
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  /// Each step only adds to the one before.
  @Test func stepsOnlyAddLines() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: sources.appending(path: "reprise.docc").path
    ).filter { $0.hasPrefix("first-experiment-") }.sorted()
    #expect(names.count == 6)
    for (earlier, later) in zip(names, names.dropFirst()) {
      var rest = try text("reprise.docc/\(later)").split(separator: "\n")[...]
      for line in try text("reprise.docc/\(earlier)").split(separator: "\n") {
        let place = try #require(rest.firstIndex(of: line), "\(later) lacks '\(line)'")
        rest = rest[(place + 1)...]
      }
    }
  }
}
