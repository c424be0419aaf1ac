import Foundation
import Store

/// What a run would do now with each stored result that an earlier run used. Nothing is run.
///
/// It is told from the earlier run's record, the sources and the input files alone: a changed
/// result of one cell may still leave those that read it as they are.
public struct Outlook: Sendable {
  /// What becomes of a stored result.
  public enum Fate: Equatable, Sendable {
    /// All it was made of is as it was.
    case kept
    /// It would run, and why.
    case runs(String)
    /// It would run if the result of this cell, which would run, turns out another.
    case waits(String)
  }

  /// The results' addresses, in the order of the run, each with what becomes of it.
  public private(set) var results: [(address: String, fate: Fate)] = []
  /// Whether tables, figures, claims or notes were edited, which reruns no cell.
  public let isShownOtherwise: Bool

  /// Whether another run would leave the same.
  public var isFresh: Bool { !isShownOtherwise && results.allSatisfy { $0.fate == .kept } }

  /// Why a run would leave something else; nil when it would not.
  public var cause: String? {
    let running = results.compactMap { result -> (address: String, cause: String)? in
      if case .runs(let cause) = result.fate { (result.address, cause) } else { nil }
    }
    guard let first = running.first else {
      return isShownOtherwise ? "what is shown was edited" : nil
    }
    let others = results.count { $0.fate != .kept } - 1
    return "\(first.address): \(first.cause)" + (others > 0 ? " (and \(others) more)" : "")
  }
}

extension Archive {
  /// What a run with the parameters of `run` would do now.
  public func outlook(on run: Archive.Entry) throws -> Outlook {
    try Outlook(run.record, at: place(of: run.record.provenance.experiment))
  }
}

extension Outlook {
  init(_ run: RunRecord, at place: Place) throws {
    let sources = try Sources(folder: place.folder)
    let modules = try House(of: sources, root: place.root).digests
    let inputs = Inputs(place: place)
    let files = Dictionary(run.cells.map { ($0.address, $0.file) }, uniquingKeysWith: { $1 })
    var fates: [String: Fate] = [:]

    /// Whether all results that `cell` stands for (a loop's name: its items) are kept.
    func isKept(_ cell: String) throws -> Bool {
      let parts = files.keys.filter { $0 == cell || $0.hasPrefix("\(cell)/") }
      return try !parts.isEmpty && parts.allSatisfy { try fate(of: $0) == .kept }
    }

    func judge(_ address: String) throws -> Fate {
      guard let file = files[address] ?? nil else { return .runs("\(Cause.neverStored)") }
      let url = place.results.appending(path: "\(place.slug)/cells/\(file)")
      guard FileManager.default.fileExists(atPath: url.path) else {
        return .runs("the stored result is gone")
      }
      guard let record = try Record(url) else { return .runs("stored by another version") }
      let cell = String(address.prefix { $0 != "/" })
      var waiting: String?
      let code = sources.digest(of: cell).map { Code(own: $0, modules: modules) }
      let mismatch = try record.mismatch(code: code) { read in
        switch read.kind {
        case .parameter: return run.provenance.parameters[read.name]
        case .item: return read.value
        case .cell:
          if waiting == nil, try !isKept(read.name) { waiting = read.name }
          return read.value
        case .file: return try inputs.digest(of: read.name)
        case .resource: return sources.isKnown ? sources.digest(of: read.name) : read.value
        }
      }
      return mismatch.map { .runs("\($0.cause)") } ?? waiting.map { .waits($0) } ?? .kept
    }

    func fate(of address: String) throws -> Fate {
      if let known = fates[address] { return known }
      let fate: Fate
      do { fate = try judge(address) } catch let error as StoreError { fate = .runs("\(error)") }
      fates[address] = fate
      return fate
    }

    isShownOtherwise = sources.isKnown && run.code != sources.digest
    var seen = Set<String>()
    for step in run.cells where seen.insert(step.address).inserted {
      results.append((step.address, try fate(of: step.address)))
    }
  }
}
