import Foundation
import Testing

/// Runs over a grid of parameters, as their users start them.
@Suite(.serialized) struct SweepTests {
  let trial = Program(slug: "trial")

  func table(_ name: String, in results: URL) throws -> [[String]] {
    let folder = results.appending(path: "trial")
    let sweeps = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("sweep-") }
    #expect(sweeps.count == 1)
    let file = folder.appending(path: "\(sweeps.first ?? "")/\(name).csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  /// The value of the first array's mean that a single run leaves.
  func mean(seed: Int) throws -> Double {
    let folder = try Scratch()
    let arguments = ["--preset", "smoke", "--quiet", "--results", folder.url.path]
    #expect(try trial.run(arguments + ["--seed", "\(seed)"]).status == 0)
    let files = try contents(of: folder.url)
    let name = try #require(files.keys.first { $0.hasSuffix("tables/means.csv") })
    let lines = String(decoding: try #require(files[name]), as: UTF8.self).split(separator: "\n")
    return try #require(Double(lines[1].split(separator: ",")[1]))
  }

  @Test func meansAndIntervalsAreTakenOverSeeds() throws {
    let folder = try Scratch()
    let outcome = try trial.run(
      "--preset", "smoke", "--results", folder.url.path, "--seed", "0...2", "--steps", "100,200")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let numbers = try table("numbers", in: folder.url)
    #expect(numbers[0] == ["number", "steps", "ours", "ours low", "ours high", "runs"])
    #expect(numbers.count == 1 + 4 * 2)
    let row = try #require(numbers.first { $0[0] == "means/0/mean" && $0[1] == "100" })
    let values = try (0..<3).map(mean)
    let average = values.reduce(0, +) / 3
    let deviation = (values.map { ($0 - average) * ($0 - average) }.reduce(0, +) / 2).squareRoot()
    // Student's t with two degrees of freedom at 97.5 %.
    let half = 4.302652729911275 * deviation / 3.squareRoot()
    #expect(abs((Double(row[2]) ?? .nan) - average) < 1e-9)
    #expect(abs((Double(row[3]) ?? .nan) - (average - half)) < 1e-9)
    #expect(abs((Double(row[4]) ?? .nan) - (average + half)) < 1e-9)
    #expect(row[5] == "3")
    #expect(outcome.output.contains("6 points done"))
  }

  @Test func theStatusCountsTheFailures() throws {
    let folder = try Scratch()
    let outcome = try trial.run(
      "--preset", "smoke", "--results", folder.url.path, "--seed", "0,1", "--rate=-1,0.2")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("seed 0, rate -1: rate -1.0 is not positive"))
    #expect(outcome.output.contains("2 points done, 2 failed"))
    #expect(try table("claims", in: folder.url).map { $0[1] } == ["rate", "0.2"])
  }

  @Test func slicesTogetherMakeTheWhole() throws {
    let (parts, whole) = (try Scratch(), try Scratch())
    let sweep = ["--preset", "smoke", "--quiet", "--seed", "0...2"]
    for slice in ["1/2", "2/2"] {
      #expect(
        try trial.run(sweep + ["--results", parts.url.path, "--only", slice]).status == 0)
    }
    // What is left is to put the stored points together.
    #expect(try trial.run(sweep + ["--results", parts.url.path]).status == 0)
    #expect(try trial.run(sweep + ["--results", whole.url.path]).status == 0)
    #expect(try contents(of: parts.url) == contents(of: whole.url))
    #expect(
      try trial.run(sweep + ["--results", parts.url.path, "--only", "3/2"]).errors
        .contains("--only of a sweep expects k/N"))
  }

  @Test(arguments: [
    (["--seed", "4...2"], "--seed expects a range such as 0...4, got '4...2'"),
    (["--seed", "0..4"], "--seed expects a range such as 0...4, got '0..4'"),
    (
      ["--rate", "0.1...0.5"],
      "--rate expects a number or a list such as 0.1,0.2, as ranges are of whole numbers, got '0.1...0.5'"
    ),
    (["--seed", "1,1"], "--seed has a value twice: '1,1'"),
    (["--rate", "0.1,fast"], "--rate expects a number, got 'fast'"),
    (["--seed", "0...1", "--seed", "3...4"], "--seed is given twice"),
    (["--seed", "0...1", "--baseline"], "not for a sweep"),
  ])
  func wrongGridsAreErrors(arguments: [String], message: String) throws {
    let outcome = try trial.run(["--preset", "smoke"] + arguments)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
