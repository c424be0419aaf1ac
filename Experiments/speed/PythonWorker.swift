import Foundation

/// A Python that runs a script of this folder and waits for work; it sleeps while this process
/// measures.
final class PythonWorker {
  /// Why there is none: no such program, or a library that it lacks.
  struct Missing: Error {
    let reason: String
  }

  /// The first line that the script prints: the versions of what it measures.
  private(set) var version = ""
  private let process = Process()
  private let (input, output, complaints) = (Pipe(), Pipe(), Pipe())

  /// Starts the program, looked up as the shell does; throws `Missing` with its own last words.
  init(python: String, script name: String, _ arguments: [String] = []) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, script.path] + arguments
    (process.standardInput, process.standardOutput) = (input, output)
    process.standardError = complaints
    try process.run()
    version = try line()
  }

  deinit {
    // The end of its input ends it.
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// The seconds that one of `count` runs of the work takes.
  func seconds(_ work: String, _ count: Int) throws -> Double {
    try answer("\(work) \(count)")
  }

  /// The seconds that work on a file takes.
  func seconds(_ work: String, on file: URL) throws -> Double {
    try answer("\(work) 1 \(file.path)")
  }

  private func answer(_ request: String) throws -> Double {
    guard process.isRunning else { throw failure() }
    try input.fileHandleForWriting.write(contentsOf: Data("\(request)\n".utf8))
    let answer = try line()
    guard let seconds = Double(answer) else { throw Missing(reason: "it answered '\(answer)'") }
    return seconds
  }

  private func line() throws -> String {
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
      if byte[byte.startIndex] == UInt8(ascii: "\n") {
        return String(decoding: line, as: UTF8.self)
      }
      line += byte
    }
    throw failure()
  }

  private func failure() -> Missing {
    let said = (try? complaints.fileHandleForReading.readToEnd()) ?? Data()
    let last = String(decoding: said, as: UTF8.self).split(separator: "\n").last
    return Missing(reason: last.map(String.init) ?? "it ended without a word")
  }
}
