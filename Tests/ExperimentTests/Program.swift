import Foundation
import Testing

/// A built experiment, run as its users run it.
struct Program {
  let url: URL

  /// The product of the release build, which the tests are part of.
  init(slug: String) { url = packageRoot.appending(path: ".build/release/\(slug)") }

  init(url: URL) { self.url = url }

  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  private func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    return process
  }

  /// Starts it without waiting for its end; what it prints is dropped.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
    let process = process(arguments)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs to the end.
  func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Runs to the end.
  func run(_ arguments: [String]) throws -> Outcome {
    let process = process(arguments)
    let folder = try Scratch()
    let (output, errors) = (folder.url.appending(path: "out"), folder.url.appending(path: "err"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  /// Runs to the end; also says how large the resident set was at most.
  func measured(_ arguments: [String]) throws -> (status: Int32, errors: String, peakBytes: Int) {
    let process = process(arguments)
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    var peak = 0
    while process.isRunning {
      // The system's own high-water mark; see proc(5).
      let status = try? String(
        contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
      let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      peak = max(peak, line.flatMap { Int($0.filter(\.isNumber)) } ?? 0)
      Thread.sleep(forTimeInterval: 0.02)
    }
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self), peak << 10)
  }

  /// Starts, and kills with signal 9 after `seconds`; says whether it was still running.
  func killed(after seconds: Double, _ arguments: String...) throws -> Bool {
    let process = process(arguments)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    let wasRunning = process.isRunning
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return wasRunning
  }
}

/// A folder that goes with its last reference.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "reprise-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// The contents of all files below a folder by relative path, without those that record one run.
func contents(of folder: URL) throws -> [String: Data] {
  let volatile: Set = ["run.json", "run.js", "run.md"]
  let root = folder.resolvingSymlinksInPath().path
  var files: [String: Data] = [:]
  let walk = FileManager.default.enumerator(atPath: root)
  while let path = walk?.nextObject() as? String {
    var isFolder: ObjCBool = false
    let full = "\(root)/\(path)"
    guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue,
      !volatile.contains((path as NSString).lastPathComponent)
    else { continue }
    files[path] = try Data(contentsOf: URL(filePath: full))
  }
  return files
}
