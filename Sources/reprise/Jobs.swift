import ArgumentParser
import Foundation
import Lab
import Store

extension Reprise {
  /// `reprise jobs`
  struct Jobs: ParsableCommand {
    /// What the tasks of the array share.
    enum Share: String, ExpressibleByArgument, CaseIterable {
      case languages, seeds, sweep
    }

    static let configuration = CommandConfiguration(
      abstract: "Spread an experiment over a Slurm cluster with a shared file system.",
      discussion: """
        Writes an array job, whose tasks each compute their slice into the same results, and a job \
        that puts them together; with --submit hands both to sbatch. Every item is stored by \
        itself: a task that is lost, killed or preempted costs the item it was at, and --submit \
        again computes what is missing. Tasks refuse to run once sources were edited after the \
        program was built: do so in another copy. Options after -- go to the experiment: \
        reprise jobs mexa --over seeds --array 5 --submit -- --data-seed 0...4
        """)

    @Argument(help: "The experiment.", completion: Workplace.slugs)
    var slug: String
    @Option(
      help: """
        What tasks share: items of looped cells (languages), or points of the grid that the \
        experiment's options span (seeds, sweep).
        """)
    var over: Share
    @Option(help: "How many tasks.")
    var array: Int
    @Flag(help: "Submit the jobs.")
    var submit = false
    @Option(help: "A line for both jobs' heads: --sbatch=--partition=long; may be repeated.")
    var sbatch: [String] = []
    @OptionGroup var workplace: Workplace
    @Argument(parsing: .postTerminator, help: "Options of the experiment.")
    var options: [String] = []

    func validate() throws {
      guard array >= 1 else { throw ValidationError("--array expects a whole number from 1") }
    }

    func run() throws {
      let archive = try workplace.archive
      try archive.check(slug)
      let program = archive.root.appending(path: ".build/release/\(slug)")
      guard FileManager.default.isExecutableFile(atPath: program.path) else {
        throw LabError("\(program.path): not built; nodes of a cluster should not build it")
      }
      // What is wrong is said here, not by each of the tasks when its turn has come.
      if over != .languages, !options.contains(where: { $0.contains(#/,|;|\.\.\./#) }) {
        throw LabError(
          "--over \(over) needs a list or range among the experiment's options, such as -- --seed 0...4"
        )
      }
      _ = try output(of: [program.path] + options + ["--help"])
      let results = archive.results
      let whole = [program.path] + options + ["--results", results.path, "--quiet"]
      let slice = over == .languages ? "--shard" : "--only"
      let folder = results.appending(path: "\(slug)/jobs")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let parts = folder.appending(path: "array.sh")
      let merge = folder.appending(path: "merge.sh")
      let task = "\(command(whole)) \(slice) \"$SLURM_ARRAY_TASK_ID/\(array)\""
      try write(task, head: ["--array=1-\(array)"], log: "array-%a.log", to: parts)
      try write(command(whole), head: [], log: "merge.log", to: merge)
      print("array  \(archive.short(parts.path))\nmerge  \(archive.short(merge.path))")
      guard submit else { return }
      let first = try sbatch([parts.path])
      let second = try sbatch([
        "--dependency=afterok:\(first)", "--kill-on-invalid-dep=yes", merge.path,
      ])
      print("submitted \(first) (\(array) tasks) and \(second) (when all of them have succeeded)")
    }

    /// Writes a batch script whose process is the program itself, so that it hears the signals.
    private func write(_ command: String, head: [String], log: String, to file: URL) throws {
      let logs = file.deletingLastPathComponent().appending(path: log).path
      let lines =
        head + ["--job-name=\(slug)", "--output=\(logs)", "--open-mode=append", "--requeue"]
        + sbatch
      let text =
        "#!/bin/bash\n" + lines.map { "#SBATCH \($0)\n" }.joined() + "exec \(command)\n"
      try AtomicFile.write(Data(text.utf8), to: file)
    }

    /// The words as the shell reads them.
    private func command(_ words: [String]) -> String {
      words.map { "'\($0.replacing("'", with: "'\\''"))'" }.joined(separator: " ")
    }

    /// Calls sbatch and returns the job's number.
    private func sbatch(_ arguments: [String]) throws -> String {
      try output(of: ["sbatch", "--parsable"] + arguments).split(separator: ";").first.map {
        $0.trimmingCharacters(in: .whitespacesAndNewlines)
      } ?? ""
    }

    /// What a program prints; throws what it complains of.
    private func output(of command: [String]) throws -> String {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = command
      let (output, errors) = (Pipe(), Pipe())
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      let text = output.fileHandleForReading.readDataToEndOfFile()
      let complaint = errors.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw LabError(String(decoding: complaint, as: UTF8.self))
      }
      return String(decoding: text, as: UTF8.self)
    }
  }
}
