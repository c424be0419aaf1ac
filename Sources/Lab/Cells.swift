import Foundation
import Store

/// A step of the notebook that runs once for each item (language, seed, grid point).
///
/// Each item is stored by itself as soon as it is done, so an interrupted run loses one item, and
/// several processes share the items: those that this one calls (`--workers`), those of other
/// machines (`--shard`).
public final class Cells<Item: Codable & CustomStringConvertible, Value: Codable> {
  /// The cell's name.
  public let name: String
  private let bench: Workbench
  private let list: () throws -> [Item]
  private let upcoming: Upcoming<Item>
  private let slot: (Item, String) throws -> Slot
  private var entries: [(item: Item, slot: Slot)]?

  init(
    name: String, bench: Workbench, list: @escaping () throws -> [Item],
    upcoming: Upcoming<Item>,
    slot: @escaping (Item, String) throws -> Slot
  ) {
    self.name = name
    self.bench = bench
    self.list = list
    self.upcoming = upcoming
    self.slot = slot
  }

  /// The items in their order.
  public var items: [Item] {
    get throws { try resolveEntries().map(\.item) }
  }

  /// Every item with its result, in the items' order; runs what is not stored.
  ///
  /// Results are read from the store at each call and not kept in memory.
  public func callAsFunction() throws -> [(item: Item, value: Value)] { try map { ($0, $1) } }

  /// What `transform` makes of each item and its result, in the items' order; runs what is not
  /// stored. Only one result is in memory at a time.
  public func map<Output>(_ transform: (Item, Value) throws -> Output) throws -> [Output] {
    let records = try resolveAll()
    bench.recorder.note(Read(kind: .cell, name: name, value: digest(of: records)))
    return try zip(try items, records).map { item, record in
      try transform(item, record.load())
    }
  }

  /// The result of one item; runs only this one when it is not stored.
  public func callAsFunction(_ item: Item) throws -> Value {
    let slot = try find(item.description)
    let record = try slot.resolve()
    bench.recorder.note(Read(kind: .cell, name: slot.address, value: record.digest))
    return try record.load()
  }

  private func find(_ item: String) throws -> Slot {
    let entries = try resolveEntries()
    guard let entry = entries.first(where: { $0.item.description == item }) else {
      let near = suggestion(for: item, among: entries.map(\.item.description))
      throw LabError("cell '\(name)' has no item '\(item)': \(near)")
    }
    return entry.slot
  }

  private func resolveEntries() throws -> [(item: Item, slot: Slot)] {
    if let entries { return entries }
    let (items, _) = try bench.recorder.watching { try list() }
    var names = Set<String>()
    let made = try items.map { item in
      guard names.insert(item.description).inserted else {
        throw LabError("cell '\(name)' has the item '\(item)' twice")
      }
      let json = try JSON.text(item)
      return (item, try slot(item, json))
    }
    entries = made
    return made
  }

  private func resolveAll() throws -> [Record] {
    let entries = try resolveEntries()
    let missing = try entries.indices.filter { index in
      if case .mustRun = try entries[index].slot.lookUp() { true } else { false }
    }
    let mine = missing.filter { index in
      bench.options.shard.map { index % $0.count == $0.index - 1 } ?? true
    }
    let taken = try run(mine.map { entries[$0] })
    guard mine.count - taken == missing.count else {
      throw ShardEnd(cell: name, missing: missing.count - mine.count + taken)
    }
    return try entries.map { try $0.slot.resolve() }
  }

  /// Runs the items that no other process is at, then waits for the others. A process that only
  /// helps does not wait, and returns how many are left.
  private func run(_ entries: [(item: Item, slot: Slot)]) throws -> Int {
    let workers = bench.workers(for: name, items: entries.count)
    defer {
      workers?.end()
      upcoming.items = []
    }
    let pace = Progress.Pace()
    var taken: [Slot] = []
    for (index, entry) in entries.enumerated() {
      try Interruption.check()
      upcoming.items = entries.dropFirst(index + 1).map(\.item)
      if try entry.slot.resolveUnlessTaken() == nil { taken.append(entry.slot) }
      let done = index + 1 - taken.count
      bench.progress.report(name, done, of: entries.count, "items", pace)
    }
    if bench.options.joins(name) { return taken.count }
    upcoming.items = []
    for slot in taken { _ = try slot.resolve() }
    return 0
  }

  private func digest(of records: [Record]) -> String {
    let names = (entries ?? []).map(\.item.description)
    return Key.digest(of: zip(names, records).flatMap { [$0, $1.digest] })
  }
}

/// The items that a run will compute after the one at hand.
final class Upcoming<Item> {
  var items: [Item] = []
}

extension Cells: StoredCell {
  var isLooped: Bool { true }

  func digest(ofItem item: String?) throws -> String? {
    guard let item else { return digest(of: try resolveAll()) }
    let entry = try resolveEntries().first { $0.item.description == item }
    return try entry?.slot.resolve().digest
  }

  func demand(item: String?) throws {
    if let item { _ = try find(item).resolve() } else { _ = try resolveAll() }
  }
}

/// A shard has done its items and what follows needs those of other shards.
struct ShardEnd: Error, Hashable {
  let cell: String
  let missing: Int
}
