import Foundation
import Store
import Tensors

/// Where a result comes from: the part that is the same whenever the same thing is run.
///
/// It is stored in `provenance.json`, and its short form is embedded in tables and figures. When and
/// where the run took place is in the run record beside them.
public struct Provenance: Codable, Equatable, Sendable {
  /// The experiment's slug.
  public let experiment: String
  /// The preset's name.
  public let preset: String
  /// Digest of the parameters that are not inert and of all cells shown.
  public let key: String
  /// Each parameter as JSON.
  public let parameters: [String: String]
  /// Names of the parameters that are not the preset's.
  public let changed: [String]
  /// Names of the parameters that change no result.
  public let inert: [String]
  /// Digests of the cells' results that tables, figures and claims are made of.
  public let cells: [String: String]
  /// Digests of the input files by path.
  public let inputs: [String: String]
  /// Versions of the libraries and programs that results depend on.
  public let versions: [String: String]
  /// How many threads an operator used.
  public let threads: Int
  /// What tensors were computed on.
  public let device: String

  init<Subject>(_ run: Run<Subject>, bench: Workbench, page: Page) {
    let reads = page.pieces.flatMap(\.reads)
    experiment = run.place.slug
    preset = run.options.preset
    parameters = run.values
    changed = run.changed
    inert = run.inert.sorted()
    cells = Dictionary(
      reads.filter { $0.kind == .cell }.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    inputs = bench.inputs.digests
    let gnuplot = Tool.output(["gnuplot", "--version"], in: run.place.root) ?? "none"
    versions = [
      "libtorch": Engine.version, "libhdf5": File.libraryVersion,
      "gnuplot": gnuplot.replacing("gnuplot ", with: ""),
    ]
    threads = Engine.threads
    device = Engine.hasCUDA ? "cuda" : "cpu"
    let inert = run.inert
    key = String(
      Key.digest(
        of: parameters.filter { !inert.contains($0.key) }.sorted { $0.key < $1.key }
          .flatMap { [$0.key, $0.value] }
          + cells.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
      ).prefix(16))
  }

  /// The short form that tables and figures carry.
  func stamp(_ reads: [Read]) -> [String: String] {
    let cells = reads.filter { $0.kind == .cell }.map { "\($0.name)=\($0.value.prefix(12))" }
    var stamp = [
      "experiment": experiment, "preset": preset, "key": key,
      "libtorch": versions["libtorch"] ?? "", "threads": "\(threads)", "device": device,
    ]
    if !cells.isEmpty { stamp["cells"] = cells.joined(separator: " ") }
    for name in changed { stamp["parameter \(name)"] = parameters[name] }
    return stamp
  }

  /// The short form in one line.
  func line(_ reads: [Read]) -> String {
    stamp(reads).sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      .joined(separator: "; ")
  }
}
