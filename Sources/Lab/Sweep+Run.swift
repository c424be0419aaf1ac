import Foundation
import Store

extension Run {
  /// Runs the grid, a process a point, and puts the results into one table.
  ///
  /// - Returns: how many points failed, at most 100.
  func performSweep(_ program: URL?) throws -> Int32 {
    guard let program else { throw LabError("a sweep is run by the experiment's own program") }
    if options.baseline || options.diff || options.shard != nil || options.join != nil {
      throw LabError("--baseline, --diff, --shard and --join are for one run, not for a sweep")
    }
    let points = try slice(of: sweep.points)
    let folder = place.results.appending(path: "\(place.slug)/\(sweepName)")
    let progress = Progress(console: console, isQuiet: options.quiet)
    let pace = Progress.Pace()
    var results: [SweepResult] = []
    var failures: Int32 = 0
    for (index, point) in points.enumerated() {
      progress.report("sweep", index, of: points.count, "points", pace, point.title)
      let run = try point.run(of: Subject.self, arguments: options.passedOn, at: place)
      if let complaint = run.failure(program) {
        failures += 1
        progress.warn("\(place.slug): \(point.title): \(complaint)")
      } else {
        results.append(
          SweepResult(
            point: point, summary: try Summary(run.folder.appending(path: "summary.json"))))
      }
      try Interruption.check()
    }
    progress.clear()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let tables = [results.claims(axes: sweep.axes), results.numbers(axes: sweep.axes)]
    for table in tables where options.only == nil {
      try AtomicFile.write(table.markdown, to: folder.appending(path: "\(table.name).md"))
      try AtomicFile.write(table.csv, to: folder.appending(path: "\(table.name).csv"))
      try AtomicFile.write(table.latex, to: folder.appending(path: "\(table.name).tex"))
    }
    if !options.quiet {
      console.write("\n\(tables[0].plain)\n\(points.count - Int(failures)) points done")
      console.write(failures == 0 ? "" : ", \(failures) failed")
      console.write(options.only == nil ? "; all numbers: \(folder.path)\n" : "\n")
    }
    return min(failures, 100)
  }

  /// The part of the points that `--only k/N` asks for.
  private func slice(of points: [Sweep.Point]) throws -> [Sweep.Point] {
    guard let only = options.only else { return points }
    guard let slice = Options.slice(only) else {
      throw LabError("--only of a sweep expects k/N with 1 <= k <= N, got '\(only)'")
    }
    return points.enumerated().filter { $0.offset % slice.count == slice.index - 1 }
      .map(\.element)
  }

  /// The name of the sweep's folder: of what is swept, and of what else is not as in the preset.
  private var sweepName: String {
    let fixed = changed.filter { !inert.contains($0) }.flatMap { [$0, values[$0] ?? ""] }
    let axes = sweep.axes.flatMap { [$0.parameter] + $0.values }
    return "sweep-\(options.preset)-\(Key.digest(of: axes + [""] + fixed).prefix(8))"
  }

  /// Runs this point in a process of its own; returns the last line of what it complained of when
  /// it failed.
  fileprivate func failure(_ program: URL) -> String? {
    let process = Child.process(program, arguments)
    let complaints = Pipe()
    process.standardError = complaints
    do { try process.run() } catch { return "\(program.path): \(error.localizedDescription)" }
    let text = String(
      decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationReason == .exit, process.terminationStatus == 0 { return nil }
    let last = text.split(separator: "\n").last?.trimmingPrefix("\(place.slug): ")
    return last.map(String.init) ?? "ended with status \(process.terminationStatus)"
  }
}

extension Sweep.Point {
  /// The run of this point alone.
  fileprivate func run<Subject: Experiment>(
    of subject: Subject.Type, arguments fixed: [String], at place: Place
  ) throws -> Run<Subject> {
    let all = fixed + arguments + ["--results", place.results.path, "--quiet"]
    let silent = Console(write: { _ in }, complain: { _ in })
    guard let run = try Run<Subject>(all, place: place, console: silent) else {
      throw LabError("a sweep has no help of its own")
    }
    return run
  }
}
