import Foundation
import Store

/// Where a figure, a table, a report or a stored result comes from.
public struct Trace: Codable, Sendable {
  /// A stored result that the artifact is made of.
  public struct Origin: Codable, Sendable {
    /// `cell` or `cell/item`.
    public let address: String
    /// The digest of the result, or its beginning.
    public let digest: String
    /// Its file, where it is still on disk.
    public let file: String?
  }

  /// How well the run on record fits the artifact.
  public enum Match: String, Codable, Sendable {
    /// The run left these very bytes.
    case bytes = "left these bytes"
    /// The run had the same parameters and results of cells.
    case key = "had the same parameters and cells"
    /// The run used this stored result.
    case result = "used this result"
  }

  /// The file that was traced.
  public let artifact: String
  /// The experiment's slug.
  public var experiment: String
  /// The preset, where it is known.
  public var preset: String?
  /// The digest of parameters and cells that the artifact carries.
  public var key: String?
  /// The cell, for a stored result.
  public var cell: String?
  /// The item, for a stored result of a looped cell.
  public var item: String?
  /// What was read besides cells and parameters: files by path with their digests.
  public var inputs: [String: String] = [:]
  /// The parameters that matter, each as JSON: of a stored result those it read, else all of the run.
  public var parameters: [String: String] = [:]
  /// Names of the parameters that differ from the preset, where that is known.
  public var changed: [String] = []
  /// The stored results that the artifact is made of.
  public var origins: [Origin] = []
  /// The run on record, if there is one.
  public var run: RunRecord?
  /// How well the run fits.
  public var match: Match?
  /// The commit that last changed the file, where the file itself is committed.
  public var committed: String?
}

extension Archive {
  /// Leads an artifact back to experiment, cells, parameters and run, by its bytes and by what it
  /// carries. Throws where neither tells anything.
  public func trace(_ file: URL) throws -> Trace {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw LabError("\(file.path): no such file")
    }
    var trace =
      try file.pathExtension == "h5" ? traceResult(file) : traceShown(file)
    trace.committed = Tool.output(
      ["git", "log", "-1", "--format=%H", "--", file.path], in: file.deletingLastPathComponent())
    return trace
  }

  /// A stored result carries everything but the run.
  private func traceResult(_ file: URL) throws -> Trace {
    let attributes = try Results.attributes(of: file)
    guard let record = try Record(file), let experiment = attributes["experiment"],
      let cell = attributes["cell"]
    else { throw LabError("\(file.path): not the stored result of a cell") }
    let item = attributes["item"].flatMap { $0.isEmpty ? nil : $0 }
    var trace = Trace(artifact: file.path, experiment: experiment)
    (trace.cell, trace.item) = (cell, item)
    for read in record.reads {
      switch read.kind {
      case .parameter: trace.parameters[read.name] = read.value
      case .file: trace.inputs[read.name] = read.value
      case .cell:
        trace.origins.append(
          .init(address: read.name, digest: read.value, file: stored(read, of: experiment)))
      case .item, .resource: break
      }
    }
    let address = item.map { "\(cell)/\($0)" } ?? cell
    // The run that computed it, else one that used it.
    let name = file.lastPathComponent
    let users = try records(of: experiment).map(\.record).filter { run in
      run.cells.contains { $0.address == address && $0.file?.hasSuffix(name) == true }
    }
    trace.run =
      users.first { $0.cells.contains { $0.address == address && $0.cause != nil } } ?? users.first
    trace.match = trace.run.map { _ in .result }
    if let run = trace.run {
      // A loop that was read as a whole stands for its items.
      trace.origins = trace.origins.flatMap { origin in
        let items = origins(of: [origin.address], in: run)
        return origin.file == nil && !items.isEmpty ? items : [origin]
      }
    }
    trace.preset = trace.run?.provenance.preset
    return trace
  }

  /// The file of a cell's result with the digest that was read.
  private func stored(_ read: Read, of experiment: String) -> String? {
    let parts = read.name.split(separator: "/", maxSplits: 1).map(String.init)
    var folder = folder(of: experiment).appending(path: "cells/\(FileName.of(parts[0]))")
    if parts.count == 2 { folder = folder.appending(path: FileName.ofItem(parts[1])) }
    return (try? Record.all(in: folder, suffix: ".h5"))?
      .first { $0.digest.hasPrefix(read.value) }?.url.path
  }

  /// A table, figure or report: the run on record that left its bytes, else what it carries.
  private func traceShown(_ file: URL) throws -> Trace {
    let digest = try Digest.sha256(file: file)
    let stamp = Stamp(file)
    let slugs = try stamp["experiment"].map { [$0] } ?? experiments
    for slug in slugs {
      for (_, run) in try records(of: slug) {
        guard let artifact = run.artifacts.values.first(where: { $0.digest == digest }) else {
          continue
        }
        var trace = Trace(artifact: file.path, experiment: slug)
        trace.show(run, .bytes)
        trace.origins = origins(of: artifact.cells, in: run)
        return trace
      }
    }
    guard let experiment = stamp["experiment"] else {
      throw LabError(
        "\(file.path): no run on record in \(results.path) left these bytes, and the file says "
          + "nothing of its origin")
    }
    var trace = Trace(artifact: file.path, experiment: experiment)
    if let run = try records(of: experiment).first(where: {
      $0.record.provenance.key == stamp["key"]
    }) {
      trace.show(run.record, .key)
    }
    trace.preset = stamp["preset"]
    trace.key = stamp["key"]
    if trace.run == nil {
      trace.parameters = stamp.parameters
      trace.changed = stamp.parameters.keys.sorted()
    }
    trace.origins = (stamp["cells"] ?? "").split(separator: " ").compactMap { entry in
      guard let mark = entry.lastIndex(of: "=") else { return nil }
      let read = Read(
        kind: .cell, name: String(entry[..<mark]), value: String(entry[entry.index(after: mark)...])
      )
      return .init(address: read.name, digest: read.value, file: stored(read, of: experiment))
    }
    return trace
  }

  /// The stored results that a run used under these addresses (a loop's name: all its items); all
  /// that it used for nil.
  private func origins(of addresses: [String]?, in run: RunRecord) -> [Trace.Origin] {
    let cells = folder(of: run.provenance.experiment).appending(path: "cells")
    let used = run.cells.filter { step in
      addresses?.contains { step.address == $0 || step.cell == $0 } ?? true
    }
    return used.map { step in
      let file = step.file.map { cells.appending(path: $0) }
      let digest = file.flatMap { try? Record($0)?.digest }
      return .init(
        address: step.address, digest: digest ?? run.provenance.cells[step.address] ?? "",
        file: digest == nil ? nil : file?.path)
    }
  }
}

extension Trace {
  fileprivate init(artifact: String, experiment: String) {
    (self.artifact, self.experiment) = (artifact, experiment)
  }

  fileprivate mutating func show(_ run: RunRecord, _ match: Match) {
    (self.run, self.match) = (run, match)
    (preset, key) = (run.provenance.preset, run.provenance.key)
    (parameters, changed) = (run.provenance.parameters, run.provenance.changed)
    inputs = run.provenance.inputs
  }
}

/// What an artifact says of its own origin: an SVG in its metadata, a text in a comment.
private struct Stamp {
  private var entries: [String: String] = [:]

  init(_ file: URL) {
    guard let data = FileManager.default.contents(atPath: file.path),
      let text = String(data: data.prefix(1 << 20), encoding: .utf8)
    else { return }
    if let metadata = text.firstMatch(
      of: #/<provenance [^>]*>(.*?)<\/provenance>/#.dotMatchesNewlines())
    {
      for entry in metadata.output.1.matches(of: #/<entry key="([^"]*)">([^<]*)<\/entry>/#) {
        entries[Self.plain(entry.output.1)] = Self.plain(entry.output.2)
      }
    } else {
      for line in text.split(separator: "\n") {
        guard let comment = line.wholeMatch(of: #/(?:%|#|<!--) (.*?)(?: -->)?/#)?.output.1 else {
          continue
        }
        for part in comment.split(separator: "; ") {
          guard let mark = part.range(of: ": ") else { continue }
          entries[String(part[..<mark.lowerBound])] = String(part[mark.upperBound...])
        }
      }
    }
  }

  subscript(name: String) -> String? { entries[name] }

  /// The parameters that were changed, by name.
  var parameters: [String: String] {
    let head = "parameter "
    return entries.reduce(into: [:]) { parameters, entry in
      if entry.key.hasPrefix(head) {
        parameters[String(entry.key.dropFirst(head.count))] = entry.value
      }
    }
  }

  private static func plain(_ text: Substring) -> String {
    String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
  }
}
