import Foundation

/// The package's modules that an experiment computes with, as they stand now: those it imports, and
/// those that these import in turn.
///
/// An edit of one, comments and spacing aside, concerns every result of the experiment. Lab and Plot
/// are left out: they run cells and show results, and a result is the same whatever they are.
struct House {
  private static let showing: Set = ["Lab", "Plot"]

  /// The digest of each module's code, by the module's name.
  private(set) var digests: [String: String] = [:]
  /// The modules' source files.
  private(set) var files: [URL] = []

  init(of experiment: Sources, root: URL) throws {
    var waiting = experiment.imports
    while let name = waiting.popFirst() {
      guard digests[name] == nil, !Self.showing.contains(name) else { continue }
      let module = try Sources(folder: root.appending(path: "Sources/\(name)"))
      guard let digest = module.digest else { continue }
      digests[name] = String(digest.prefix(16))
      files += module.urls
      waiting.formUnion(module.imports)
    }
  }
}
