import Foundation

/// A Python that runs eager.py and waits for work; it sleeps while this process measures.
final class EagerPyTorch {
  /// Why there is none: no such program, or no torch in it.
  struct Missing: Error {
    let reason: String
  }

  /// PyTorch's own version.
  private(set) var version = ""
  private let process = Process()
  private let (input, output, complaints) = (Pipe(), Pipe(), Pipe())

  /// Starts the program, looked up as the shell does; throws `Missing` with its own last words.
  init(python: String) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "eager.py")
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, script.path]
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
    guard process.isRunning else { throw failure() }
    try input.fileHandleForWriting.write(contentsOf: Data("\(work) \(count)\n".utf8))
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
