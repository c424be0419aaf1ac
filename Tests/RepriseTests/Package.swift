import Foundation
import Testing

/// The folder of this package, whose release build holds the tool.
let ownRoot = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A package in a temporary folder with one experiment, a copy of the one that new experiments are
/// made from, which is built; the tool is run in it.
final class Package {
  let root: URL

  struct Outcome {
    let status: Int32
    let output: String
    let errors: String

    /// What was printed as JSON.
    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
      try JSONDecoder().decode(type, from: Data(output.utf8))
    }
  }

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "package-\(UUID().uuidString)")
      .resolvingSymlinksInPath()
    let manager = FileManager.default
    for folder in ["Experiments", "Sources/Lab", "Sources/reprise", ".build/release", ".make"] {
      try manager.createDirectory(
        at: root.appending(path: folder), withIntermediateDirectories: true)
    }
    // What the experiment is computed with.
    for module in ["Tensors", "CTorch"] {
      try manager.copyItem(
        at: ownRoot.appending(path: "Sources/\(module)"),
        to: root.appending(path: "Sources/\(module)"))
    }
    let sketch = ownRoot.appending(path: "Sources/reprise/sketch")
    for copy in ["Experiments/sketch", "Sources/reprise/sketch"] {
      try manager.copyItem(at: sketch, to: root.appending(path: copy))
    }
    for file in ["Package.swift", ".make/doctor", ".make/requirements", ".swift-format"] {
      try manager.copyItem(at: ownRoot.appending(path: file), to: root.appending(path: file))
    }
    try manager.createSymbolicLink(
      at: root.appending(path: ".build/release/sketch"),
      withDestinationURL: ownRoot.appending(path: ".build/release/sketch"))
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Runs the tool in the package's folder.
  @discardableResult
  func reprise(_ arguments: String...) throws -> Outcome {
    try run(ownRoot.appending(path: ".build/release/reprise"), arguments)
  }

  /// Runs the experiment by the tool, as it is built, with results in the package.
  ///
  /// The default preset runs with another seed, for the unchanged one draws figures for the package
  /// that the program was compiled in.
  @discardableResult
  func run(_ arguments: String...) throws -> Outcome {
    try run(
      ownRoot.appending(path: ".build/release/reprise"),
      ["run", "sketch", "--skip-build", "--results", results.path] + arguments)
  }

  func run(_ program: URL, _ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = root
    let files = try ["out", "err"].map { name in
      let file = root.appending(path: ".build/\(name)")
      try Data().write(to: file)
      return file
    }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOf: files[0], encoding: .utf8),
      errors: try String(contentsOf: files[1], encoding: .utf8))
  }

  var results: URL { root.appending(path: "data/results") }

  func read(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  func write(_ text: String, to path: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Replaces a text that stands once or more in a file.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try read(path)
    #expect(text.contains(old))
    try write(text.replacing(old, with: new), to: path)
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// The paths of all files below a folder of the package.
  func files(_ path: String) -> [String] {
    let walk = FileManager.default.enumerator(atPath: root.appending(path: path).path)
    return (walk?.compactMap { $0 as? String } ?? []).map { "\(path)/\($0)" }.sorted()
  }
}
