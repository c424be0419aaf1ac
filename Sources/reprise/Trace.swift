import ArgumentParser
import Foundation
import Lab

extension Reprise {
  /// `reprise trace`
  struct Trace: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lead a figure, table, report or stored result back to where it comes from.",
      discussion: """
        By its bytes to the run on record that left it, or by what it carries: experiment, cells, \
        items, parameters, commit and the uncommitted difference. Offline, and whatever the file \
        is called now.
        """)

    @Argument(help: "The file: SVG, CSV, HDF5, Markdown, LaTeX, HTML …", completion: .file())
    var file: String
    @Flag(help: "Print the uncommitted difference too.")
    var diff = false
    @Flag(help: "Print all as JSON.")
    var json = false
    @OptionGroup var workplace: Workplace

    func run() throws {
      let archive = try workplace.archive
      let trace = try archive.trace(URL(filePath: file).standardizedFileURL)
      if json { return try printJSON(trace) }
      var lines: [(String, String)] = [("experiment", trace.experiment)]
      func add(_ name: String, _ value: String?) { if let value { lines.append((name, value)) } }
      add("cell", trace.cell)
      add("item", trace.item)
      add("preset", trace.preset)
      add("key", trace.key)
      if let run = trace.run, let match = trace.match {
        add("run", "\(run.started) on \(run.host), \(match.rawValue)")
        add("arguments", run.arguments.isEmpty ? "none" : run.arguments.joined(separator: " "))
        add("commit", run.commit ?? "none")
        let count = run.difference?.split(separator: "\n").count
        add(
          "uncommitted",
          count.map { "\($0) lines of difference\(diff ? "" : " (--diff shows them)")" }
            ?? "nothing")
      } else {
        add("run", "none on record in \(archive.short(archive.results.path))")
      }
      add("file committed", trace.committed)
      for (name, value) in trace.parameters.sorted(by: { $0.key < $1.key }) {
        let isChanged = trace.changed.contains(name)
        add("parameter \(name)", value + (isChanged ? " (not the preset's)" : ""))
      }
      for (name, digest) in trace.inputs.sorted(by: { $0.key < $1.key }) {
        add("input \(name)", String(digest.prefix(12)))
      }
      for origin in trace.origins {
        let file = origin.file.map { " \(archive.short($0))" } ?? ""
        add("made of \(origin.address)", origin.digest.prefix(12) + file)
      }
      let width = lines.map(\.0.count).max() ?? 0
      for (name, value) in lines {
        print(name.padding(toLength: width, withPad: " ", startingAt: 0), value, separator: "  ")
      }
      if diff, let difference = trace.run?.difference { print("\n\(difference)") }
    }
  }
}
