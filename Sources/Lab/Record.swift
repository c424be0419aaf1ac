import Foundation
import Store
import Tensors

/// Digests of the code behind a result: the cell's own, and that of each module it is computed with.
struct Code {
  let own: String
  let modules: [String: String]

  /// What was edited since `before`; nil when nothing was.
  func edit(since before: Code) -> Cause? {
    if own != before.own { return .code }
    let names = Set(modules.keys).union(before.modules.keys).sorted()
    return names.first { modules[$0] != before.modules[$0] }.map(Cause.module)
  }
}

/// A stored result and all that must still hold for it to be used.
struct Record {
  let url: URL
  /// The digest of the result itself, which later cells depend on.
  let digest: String
  let code: Code
  let libtorch: String
  let reads: [Read]

  /// The version of how cells are stored; another one reads none of the old files.
  static let format = "2"

  /// The attributes that describe a result about to be stored.
  static func attributes(
    name: String, item: String?, code: Code, reads: [Read], experiment: String
  ) throws -> [String: String] {
    [
      "experiment": experiment, "cell": name, "item": item ?? "", "code": code.own,
      "modules": try JSON.text(code.modules), "libtorch": Engine.version, "format": format,
      "reads": try JSON.text(reads),
    ]
  }

  /// Reads the record in a file; nil when it has another format.
  init?(_ url: URL) throws {
    let attributes = try Self.whole { try Results.attributes(of: url) }
    guard attributes["format"] == Self.format, let own = attributes["code"],
      let modules = attributes["modules"], let libtorch = attributes["libtorch"],
      let reads = attributes["reads"], let digest = attributes["digest"]
    else { return nil }
    self.url = url
    code = Code(
      own: own,
      modules: try JSON.decoder.decode([String: String].self, from: Data(modules.utf8)))
    self.libtorch = libtorch
    self.reads = try JSON.decoder.decode([Read].self, from: Data(reads.utf8))
    self.digest = digest
  }

  /// Reads the result.
  func load<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try Self.whole { try Results.load(type, from: url) }
  }

  /// Reads a stored file; where it is damaged, the error says how to go on.
  private static func whole<Value>(_ read: () throws -> Value) throws -> Value {
    do { return try read() } catch let error as StoreError {
      throw LabError("\(error); remove the file, and it is computed anew")
    }
  }

  /// The records in a folder, newest first; finished ones, or those of trainings under way.
  static func all(in folder: URL, suffix: String) throws -> [Record] {
    let keys: [URLResourceKey] = [.contentModificationDateKey]
    let files =
      (try? FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: keys)) ?? []
    let dated = files.filter {
      let name = $0.lastPathComponent
      return !name.hasPrefix(".") && name.hasSuffix(suffix)
        && name.dropLast(suffix.count).allSatisfy(\.isHexDigit)
    }.map { file in
      let date = try? file.resourceValues(forKeys: Set(keys)).contentModificationDate
      return (file: file, date: date ?? .distantPast)
    }
    return try dated.sorted { ($0.date, $0.file.path) > ($1.date, $1.file.path) }.compactMap {
      try Record($0.file)
    }
  }
}

extension Record {
  /// The first thing that no longer holds, and how far the record agreed before it; nil while all
  /// does.
  ///
  /// - Parameters:
  ///   - code: the code as it is now; nil when it is not compared.
  ///   - now: the present value of something that was read; nil when it is gone.
  func mismatch(code: Code?, now: (Read) throws -> String?) throws
    -> (depth: Int, cause: Cause)?
  {
    let edit = code?.edit(since: self.code)
    for (depth, read) in reads.enumerated() {
      // Results of other code say nothing about which cells are read; do not run any for them.
      if edit != nil, read.kind == .cell { continue }
      let value = try now(read)
      if value != read.value { return (depth, Cause(read, now: value)) }
    }
    if let edit { return (reads.count, edit) }
    if libtorch != Engine.version {
      return (reads.count, .version("libtorch", before: libtorch, now: Engine.version))
    }
    return nil
  }
}
