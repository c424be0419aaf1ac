import Foundation
import Lab
import Store

/// A package with one experiment in a temporary folder, and what its runs print.
final class Desk {
  let root: URL
  let place: Place
  private(set) var output = ""
  private(set) var errors = ""

  init(_ slug: String = "trial", source: String = Desk.source, reported: String? = nil) throws {
    root = FileManager.default.temporaryDirectory.appending(path: "lab-\(UUID().uuidString)")
    let folder = root.appending(path: "Experiments/\(slug)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    place = Place(folder: folder, root: root)
    try edit(source)
    if let reported {
      try Data(reported.utf8).write(to: folder.appending(path: "reported.csv"))
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Replaces the experiment's source.
  func edit(_ source: String) throws {
    try Data(source.utf8).write(to: place.folder.appending(path: "\(place.slug).swift"))
  }

  /// Replaces the source of a module of the package.
  func edit(_ source: String, module: String) throws {
    let folder = root.appending(path: "Sources/\(module)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(source.utf8).write(to: folder.appending(path: "\(module).swift"))
  }

  /// Runs an experiment; `output` and `errors` then hold what this run printed.
  func run<Subject: Experiment>(_ subject: Subject.Type, _ arguments: String...) -> Int32 {
    output = ""
    errors = ""
    let console = Console(
      write: { self.output += $0 }, complain: { self.errors += $0 })
    return subject.run(arguments, at: place, console: console)
  }

  /// Takes a lock as a running process would.
  func hold(_ path: String) throws -> FileLock { try FileLock(root.appending(path: path)) }

  /// Takes the place of an item as a process that computes it would.
  func take(_ path: String) throws -> FolderLock {
    let folder = root.appending(path: path)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return try FolderLock(folder)
  }

  /// What `--explain` printed of a cell.
  func explanation(_ cell: String) -> [String] {
    output.split(separator: "\n").filter { $0.hasPrefix("  \(cell)  ") }.map {
      $0.dropFirst(cell.count + 2).trimmingCharacters(in: .whitespaces)
    }
  }

  func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
  }

  /// The bytes of all files below a folder by path, without the run records.
  func files(_ path: String) throws -> [String: Data] {
    let folder = root.appending(path: path)
    let names =
      FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    var files: [String: Data] = [:]
    let volatile: Set = ["run.json", "run.js", "run.md"]
    for name in names where !volatile.contains(String(name.split(separator: "/").last ?? "")) {
      files[name] = FileManager.default.contents(atPath: folder.appending(path: name).path)
    }
    return files
  }

  /// What stands for the source of the experiments in these tests.
  static let source = """
    import Lab

    /// Counts *things* & compares `a < b`.
    @main
    struct Trial: Experiment {
      struct Parameters: ParameterSet {
        /// How many things there are.
        var count = 4
        var scale = 2.0  // what each weighs
      }
      func body(_ book: Notebook<Parameters>) throws {
        let base = book.cell("base") { p in p.scale * 10 }
        let other = book.cell("other") { p in p.count }
        let items = book.cells("items", over: book.parameters.names) { p, name in name }
        try book.table("numbers", ["base": try base()])
      }
    }
    """
}

/// Cells, a looped cell, an input file, a table, a figure and claims.
struct Trial: Experiment {
  enum Kind: String, Codable, CaseIterable { case plain, fancy }

  struct Parameters: ParameterSet {
    var count = 4
    var scale = 2.0
    var names = ["a", "bb", "ccc"]
    var isLoud = false
    var kind = Kind.plain
    var seed: UInt64 = 0
    var inputFile: URL?
    var failAt = ""
    var batchSize = 8
  }

  static let paper = Paper(
    "Things < Stuff & Co", authors: ["Ada", "Bob"], year: 2020, arxiv: "2001.00001")
  static let smoke = Edit<Parameters> { $0.names = ["a"] }
  static var inert: [PartialKeyPath<Parameters>] { [\.failAt, \.batchSize] }

  func body(_ book: Notebook<Parameters>) throws {
    let base = book.cell("base") { p in
      p.batchSize > 0 ? p.scale * 10 : 0
    }
    let other = book.cell("other") { p in p.count }
    let items = book.cells("items", over: book.parameters.names) { p, name in
      if name == p.failAt { throw LabError("crash at \(name)") }
      return try base() + Double(name.count)
    }
    let text = book.cell("text") { p in
      guard let file = p.inputFile else { return "none" }
      return String(decoding: try Data(contentsOf: try book.input(file)), as: UTF8.self)
    }
    try book.note("There are **\(try other())** things; 1 < 2 & 3.")
    try book.table(
      "lengths", columns: ["name", .init("length", digits: 1, best: .highest)],
      rows: try items().map { [$0.item, $0.value] })
    try book.table("text <b>", ["text": try text()])
    try book.figure("growth", caption: "How it grows.") {
      $0.x("name").y("length").lines("all", [1, 2, 3], try [base(), base() + 1, base() + 2])
    }
    try book.claim("lengths grow", try items().map(\.value) == items().map(\.value).sorted())
    try book.claim("the base is high", try base(), above: 5)
  }
}
