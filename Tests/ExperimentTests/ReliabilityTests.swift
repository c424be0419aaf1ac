import Foundation
import Store
import Tensors
import Testing

/// What becomes of results when runs are killed, interrupted, run beside each other or out of disk.
@Suite(.serialized) struct ReliabilityTests {
  static let trial = Program(slug: "trial")

  func arguments(_ folder: URL, _ more: String...) -> [String] {
    ["--preset", "smoke", "--quiet", "--results", folder.path] + more
  }

  /// What an undisturbed run leaves.
  func undisturbed() throws -> [String: Data] {
    let folder = try Scratch()
    #expect(try Self.trial.run(arguments(folder.url)).status == 0)
    return try contents(of: folder.url)
  }

  func expectSame(_ found: [String: Data], _ expected: [String: Data], _ what: String) {
    #expect(Set(found.keys) == Set(expected.keys), "\(what)")
    for path in found.keys.sorted() where expected[path] != nil {
      #expect(found[path] == expected[path], "\(what): \(path)")
    }
  }

  @Test func killedAtFiftyMomentsItResumesToTheSameBytes() throws {
    let expected = try undisturbed()
    var random = SeededRandom(seed: 7, stream: "kills")
    var folder = try Scratch()
    // Moments lie anywhere between the start and a bit after the usual end: within trainings,
    // loops, writes and renames.
    let start = Date()
    #expect(try Self.trial.run(arguments(try Scratch().url)).status == 0)
    let duration = Date().timeIntervalSince(start)
    var kills = 0
    while kills < 50 {
      let process = try Self.trial.start(arguments(folder.url))
      Thread.sleep(forTimeInterval: duration * random.uniform())
      let wasRunning = process.isRunning
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if wasRunning {
        kills += 1
      } else {
        folder = try Scratch()
      }
      // Every fifth time the run is resumed to its end, and the next starts from nothing.
      guard kills.isMultiple(of: 5), kills > 0 else { continue }
      let outcome = try Self.trial.run(arguments(folder.url))
      #expect(outcome.status == 0, "\(outcome.errors)")
      expectSame(try contents(of: folder.url), expected, "after \(kills) kills")
      folder = try Scratch()
    }
  }

  /// The tracer, where it is there and may trace.
  static let strace: String? = {
    let tracer = Process()
    tracer.executableURL = URL(filePath: "/usr/bin/strace")
    tracer.arguments = ["-qq", "-o", "/dev/null", "true"]
    guard (try? tracer.run()) != nil else { return nil }
    tracer.waitUntilExit()
    return tracer.terminationStatus == 0 ? "/usr/bin/strace" : nil
  }()

  /// Killed on its way into the system: within a file, with one that is written but has not its name,
  /// has its name but is not flushed.
  @Test(
    .enabled(if: strace != nil, "needs strace (Debian's strace), allowed to trace"),
    arguments: ["write", "pwrite64", "ftruncate", "fsync", "rename"])
  func killedAtACallItResumesToTheSameBytes(call: String) throws {
    let expected = try undisturbed()
    let strace = Program(url: URL(filePath: try #require(Self.strace)))
    /// Runs alone in its results, so that the number of a call always means the same moment.
    func trace(_ results: URL, _ options: [String]) throws -> Process {
      let run = try strace.start(
        ["-qq", "-e", "trace=\(call)"] + options + [Self.trial.url.path] + arguments(results)
          + ["--workers", "1"])
      run.waitUntilExit()
      return run
    }
    let log = try Scratch()
    let file = log.url.appending(path: "calls")
    #expect(try trace(try Scratch().url, ["-o", file.path]).terminationStatus == 0)
    let count = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").count
    #expect(count > 10)
    var random = SeededRandom(seed: 7, stream: call)
    for _ in 0..<3 {
      let moment = 1 + random.below(count)
      let folder = try Scratch()
      let killed = try trace(
        folder.url, ["-o", "/dev/null", "-e", "inject=\(call):signal=KILL:when=\(moment)"])
      #expect(killed.terminationReason == .uncaughtSignal && killed.terminationStatus == SIGKILL)
      let outcome = try Self.trial.run(arguments(folder.url))
      #expect(outcome.status == 0, "\(outcome.errors)")
      expectSame(try contents(of: folder.url), expected, "\(call) \(moment)")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM]) func interruptedItSavesAndSaysHowToGoOn(signal: Int32) throws
  {
    let (folder, whole) = (try Scratch(), try Scratch())
    let long = ["--steps", "2000"]
    #expect(try Self.trial.run(arguments(whole.url) + long).status == 0)
    let errors = folder.url.appending(path: "errors")
    try Data().write(to: errors)
    let results = folder.url.appending(path: "results")
    let process = Process()
    process.executableURL = Self.trial.url
    process.arguments = arguments(results) + long
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    // Wait for the first saved state, so that the signal comes in the middle of a training.
    let deadline = Date().addingTimeInterval(60)
    while Date() < deadline, process.isRunning,
      !((try? contents(of: results)) ?? [:]).keys.contains(where: { $0.hasSuffix(".partial.h5") })
    {
      Thread.sleep(forTimeInterval: 0.01)
    }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try String(contentsOf: errors, encoding: .utf8).contains("same command again"))
    #expect(try contents(of: results).keys.contains { $0.hasSuffix(".partial.h5") })
    #expect(try Self.trial.run(arguments(results) + long).status == 0)
    expectSame(try contents(of: results), try contents(of: whole.url), "after signal \(signal)")
  }

  @Test func twoRunsAtOnceShareTheWork() throws {
    let expected = try undisturbed()
    let folder = try Scratch()
    let first = try Self.trial.start(arguments(folder.url))
    let second = try Self.trial.run(arguments(folder.url))
    first.waitUntilExit()
    // Whoever comes second to an item or to writing the report waits.
    #expect(second.status == 0 && first.terminationStatus == 0, "\(second.errors)")
    #expect(try Self.trial.run(arguments(folder.url)).status == 0)
    expectSame(try contents(of: folder.url), expected, "two at once")
  }

  @Test func aKilledWorkerCostsNothing() throws {
    let expected = try undisturbed()
    let folder = try Scratch()
    let helper = try Self.trial.start(arguments(folder.url, "--join", "fits"))
    Thread.sleep(forTimeInterval: 0.25)
    kill(helper.processIdentifier, SIGKILL)
    helper.waitUntilExit()
    #expect(try Self.trial.run(arguments(folder.url)).status == 0)
    expectSame(try contents(of: folder.url), expected, "a killed worker")
  }

  @Test func aWorkerKilledUnderItsRunCostsNothing() throws {
    let (folder, whole) = (try Scratch(), try Scratch())
    let long = ["--steps", "20000"]
    #expect(try Self.trial.run(arguments(whole.url) + long).status == 0)
    let run = try Self.trial.start(arguments(folder.url, "--workers", "2") + long)
    // Children stand under the thread that started them.
    let threads = "/proc/\(run.processIdentifier)/task"
    var worker: pid_t?
    while worker == nil, run.isRunning {
      let numbers = (try? FileManager.default.contentsOfDirectory(atPath: threads)) ?? []
      worker = numbers.compactMap {
        try? String(contentsOfFile: "\(threads)/\($0)/children", encoding: .utf8)
      }.flatMap { $0.split(separator: " ") }.compactMap { pid_t($0) }.first { child in
        let command = try? String(contentsOfFile: "/proc/\(child)/cmdline", encoding: .utf8)
        return command?.contains("--join\0fits\0") == true
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    // In the midst of its item, most likely.
    Thread.sleep(forTimeInterval: 0.5)
    #expect(kill(try #require(worker), SIGKILL) == 0)
    run.waitUntilExit()
    #expect(run.terminationStatus == 0)
    expectSame(try contents(of: folder.url), try contents(of: whole.url), "a worker of the run")
  }

  @Test func runsWithOtherParametersBesideEachOtherDoNotMeet() throws {
    let (folder, apart) = (try Scratch(), try Scratch())
    let settings = [["--seed", "1"], ["--seed", "2"], ["--rate", "0.2"]]
    for setting in settings {
      #expect(try Self.trial.run(arguments(apart.url) + setting).status == 0)
    }
    let runs = try settings.map { try Self.trial.start(arguments(folder.url) + $0) }
    for run in runs {
      run.waitUntilExit()
      #expect(run.terminationStatus == 0)
    }
    expectSame(try contents(of: folder.url), try contents(of: apart.url), "three runs at once")
  }

  /// Its results would be stored as those of the edited code.
  @Test func aProgramOlderThanItsSourcesIsRefused() throws {
    let folder = try Scratch()
    let copy = folder.url.appending(path: "trial")
    try FileManager.default.copyItem(at: Self.trial.url.resolvingSymlinksInPath(), to: copy)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: copy.path)
    let old = Program(url: copy)
    let outcome = try old.run(arguments(folder.url.appending(path: "results")))
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.contains(#/^trial: .*\.swift was edited after this program was built; build/#),
      "\(outcome.errors)")
    #expect(try contents(of: folder.url).keys.sorted() == ["trial"])
    #expect(try old.run("--help").status == 0)
  }

  @Test func datesOfFilesDoNotMatter() throws {
    let folder = try Scratch()
    #expect(try Self.trial.run(arguments(folder.url)).status == 0)
    for year in [-40.0, 40] {
      let date = Date(timeIntervalSinceNow: year * 31_556_952)
      for path in try contents(of: folder.url).keys {
        try FileManager.default.setAttributes(
          [.modificationDate: date], ofItemAtPath: folder.url.appending(path: path).path)
      }
      let again = try Self.trial.run(
        "--preset", "smoke", "--explain", "--results", folder.url.path)
      #expect(again.status == 0)
      #expect(!again.output.contains("run:"), "\(again.output)")
    }
  }

  @Test(.enabled(if: getuid() == 0, "needs root, to mount a small file system"))
  func aFolderThatMayOnlyBeReadIsNamed() throws {
    guard let disk = try SmallDisk(megabytes: 64) else {
      print("skipped: this system does not let root mount a tmpfs")
      return
    }
    #expect(try Self.trial.run(arguments(disk.url)).status == 0)
    #expect(SmallDisk.run("mount", "-o", "remount,ro", disk.url.path))
    let outcome = try Self.trial.run(arguments(disk.url, "--seed", "9"))
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("trial: \(disk.url.path)/trial/"), "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix(": Read-only file system\n"), "\(outcome.errors)")
  }

  @Test func ranksOfALauncherTogetherMakeTheSingleRun() throws {
    let expected = try undisturbed()
    let folder = try Scratch()
    let ranks = try (0..<3).map { rank in
      try Self.trial.start(
        arguments(folder.url),
        environment: ["OMPI_COMM_WORLD_RANK": "\(rank)", "OMPI_COMM_WORLD_SIZE": "3"])
    }
    for rank in ranks {
      rank.waitUntilExit()
      #expect(rank.terminationStatus == 0)
    }
    expectSame(try contents(of: folder.url), expected, "three ranks")
  }

  static let mpirun = ["/usr/bin/mpirun", "/usr/local/bin/mpirun"]
    .first(where: FileManager.default.isExecutableFile)

  @Test(.enabled(if: mpirun != nil, "needs mpirun (Debian's openmpi-bin)"))
  func openMPIMakesTheSingleRun() throws {
    let expected = try undisturbed()
    let folder = try Scratch()
    let launcher = Process()
    launcher.executableURL = URL(filePath: try #require(Self.mpirun))
    launcher.arguments =
      ["--allow-run-as-root", "--oversubscribe", "-n", "2", Self.trial.url.path]
      + arguments(folder.url)
    launcher.standardOutput = FileHandle.nullDevice
    launcher.standardError = FileHandle.nullDevice
    try launcher.run()
    launcher.waitUntilExit()
    #expect(launcher.terminationStatus == 0)
    expectSame(try contents(of: folder.url), expected, "mpirun -n 2")
  }

  /// A file system of a few megabytes, unmounted with its last reference; nil where mounting is not
  /// allowed.
  final class SmallDisk {
    let scratch: Scratch
    var url: URL { scratch.url }

    init?(megabytes: Int) throws {
      scratch = try Scratch()
      guard Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", scratch.url.path)
      else { return nil }
    }

    deinit { _ = Self.run("umount", scratch.url.path) }

    static func run(_ command: String...) -> Bool {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = command
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return false }
      process.waitUntilExit()
      return process.terminationStatus == 0
    }
  }

  @Test(.enabled(if: getuid() == 0, "needs root, to mount a small file system"))
  func aFullDiskLeavesEarlierResultsAndIsSurvived() throws {
    guard let disk = try SmallDisk(megabytes: 16) else {
      print("skipped: this system does not let root mount a tmpfs")
      return
    }
    let expected = try undisturbed()
    // Room for some arrays of 1.6 MB, not for all.
    let ballast = disk.url.appending(path: "ballast")
    try Data(count: 13 << 20).write(to: ballast)
    let results = disk.url.appending(path: "results")
    let outcome = try Self.trial.run(arguments(results))
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("No space left on device"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    let left = try contents(of: results)
    #expect(!left.isEmpty)
    expectSame(
      left, expected.filter { left.keys.contains($0.key) }, "what was stored before stays as it is")
    try FileManager.default.removeItem(at: ballast)
    #expect(try Self.trial.run(arguments(results)).status == 0)
    expectSame(try contents(of: results), expected, "after space was freed")
  }
}
