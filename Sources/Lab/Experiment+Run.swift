import Foundation
import Plot
import Store
import Tensors

extension Experiment {
  /// Runs the experiment with command-line arguments and returns the exit status.
  ///
  /// - Parameters:
  ///   - place: the folders; those the experiment was compiled from unless given.
  ///   - console: where results, progress and errors are written.
  ///   - program: the experiment's own program, called again to share the items of looped cells;
  ///     without, this process runs them all.
  public static func run(
    _ arguments: [String], at place: Place? = nil, console: Console = .standard,
    program: URL? = nil
  ) -> Int32 {
    let place = place ?? Place(of: paper)
    do {
      return try Run<Self>(arguments, place: place, console: console)?.perform(program) ?? 0
    } catch is Interruption.Stop {
      console.say("\(place.slug): \(Interruption.advice)")
      return Interruption.status
    } catch {
      console.say("\(place.slug): \(LabError.line(of: error))")
      return 2
    }
  }
}

/// One run of an experiment: what the arguments ask for, carried out.
struct Run<Subject: Experiment> {
  typealias Parameters = Subject.Parameters

  let arguments: [String]
  let place: Place
  let console: Console
  let options: Options
  let sweep: Sweep
  let layout: ParameterLayout<Parameters>
  let values: [String: String]
  let presetValues: [String: String]
  let parameters: Parameters
  let inert: Set<String>
  let sources: Sources

  /// Reads the arguments; nil when they asked for help, which is then printed.
  init?(_ arguments: [String], place: Place, console: Console) throws {
    layout = ParameterLayout()
    layout.checkNames()
    var (options, changes, sweep) = try layout.parse(arguments)
    options.takeRank(from: ProcessInfo.processInfo.environment)
    var preset = Parameters()
    switch options.preset {
    case "smoke": Subject.smoke.change?(&preset)
    case "full":
      guard let change = Subject.full.change else { throw LabError("there is no full preset") }
      change(&preset)
    default: break
    }
    presetValues = try layout.values(of: preset)
    parameters = try layout.parameters(from: presetValues.merging(changes) { $1 })
    values = try layout.values(of: parameters)
    inert = Set(Subject.inert.compactMap { [layout] in layout.field($0)?.name })
    self.arguments = arguments
    self.options = options
    self.sweep = sweep
    self.console = console
    var place = place
    if let results = options.results { place.results = URL(filePath: results) }
    self.place = place
    sources = try Sources(folder: place.folder)
    if options.help {
      console.write(help)
      return nil
    }
  }

  /// Names of parameters that differ from the preset, in their order.
  var changed: [String] {
    layout.fields.map(\.name).filter { values[$0] != presetValues[$0] }
  }

  /// The folder of this run's report: the preset's, or one of its own for changed parameters.
  var folder: URL {
    let telling = changed.filter { !inert.contains($0) }
    let digest = Key.digest(of: telling.flatMap { [$0, values[$0] ?? ""] })
    return place.results.appending(path: place.slug)
      .appending(path: telling.isEmpty ? options.preset : "\(options.preset)-\(digest.prefix(8))")
  }

  /// Runs the notebook and does with its results what the options ask for.
  func perform(_ program: URL?) throws -> Int32 {
    if program != nil {
      Interruption.listen { [place] in
        Console.standard.say("\(place.slug): \(Interruption.advice)")
        _exit(Interruption.status)
      }
    }
    let house = try House(of: sources, root: place.root)
    if let program { try check(sources.urls + house.files, areOlderThan: program) }
    if !sweep.axes.isEmpty { return try performSweep(program) }
    let start = Date()
    if let threads = options.threads { Engine.threads = threads }
    let bench = Workbench(
      place: place, options: options, sources: sources, modules: house.digests,
      parameterValues: values, console: console, program: program)
    if !sources.isKnown {
      bench.progress.warn(
        "\(place.slug): no sources in \(place.folder.path); stored cells are used without "
          + "comparing code")
    }
    let reported = try Subject.paper.reported.map {
      try Reported(place.folder.appending(path: $0))
    }
    let page = Page(reported: reported ?? Reported())
    let watched = Watched(
      parameters: parameters, layout: layout, values: values, inert: inert,
      recorder: bench.recorder)
    let book = Notebook(parameters: watched, bench: bench, page: page)
    defer { if options.explain { console.write(bench.explanation) } }
    if !options.quiet, !changed.isEmpty {
      let list = changed.map { "\($0) = \(values[$0] ?? "") (not \(presetValues[$0] ?? ""))" }
      bench.progress.warn(
        "\(place.slug): \(options.preset) preset with \(list.joined(separator: ", "))")
    }
    var waiting: Set<ShardEnd> = []
    func collecting(_ body: () throws -> Void) throws {
      do { try body() } catch let end as ShardEnd { waiting.insert(end) }
    }
    try collecting { try Subject().body(book) }
    if let only = options.only ?? options.joinedCell {
      try collecting { try run(only, of: bench.cells) }
    } else if options.shard != nil || options.join != nil {
      for cell in bench.cells where cell.isLooped {
        try collecting { try cell.demand(item: nil) }
      }
    }
    bench.progress.clear()
    for end in waiting.sorted(by: { $0.cell < $1.cell }) {
      bench.progress.warn(
        "\(place.slug): \(end.missing) items of cell '\(end.cell)' are left to other processes; "
          + "run without --\(options.join == nil ? "shard" : "join") when they are done")
    }
    if bench.isPartial { return 0 }
    return try Output(run: self, bench: bench, page: page, started: start).write()
  }

  /// Throws when a source file was edited after the program was built: its results would be stored as
  /// those of code that it does not hold.
  private func check(_ files: [URL], areOlderThan program: URL) throws {
    func date(_ file: URL) -> Date? {
      try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
    }
    guard let built = date(program.resolvingSymlinksInPath()) else { return }
    for file in files where date(file).map({ $0 > built }) ?? false {
      throw LabError("\(file.path) was edited after this program was built; build it again")
    }
  }

  /// Runs the cell or item that `--only` names.
  private func run(_ only: String, of cells: [any StoredCell]) throws {
    let parts = only.split(separator: "/", maxSplits: 1).map(String.init)
    guard let cell = cells.first(where: { $0.name == parts.first }) else {
      let near = suggestion(for: parts.first ?? "", among: cells.map(\.name))
      throw LabError("--only \(only): no such cell; \(near)")
    }
    try cell.demand(item: parts.count == 2 ? parts[1] : nil)
  }
}

extension Run {
  /// The text of `--help`: the paper, the parameters with their defaults, the general options.
  var help: String {
    let inertFields = inert
    let own = layout.fields.map { field in
      let comment = sources.comment(onParameter: field.name)?.replacing("\n", with: " ")
      let notes = [
        comment ?? "",
        comment == nil || field.type is any CaseIterable.Type
          ? ParameterText.expectation(of: field.type) : "",
        "(\(values[field.name] ?? ""))", inertFields.contains(field.name) ? "[inert]" : "",
      ]
      return ("--\(field.option)", notes.filter { !$0.isEmpty }.joined(separator: " "))
    }
    let general = Options.known.map { (("--\($0.name) \($0.value)"), $0.text) }
    let width = (own + general).map(\.0.count).max() ?? 0
    func lines(_ options: [(String, String)]) -> String {
      options.map {
        "  \($0.padding(toLength: width, withPad: " ", startingAt: 0))  \($1)\n"
      }.joined()
    }
    let introduction = sources.introduction(of: "\(Subject.self)").map { "\n\($0)\n" } ?? ""
    return """
      \(Subject.paper.citation)
      \(introduction)
      usage: \(place.slug) [options]

      parameters (with the values of the \(options.preset) preset):
      \(lines(own))
      general options:
      \(lines(general))
      """
  }
}

extension Workbench {
  /// One line a cell (and cause): kept, or run and why.
  var explanation: String {
    var lines: [(name: String, what: String, items: [String])] = []
    for event in events {
      let what = event.cause.map { "run: \($0)" } ?? "kept"
      if let index = lines.firstIndex(where: { $0.name == event.name && $0.what == what }) {
        lines[index].items += event.item.map { [$0] } ?? []
      } else {
        lines.append((event.name, what, event.item.map { [$0] } ?? []))
      }
    }
    for cell in cells where !lines.contains(where: { $0.name == cell.name }) {
      lines.append((cell.name, "not needed", []))
    }
    let width = lines.map(\.name.count).max() ?? 0
    return "\ncells\n\n"
      + lines.map { line in
        let items =
          switch line.items.count {
          case 0: ""
          case 1...6: " (\(line.items.joined(separator: ", ")))"
          default:
            " (\(line.items.prefix(5).joined(separator: ", ")) and \(line.items.count - 5) more)"
          }
        return "  \(line.name.padding(toLength: width, withPad: " ", startingAt: 0))  \(line.what)"
          + "\(items)\n"
      }.joined()
  }
}
