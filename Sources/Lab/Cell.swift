import Foundation
import Store

/// A named step of the notebook whose result is stored; call it to get the result.
///
/// The cell runs when it is first called and nothing valid is stored. What it read (parameters,
/// other cells, input files, its own code) is stored with the result, which stays valid while all
/// of it is as it was.
public final class Cell<Value: Codable> {
  /// The cell's name.
  public let name: String
  private let slot: Slot
  private var value: Value?

  init(_ slot: Slot) {
    name = slot.name
    self.slot = slot
  }

  /// The result, from the store or run now. It is always read back from the store, so that a fresh
  /// result and a kept one are the same thing.
  public func callAsFunction() throws -> Value {
    let record = try slot.resolve()
    slot.bench.recorder.note(Read(kind: .cell, name: name, value: record.digest))
    if let value { return value }
    let loaded: Value = try record.load()
    value = loaded
    return loaded
  }
}

extension Cell: StoredCell {
  var isLooped: Bool { false }

  func digest(ofItem item: String?) throws -> String? {
    item == nil ? try slot.resolve().digest : nil
  }

  func demand(item: String?) throws {
    guard item == nil else { throw LabError("cell '\(name)' has no items") }
    _ = try slot.resolve()
  }
}
