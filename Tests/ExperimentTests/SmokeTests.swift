import Foundation
import Tensors
import Testing

/// Every experiment in its smoke preset: the same bytes twice, also after being killed.
@Suite(.serialized) struct SmokeTests {
  /// Experiments whose results are measurements of time, and so never the same.
  static let timed: Set = ["speed"]
  static let repeatable = StructureTests.experiments.filter { !timed.contains($0) }

  @Test(arguments: repeatable) func twoRunsLeaveTheSameBytes(slug: String) throws {
    let program = Program(slug: slug)
    // Nor does it matter how many processes share the items of looped cells.
    let runs = try ["1", "3"].map { workers in
      let folder = try Scratch()
      let outcome = try program.run(
        "--preset", "smoke", "--results", folder.url.path, "--workers", workers)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try contents(of: folder.url)
    }
    #expect(!runs[0].isEmpty)
    for path in Set(runs[0].keys).union(runs[1].keys).sorted() {
      #expect(runs[0][path] == runs[1][path], "\(slug): \(path)")
    }
    #expect(runs[0].keys.contains { $0.hasSuffix("report.html") })
    #expect(runs[0].keys.contains { $0.hasSuffix(".svg") })
  }

  @Test(arguments: repeatable) func aKilledRunResumesToTheSameBytes(slug: String) throws {
    let program = Program(slug: slug)
    let undisturbed = try Scratch()
    let start = Date()
    #expect(
      try program.run("--preset", "smoke", "--results", undisturbed.url.path).status == 0)
    var duration = Date().timeIntervalSince(start)

    let folder = try Scratch()
    var random = SeededRandom(seed: 1, stream: slug)
    var kills = 0
    while kills < 3 {
      let moment = duration * (0.1 + 0.6 * random.uniform())
      if try program.killed(
        after: moment, "--preset", "smoke", "--results", folder.url.path)
      {
        kills += 1
      } else {
        // The first run was slow, as on a machine that has just been started: come earlier.
        duration /= 2
        try #require(duration > 0.01, "no run lived long enough to be killed")
        try FileManager.default.removeItem(at: folder.url)
      }
    }
    #expect(try program.run("--preset", "smoke", "--results", folder.url.path).status == 0)
    let (whole, resumed) = (try contents(of: undisturbed.url), try contents(of: folder.url))
    for path in Set(whole.keys).union(resumed.keys).sorted() {
      #expect(whole[path] == resumed[path], "\(slug): \(path)")
    }
  }

  @Test(arguments: StructureTests.experiments) func unknownOptionsAreErrors(slug: String) throws {
    let outcome = try Program(slug: slug).run("--presett", "smoke")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("--preset"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: StructureTests.experiments) func helpNamesEveryOption(slug: String) throws {
    let outcome = try Program(slug: slug).run("--help")
    #expect(outcome.status == 0)
    for option in ["--preset", "--explain", "--figures", "--diff", "--results"] {
      #expect(outcome.output.contains(option))
    }
  }
}
