import Foundation
import Store
import Tensors

/// A cell of any type, as the notebook keeps track of it.
protocol StoredCell: AnyObject {
  var name: String { get }
  /// Whether the cell runs once for each item.
  var isLooped: Bool { get }
  /// The digest of the result, or of one item's; runs what is not stored. Nil: no such item.
  func digest(ofItem item: String?) throws -> String?
  /// Makes sure that the whole cell, one item or this shard's items are stored.
  func demand(item: String?) throws
}

/// What one run shares among its cells, tables, figures and claims.
final class Workbench {
  /// What happened to a cell or item.
  struct Event {
    let name: String
    let item: String?
    /// Nil when a stored result was kept.
    let cause: Cause?
    /// How long it took, now or when the kept result was computed; nil when that is not known.
    let seconds: Double?
  }

  let place: Place
  let options: Options
  let sources: Sources
  /// Digests of the modules that cells are computed with, by name.
  let modules: [String: String]
  let parameterValues: [String: String]
  let console: Console
  let progress: Progress
  let recorder = Recorder()
  private(set) var cells: [any StoredCell] = []
  /// Names of cells and resources in the order in which the body declares them.
  private(set) var steps: [String] = []
  private(set) var events: [Event] = []
  /// How long the cells that ran here took, each without the cells that it called.
  var secondsSpent = 0.0
  /// The program that runs, where it can be called again to help with a loop.
  let program: URL?
  /// Digests of input files and folders by name.
  let inputs: Inputs
  /// The stored results in use, by address.
  private(set) var records: [String: Record] = [:]
  private var codes: [String: String] = [:]

  init(
    place: Place, options: Options, sources: Sources, modules: [String: String],
    parameterValues: [String: String], console: Console, program: URL?
  ) {
    self.place = place
    self.options = options
    self.sources = sources
    self.modules = modules
    self.parameterValues = parameterValues
    self.console = console
    self.program = program
    inputs = Inputs(place: place)
    progress = Progress(console: console, isQuiet: options.quiet)
  }

  /// Where cells are stored: shared by all presets, since keys say what each depends on.
  var cellFolder: URL { place.results.appending(path: "\(place.slug)/cells") }

  /// Whether this run only fills the store: no tables, figures, claims or report.
  var isPartial: Bool { options.only != nil || options.shard != nil || options.join != nil }

  /// Adds a cell; two cells of one name stop the program.
  func add(_ cell: any StoredCell) {
    require(!cell.name.contains("/"), "cell '\(cell.name)': a name cannot contain /")
    require(
      !cells.contains { FileName.of($0.name) == FileName.of(cell.name) },
      "two cells are called '\(cell.name)'")
    cells.append(cell)
    steps.append(cell.name)
  }

  /// Notes that a resource is declared.
  func add(resource: String) { steps.append(resource) }

  /// The digest of the code behind a cell; a constant when the sources are not there.
  func code(of name: String) -> String {
    if let known = codes[name] { return known }
    let code = sources.digest(of: name) ?? "unknown"
    codes[name] = code
    return code
  }

  /// The digest of an earlier cell's result; nil when there is no such cell any more.
  func digest(ofCell address: String) throws -> String? {
    let parts = address.split(separator: "/", maxSplits: 1).map(String.init)
    guard let cell = cells.first(where: { $0.name == parts[0] }) else { return nil }
    return try cell.digest(ofItem: parts.count == 2 ? parts[1] : nil)
  }

  /// The stored result behind an event, by its path in the folder of cells.
  func file(of event: Event) -> String? {
    let record = records[event.item.map { "\(event.name)/\($0)" } ?? event.name]
    return record.map { String($0.url.path.dropFirst(cellFolder.path.count + 1)) }
  }

  /// Notes which stored result stands for a cell or item in this run.
  func use(_ record: Record?, at address: String) { records[address] = record }

  func noteKept(_ slot: Slot, took seconds: Double?) {
    events.append(Event(name: slot.name, item: slot.item, cause: nil, seconds: seconds))
  }

  func noteRun(_ slot: Slot, because cause: Cause, took seconds: Double?) {
    events.append(Event(name: slot.name, item: slot.item, cause: cause, seconds: seconds))
  }
}
