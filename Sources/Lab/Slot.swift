import Foundation
import Store
import Tensors

/// The place of one stored result: a cell, or one item of a looped cell.
final class Slot {
  /// Writes a computed result to a file with the given attributes.
  typealias Save = (URL, [String: String]) throws -> Void

  /// What the store says about a result.
  enum Lookup {
    case kept(Record)
    case mustRun(Cause)
  }

  let name: String
  let item: String?
  unowned let bench: Workbench
  private let inherited: [Read]
  private let make: (Slot) throws -> Save
  private var resolved: Record? { didSet { bench.use(resolved, at: address) } }
  private var isRunning = false
  /// Why the result had to be run when this process first looked for it.
  private var missing: Cause?

  /// - Parameters:
  ///   - inherited: what counts as read before the cell runs: the item, and what the body read
  ///     before it declared the cell.
  ///   - make: computes the result and says how to store it.
  init(
    name: String, item: String? = nil, bench: Workbench, inherited: [Read],
    make: @escaping (Slot) throws -> Save
  ) {
    self.name = name
    self.item = item
    self.bench = bench
    self.inherited = inherited
    self.make = make
  }

  /// `cell` or `cell/item`.
  var address: String { item.map { "\(name)/\($0)" } ?? name }

  var folder: URL {
    let folder = bench.cellFolder.appending(path: FileName.of(name))
    return item.map { folder.appending(path: FileName.ofItem($0)) } ?? folder
  }

  /// The stored result if it is still valid, else why it must run.
  func lookUp() throws -> Lookup {
    if let resolved { return .kept(resolved) }
    let found = try find(suffix: ".h5")
    if case .kept(let record) = found {
      resolved = record
      let seconds = Computation.stored(of: record.url)?.seconds
      if let missing {
        bench.noteRun(self, because: missing, took: seconds)
      } else {
        bench.noteKept(self, took: seconds)
      }
    }
    return found
  }

  /// The result, run now if it is not stored; waits while another process is running it.
  func resolve() throws -> Record {
    while true {
      if let record = try resolveUnlessTaken() { return record }
      bench.progress.wait(address)
      _ = try FolderLock(folder)
    }
  }

  /// The result, run now if it is not stored; nil when another process is running it.
  func resolveUnlessTaken() throws -> Record? {
    if let resolved { return resolved }
    require(!isRunning, "cell '\(address)' reads itself")
    isRunning = true
    defer { isRunning = false }
    guard case .mustRun(let cause) = try lookUp() else { return resolved }
    guard !bench.options.figures else {
      throw LabError("cell '\(address)' is not stored (\(cause)); run without --figures first")
    }
    missing = cause
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard let lock = try FolderLock(trying: folder) else { return nil }
    defer { withExtendedLifetime(lock) {} }
    // Another process may have stored it just before it gave up the lock.
    if case .kept = try lookUp() { return resolved }
    let record = try run(because: cause)
    resolved = record
    return record
  }

  private func run(because cause: Cause) throws -> Record {
    let (date, start, earlier) = (Date(), ContinuousClock.now, bench.secondsSpent)
    bench.progress.begin(address)
    let (save, reads) = try bench.recorder.watching(from: inherited) { try make(self) }
    let nested = bench.secondsSpent - earlier
    let seconds = (ContinuousClock.now - start) / .seconds(1) - nested
    let url = try store(reads: reads, suffix: ".h5") { url, attributes in
      // First, so that who finds the result finds this too.
      try Computation(started: date.formatted(.iso8601), seconds: seconds).store(for: url)
      try save(url, attributes)
    }
    bench.secondsSpent += seconds
    bench.noteRun(self, because: cause, took: seconds)
    guard let record = try Record(url) else { throw LabError("\(url.path): not a stored cell") }
    return record
  }

  /// Stores a result under the key made of what was read.
  func store(reads: [Read], suffix: String, _ save: Save) throws -> URL {
    let code = Code(own: bench.code(of: name), modules: bench.modules)
    let attributes = try Record.attributes(
      name: name, item: item, code: code, reads: reads, experiment: bench.place.slug)
    let key = Key.digest(
      of: [name, item ?? "", code.own, Engine.version, Record.format]
        + code.modules.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        + reads.flatMap { [$0.kind.rawValue, $0.name, $0.value] })
    let url = folder.appending(path: "\(key.prefix(16))\(suffix)")
    try save(url, attributes)
    return url
  }

  /// The valid record among those with the suffix, else the reason nearest to validity.
  func find(suffix: String) throws -> Lookup {
    var nearest: (depth: Int, cause: Cause) = (-1, .neverStored)
    for record in try Record.all(in: folder, suffix: suffix) {
      guard let mismatch = try mismatch(record) else { return .kept(record) }
      if mismatch.depth > nearest.depth { nearest = mismatch }
    }
    return .mustRun(nearest.cause)
  }

  private func mismatch(_ record: Record) throws -> (depth: Int, cause: Cause)? {
    let isCompared = bench.sources.isKnown && !bench.options.ignoreEdits
    return try record.mismatch(
      code: isCompared ? Code(own: bench.code(of: name), modules: bench.modules) : nil,
      now: current)
  }

  private func current(_ read: Read) throws -> String? {
    switch read.kind {
    case .parameter: bench.parameterValues[read.name]
    case .item: inherited.first { $0.kind == .item }?.value
    case .cell: try bench.digest(ofCell: read.name)
    case .file: try bench.inputs.digest(of: read.name)
    case .resource: bench.options.ignoreEdits ? read.value : bench.code(of: read.name)
    }
  }
}
