import Foundation

/// What the command line asks for besides parameters.
struct Options {
  var preset = "default"
  var quiet = false
  var explain = false
  var figures = false
  var diff = false
  var baseline = false
  var strict = false
  var ignoreEdits = false
  var help = false
  var results: String?
  var only: String?
  var join: String?
  var workers: Int?
  var shard: (index: Int, count: Int)?
  var formats = ["svg"]
  var threads: Int?
  /// Whether this process is one of several that a launcher (MPI, Slurm) has started together.
  var isOneOfMany = false
  /// The arguments that decide what is computed: a process that helps this one gets them too.
  var passedOn: [String] = []

  /// The looped cell that this process helps with; nil when with all of them.
  var joinedCell: String? { join == "all" ? nil : join }

  /// Whether this process helps another one with the looped cell.
  func joins(_ cell: String) -> Bool { join != nil && (joinedCell ?? cell) == cell }

  /// Name, placeholder of its value (empty for a flag) and meaning, in the order of the help text.
  static let known: [(name: String, value: String, text: String)] = [
    ("preset", "<name>", "smoke (seconds), default, or full (the paper's own data from disk)"),
    ("quiet", "", "print nothing but errors"),
    ("explain", "", "say for each cell whether it was kept or run, and the one cause"),
    ("figures", "", "redraw from stored cells only; an error when one is not stored"),
    ("diff", "", "compare with the baseline and the paper; exit status 1 on drift"),
    ("baseline", "", "store this run as the preset's baseline"),
    (
      "ignore-edits", "",
      "keep results of code as it was before an edit; all else they depend on still counts"
    ),
    ("strict", "", "exit status 1 when a judged claim is not held"),
    (
      "only", "<cell>[/<item>]",
      "run this cell (item) and what it needs, or a sweep's k/N; then stop"
    ),
    ("shard", "<k>/<N>", "looped cells run every N-th item, from the k-th; then stop"),
    ("workers", "<n>", "processes that share a looped cell's items (as many as the cores allow)"),
    (
      "join", "<cell>",
      "help another process with this looped cell's items (all: with all), and stop"
    ),
    ("results", "<folder>", "where results go instead of data/results"),
    ("formats", "<list>", "of figures: svg, pdf, png"),
    ("threads", "<n>", "how many threads an operator may use"),
    ("help", "", "this text"),
  ]

  /// Sets the option `name`; `value` is nil for a flag.
  mutating func set(_ name: String, _ value: String?) throws {
    let text = value ?? ""
    switch name {
    case "preset":
      let presets = ["smoke", "default", "full"]
      guard presets.contains(text) else {
        throw LabError("unknown preset '\(text)': \(suggestion(for: text, among: presets))")
      }
      preset = text
    case "quiet": quiet = true
    case "explain": explain = true
    case "figures": figures = true
    case "diff": diff = true
    case "baseline": baseline = true
    case "strict": strict = true
    case "ignore-edits": ignoreEdits = true
    case "help": help = true
    case "results": results = text
    case "only": only = text
    case "join": join = text
    case "workers": workers = try Self.count(text, of: name)
    case "shard":
      guard let slice = Self.slice(text) else {
        throw LabError("--shard expects k/N with 1 <= k <= N, got '\(text)'")
      }
      shard = slice
    case "formats":
      formats = text.split(separator: ",").map(String.init)
      if let wrong = formats.first(where: { !["svg", "pdf", "png"].contains($0) }) {
        throw LabError("--formats expects a list of svg, pdf, png, got '\(wrong)'")
      }
    default: threads = try Self.count(text, of: name)
    }
  }

  /// The k-th of N parts, written `k/N`; nil when it is not.
  static func slice(_ text: String) -> (index: Int, count: Int)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1,
      (1...count).contains(index)
    else { return nil }
    return (index, count)
  }

  private static func count(_ text: String, of name: String) throws -> Int {
    guard let count = Int(text), count >= 1 else {
      throw LabError("--\(name) expects a whole number from 1, got '\(text)'")
    }
    return count
  }
}

extension Options {
  /// Takes the place among processes started together by a launcher from its environment: the first
  /// runs the experiment, the others help it with looped cells.
  mutating func takeRank(from environment: [String: String]) {
    let launchers = [
      ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE"),
      ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
    ]
    let places = launchers.compactMap { rank, size -> (rank: Int, size: Int)? in
      guard let rank = environment[rank].flatMap(Int.init),
        let size = environment[size].flatMap(Int.init), size > 1
      else { return nil }
      return (rank, size)
    }
    guard let place = places.first, shard == nil, join == nil else { return }
    isOneOfMany = true
    if place.rank > 0 { join = "all" }
  }
}

extension ParameterLayout {
  /// Reads the arguments: general options, each parameter's new value as JSON, by name, and the
  /// parameters that are given several values.
  func parse(_ arguments: [String]) throws -> (
    options: Options, changes: [String: String], sweep: Sweep
  ) {
    var options = Options()
    var changes: [String: String] = [:]
    var sweep = Sweep()
    var left = arguments[...]
    while let argument = left.popFirst() {
      let start = left.startIndex - 1
      guard argument.hasPrefix("--"), argument.count > 2 else {
        throw LabError("unexpected argument '\(argument)'; options start with --")
      }
      let parts = argument.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      let attached = parts.count == 2 ? String(parts[1]) : nil
      func value() throws -> String {
        if let attached { return attached }
        guard let next = left.popFirst() else { throw LabError("--\(name) needs a value") }
        return next
      }
      if let known = Options.known.first(where: { $0.name == name }) {
        if known.value.isEmpty, attached != nil { throw LabError("--\(name) takes no value") }
        try options.set(name, known.value.isEmpty ? nil : try value())
      } else if let field = fields.first(where: { $0.option == name }) {
        if field.type is Bool.Type {
          let isNext = left.first.map { ["true", "false"].contains($0) } ?? false
          changes[field.name] = try json(attached ?? (isNext ? try value() : "true"), for: field)
        } else {
          let text = try value()
          let values = try named(field) { try Sweep.values(in: text, for: field.type) }
          guard !sweep.axes.contains(where: { $0.option == field.option }) else {
            throw LabError("--\(name) is given twice")
          }
          if values.count > 1 {
            for value in values { _ = try json(value, for: field) }
            sweep.add(Sweep.Axis(parameter: field.name, option: field.option, values: values))
          } else {
            changes[field.name] = try json(text, for: field)
          }
        }
      } else if name.hasPrefix("no-"), attached == nil,
        let field = fields.first(where: { "no-" + $0.option == name && $0.type is Bool.Type })
      {
        changes[field.name] = "false"
      } else {
        let names = fields.map(\.option) + Options.known.map(\.name)
        throw LabError(
          "unknown option '--\(name)': \(suggestion(for: name, among: names, prefix: "--"))")
      }
      let isOwn =
        !Options.known.contains { $0.name == name }
        && !sweep.axes.contains { $0.option == name }
      if isOwn || ["preset", "threads", "ignore-edits"].contains(name) {
        options.passedOn += arguments[start..<left.startIndex]
      }
    }
    return (options, changes, sweep)
  }

  private func json(_ text: String, for field: Field) throws -> String {
    try named(field) { try ParameterText.json(text, as: field.type) }
  }

  /// Puts the option's name before what is wrong with its value.
  private func named<Value>(_ field: Field, _ read: () throws -> Value) throws -> Value {
    do {
      return try read()
    } catch let error as LabError {
      throw LabError("--\(field.option) \(error.description)")
    }
  }

  /// Stops the program when a parameter has the name of a general option.
  func checkNames() {
    for field in fields where Options.known.contains(where: { $0.name == field.option }) {
      fatalError("parameter '\(field.name)' has the name of the option --\(field.option)")
    }
  }
}
