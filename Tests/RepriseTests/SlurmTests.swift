import Foundation
import Testing

/// `reprise jobs` on a real Slurm that the test starts on this machine.
@Suite(.serialized) struct SlurmTests {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  func run(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil
  ) throws -> Int32 {
    let process = Process()
    process.executableURL = root.appending(path: ".build/release/\(program)")
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.environment = environment ?? ProcessInfo.processInfo.environment
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// The files that a run leaves by path, without the records of the run and the jobs.
  func files(in results: URL) -> [String: Data] {
    let names =
      FileManager.default.enumerator(atPath: results.path)?.compactMap { $0 as? String } ?? []
    let kept = names.filter {
      !["run.json", "run.js", "run.md"].contains(URL(filePath: $0).lastPathComponent)
        && !$0.hasPrefix("mexa/jobs")
    }
    return Dictionary(
      uniqueKeysWithValues: kept.compactMap { name in
        FileManager.default.contents(atPath: results.appending(path: name).path).map { (name, $0) }
      })
  }

  @Test func anArrayJobMakesTheBytesOfTheSingleRun() throws {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "slurm-\(UUID())")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let slurm: Slurm
    do {
      slurm = try Slurm(in: scratch.appending(path: "slurm"))
    } catch let missing as Slurm.Missing {
      print("skipped: no Slurm on this machine: \(missing)")
      return
    }
    let (single, spread) = (scratch.appending(path: "single"), scratch.appending(path: "spread"))
    let options = ["--preset", "smoke"]
    #expect(try run("mexa", options + ["--quiet", "--results", single.path]) == 0)
    let expected = files(in: single)

    let submit =
      ["jobs", "mexa", "--over", "languages", "--array", "4", "--submit", "--results", spread.path]
      + ["--"] + options
    #expect(try run("reprise", submit, environment: slurm.environment) == 0)
    // A task is cancelled while it runs: the merging job must not run on what is incomplete.
    try slurm.wait(30) { try slurm.run("squeue", "--noheader", "--states=RUNNING").contains("_1 ") }
    let first = try slurm.run("squeue", "--noheader", "--array", "--format=%F_%K")
      .split(separator: "\n").first { $0.hasSuffix("_1") }
    try slurm.run("scancel", String(try #require(first)))
    try slurm.waitForJobs()
    #expect(!FileManager.default.fileExists(atPath: spread.appending(path: "mexa/smoke").path))

    // Submitted again, it computes what is missing.
    #expect(try run("reprise", submit, environment: slurm.environment) == 0)
    try slurm.waitForJobs()
    let found = files(in: spread)
    #expect(Set(found.keys) == Set(expected.keys))
    for (path, data) in found { #expect(data == expected[path], "\(path)") }
    #expect(found.keys.contains { $0.hasSuffix("report.html") })
  }
}
