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
  var help = false
  var results: String?
  var only: String?
  var join: String?
  var workers: Int?
  var shard: (index: Int, count: Int)?
  var formats = ["svg"]
  var threads: Int?
  /// The arguments that decide what is computed: a process that helps this one gets them too.
  var passedOn: [String] = []

  /// Name, placeholder of its value (empty for a flag) and meaning, in the order of the help text.
  static let known: [(name: String, value: String, text: String)] = [
    ("preset", "<name>", "smoke (seconds), default, or full (the paper's own data from disk)"),
    ("quiet", "", "print nothing but errors"),
    ("explain", "", "say for each cell whether it was kept or run, and the one cause"),
    ("figures", "", "redraw from stored cells only; an error when one is not stored"),
    ("diff", "", "compare with the baseline and the paper; exit status 1 on drift"),
    ("baseline", "", "store this run as the preset's baseline"),
    ("strict", "", "exit status 1 when a judged claim is not held"),
    ("only", "<cell>[/<item>]", "run this cell (item) and what it needs, and stop"),
    ("shard", "<k>/<N>", "looped cells run every N-th item, from the k-th; then stop"),
    ("workers", "<n>", "processes that share a looped cell's items (as many as the cores allow)"),
    ("join", "<cell>", "help another process with this looped cell's items, and stop"),
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
    case "help": help = true
    case "results": results = text
    case "only": only = text
    case "join": join = text
    case "workers": workers = try Self.count(text, of: name)
    case "shard":
      let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1,
        (1...count).contains(index)
      else { throw LabError("--shard expects k/N with 1 <= k <= N, got '\(text)'") }
      shard = (index, count)
    case "formats":
      formats = text.split(separator: ",").map(String.init)
      if let wrong = formats.first(where: { !["svg", "pdf", "png"].contains($0) }) {
        throw LabError("--formats expects a list of svg, pdf, png, got '\(wrong)'")
      }
    default: threads = try Self.count(text, of: name)
    }
  }

  private static func count(_ text: String, of name: String) throws -> Int {
    guard let count = Int(text), count >= 1 else {
      throw LabError("--\(name) expects a whole number from 1, got '\(text)'")
    }
    return count
  }
}

extension ParameterLayout {
  /// Reads the arguments: general options, and each parameter's new value as JSON, by name.
  func parse(_ arguments: [String]) throws -> (options: Options, changes: [String: String]) {
    var options = Options()
    var changes: [String: String] = [:]
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
          changes[field.name] = try json(try value(), for: field)
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
      let isOwn = !Options.known.contains { $0.name == name }
      if isOwn || ["preset", "threads"].contains(name) {
        options.passedOn += arguments[start..<left.startIndex]
      }
    }
    return (options, changes)
  }

  private func json(_ text: String, for field: Field) throws -> String {
    do {
      return try ParameterText.json(text, as: field.type)
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
