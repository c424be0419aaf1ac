import ArgumentParser
import Foundation
import Lab

/// The package that the working folder lies in, and where its results are.
struct Workplace: ParsableArguments {
  @Option(
    help: ArgumentHelp("Where results are instead of data/results.", valueName: "folder"),
    completion: .directory)
  var results: String?

  /// What is on disk.
  var archive: Archive {
    get throws { Archive(root: try Self.root, results: results.map { URL(filePath: $0) }) }
  }

  /// The nearest folder above the working folder that holds a package with experiments.
  static var root: URL {
    get throws {
      let start = URL(filePath: FileManager.default.currentDirectoryPath)
      var folder = start
      while !["Package.swift", "Experiments"].allSatisfy({
        FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
      }) {
        guard folder.path != "/" else {
          throw LabError("\(start.path): not within a package with a folder Experiments")
        }
        folder = folder.deletingLastPathComponent()
      }
      return folder
    }
  }

  /// Offers the experiments' slugs to the shell.
  static let slugs = CompletionKind.custom { _, _, _ in
    (try? Archive(root: root).experiments) ?? []
  }
}

/// The presets that an experiment may have.
enum Preset: String, ExpressibleByArgument, CaseIterable {
  case smoke, `default`, full
}

extension Archive {
  /// The run that is named on the command line: `<slug>`, `<slug>/<run>` or the run's folder.
  func run(named name: String) throws -> Entry {
    let folder = URL(filePath: name).standardizedFileURL
    if FileManager.default.fileExists(atPath: folder.appending(path: "run.json").path) {
      let slug = folder.deletingLastPathComponent()
      let elsewhere = Archive(root: root, results: slug.deletingLastPathComponent())
      return try elsewhere.run(folder.lastPathComponent, of: slug.lastPathComponent)
    }
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    if FileManager.default.fileExists(atPath: folder.path),
      try !experiments.contains(parts.first ?? "")
    {
      throw LabError("\(folder.path): no stored run, which has a run.json")
    }
    try check(parts.first ?? "")
    return try run(parts.count == 2 ? parts[1] : "default", of: parts[0])
  }

  /// A path from the package's folder, or the whole path when it lies elsewhere.
  func short(_ path: String) -> String {
    path.hasPrefix(root.path + "/") ? String(path.dropFirst(root.path.count + 1)) : path
  }
}

/// Prints a value as JSON with sorted keys.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// How many claims have which verdict: `3 held, 1 not settled`.
func tally(_ counts: [String: Int]) -> String {
  Verdict.allCases.compactMap { verdict in
    counts[verdict.rawValue].map { "\($0) \(verdict.rawValue)" }
  }.joined(separator: ", ")
}
