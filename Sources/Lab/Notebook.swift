import Foundation
import Store
import Tensors

/// What an experiment's `body` writes to: parameters, cells, tables, figures, claims and notes.
///
/// Call the argument `book`: the source of `book.cell("name") { … }` is found by that name, so that
/// an edit in one cell reruns that cell only, and an edit of a table or figure none.
public final class Notebook<Parameters: ParameterSet> {
  /// The parameters, for use outside of cells. A cell uses its own argument; what the body reads
  /// here before it declares a cell counts as read by that cell.
  public let parameters: Watched<Parameters>
  /// The preset's name: `smoke`, `default` or `full`.
  public var preset: String { bench.options.preset }
  /// Limits how many threads an operator may use, unless the command line says how many.
  ///
  /// Models of a few hundred thousand parameters are fastest with one. The items of a looped cell
  /// that is called as a whole are then shared by as many processes as there are cores left.
  public func limitThreads(to count: Int) {
    if bench.options.threads == nil { Engine.threads = count }
  }

  /// Prints a line on standard error that stays, also when quiet.
  public func warn(_ line: String) { bench.progress.warn(line) }

  let bench: Workbench
  let page: Page

  init(parameters: Watched<Parameters>, bench: Workbench, page: Page) {
    self.parameters = parameters
    self.bench = bench
    self.page = page
  }

  /// A folder for files that are needed only while a cell runs; such files remove themselves.
  public func scratchFolder() throws -> URL {
    let folder = bench.place.results.appending(path: bench.place.slug)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// A step whose result is stored. It runs when called and nothing valid is stored.
  public func cell<Value: Codable>(
    _ name: String, _ compute: @escaping (Watched<Parameters>) throws -> Value
  ) -> Cell<Value> {
    let parameters = parameters
    let slot = Slot(name: name, bench: bench, inherited: bench.recorder.outermost) { _ in
      let value = try compute(parameters)
      return { try Results.save(value, attributes: $1, to: $0) }
    }
    let cell = Cell<Value>(slot)
    bench.add(cell)
    return cell
  }

  /// A step that runs once for each item, each stored by itself.
  ///
  /// - Parameter items: may read parameters and cells; an item depends on its own content only, so
  ///   a longer list reruns nothing.
  public func cells<Item: Codable & CustomStringConvertible, Value: Codable>(
    _ name: String, over items: @escaping @autoclosure () throws -> [Item],
    _ compute: @escaping (Watched<Parameters>, Item) throws -> Value
  ) -> Cells<Item, Value> {
    loop(name, over: items) { parameters, item, _ in
      let value = try compute(parameters, item)
      return { try Results.save(value, attributes: $1, to: $0) }
    }
  }

  /// A step whose items are cheaper together: `compute` is also told which items this run will
  /// compute after this one, and may do part of their work along with this one's.
  ///
  /// Each item is stored by itself all the same. What `compute` reads counts as read by its item
  /// only, so it notes its own item's files and no other's.
  public func cells<Item: Codable & CustomStringConvertible, Value: Codable>(
    _ name: String, over items: @escaping @autoclosure () throws -> [Item],
    _ compute: @escaping (Watched<Parameters>, Item, _ upcoming: [Item]) throws -> Value
  ) -> Cells<Item, Value> {
    let upcoming = Upcoming<Item>()
    return loop(name, over: items, upcoming) { parameters, item, _ in
      let value = try compute(parameters, item, upcoming.items)
      return { try Results.save(value, attributes: $1, to: $0) }
    }
  }

  /// A training: its state is saved on the way, and an interrupted one goes on from there to the
  /// same bytes.
  public func training(
    _ name: String, saving: Saving,
    _ train: @escaping (Watched<Parameters>, TrainingRun) throws -> Void
  ) -> Cell<Training> {
    let parameters = parameters
    let slot = Slot(name: name, bench: bench, inherited: bench.recorder.outermost) { slot in
      let run = TrainingRun(slot: slot, saving: saving)
      try train(parameters, run)
      return try run.conclude()
    }
    let cell = Cell<Training>(slot)
    bench.add(cell)
    return cell
  }

  /// One training for each item.
  public func trainings<Item: Codable & CustomStringConvertible>(
    _ name: String, over items: @escaping @autoclosure () throws -> [Item], saving: Saving,
    _ train: @escaping (Watched<Parameters>, Item, TrainingRun) throws -> Void
  ) -> Cells<Item, Training> {
    loop(name, over: items) { parameters, item, slot in
      let run = TrainingRun(slot: slot, saving: saving)
      try train(parameters, item, run)
      return try run.conclude()
    }
  }

  /// A value too big or unfit to store, such as a loaded model: made at most once a run, when it is
  /// first called. What it read counts as read by every cell that calls it.
  public func resource<Value>(
    _ name: String, _ make: @escaping (Watched<Parameters>) throws -> Value
  ) -> Resource<Value> {
    let parameters = parameters
    bench.add(resource: name)
    return Resource(name: name, bench: bench) { try make(parameters) }
  }

  /// Notes that the file or folder is read, by the digest of its content, and returns it.
  ///
  /// A looped cell names the file of its item, not the folder of all: then one changed file reruns
  /// one item.
  public func input(_ url: URL) throws -> URL {
    let name = bench.inputs.name(of: url)
    guard let digest = try bench.inputs.digest(of: name) else {
      throw LabError("\(url.path): no such file or folder")
    }
    bench.recorder.note(Read(kind: .file, name: name, value: digest))
    return url
  }

  private func loop<Item: Codable & CustomStringConvertible, Value: Codable>(
    _ name: String, over items: @escaping () throws -> [Item],
    _ upcoming: Upcoming<Item> = Upcoming(),
    _ make: @escaping (Watched<Parameters>, Item, Slot) throws -> Slot.Save
  ) -> Cells<Item, Value> {
    let (bench, parameters) = (bench, parameters)
    let inherited = bench.recorder.outermost
    let cells = Cells<Item, Value>(
      name: name, bench: bench, list: items, upcoming: upcoming
    ) { item, json in
      Slot(
        name: name, item: item.description, bench: bench,
        inherited: inherited + [Read(kind: .item, name: item.description, value: json)]
      ) { try make(parameters, item, $0) }
    }
    bench.add(cells)
    return cells
  }
}

/// A value that is made at most once a run and never stored; call it to get it.
public final class Resource<Value> {
  private let name: String
  private let bench: Workbench
  private let make: () throws -> Value
  private var made: (value: Value, reads: [Read])?

  init(name: String, bench: Workbench, make: @escaping () throws -> Value) {
    self.name = name
    self.bench = bench
    self.make = make
  }

  /// The value, made now or earlier in this run.
  public func callAsFunction() throws -> Value {
    let made = try made ?? makeNow()
    self.made = made
    bench.recorder.note(Read(kind: .resource, name: name, value: bench.code(of: name)))
    made.reads.forEach(bench.recorder.note)
    return made.value
  }

  private func makeNow() throws -> (value: Value, reads: [Read]) {
    bench.progress.begin(name)
    return try bench.recorder.watching(make)
  }
}
