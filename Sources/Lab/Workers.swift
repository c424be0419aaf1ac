import Foundation
import Synchronization
import Tensors

/// Processes that compute items of a looped cell beside this one.
///
/// Each runs this program with `--join <cell>`: it takes the items that nobody is at and stores
/// them, so one that is killed costs its item only. They are called when the loop has lasted a
/// quarter of a second: most loops need none.
final class Workers: Sendable {
  private struct Crew {
    var processes: [Process] = []
    var hasEnded = false
  }

  private let crew = Mutex(Crew())
  private let record = FileManager.default.temporaryDirectory
    .appending(path: "workers-\(UUID().uuidString)")

  init(_ count: Int, executable: URL, arguments: [String]) {
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(250)) { [weak self] in
      self?.start(count, executable, arguments)
    }
  }

  private func start(_ count: Int, _ executable: URL, _ arguments: [String]) {
    crew.withLock { crew in
      guard !crew.hasEnded, FileManager.default.createFile(atPath: record.path, contents: nil),
        let output = FileHandle(forUpdatingAtPath: record.path)
      else { return }
      for _ in 0..<count {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        // This process comes to the same items and says what is wrong.
        process.standardError = FileHandle.nullDevice
        if (try? process.run()) != nil { crew.processes.append(process) }
      }
    }
  }

  /// Ends the processes once all items are stored, or the loop has failed; returns the seconds that
  /// each item they stored has taken, by its address.
  func end() -> [String: Double] {
    crew.withLock { crew in
      crew.hasEnded = true
      for process in crew.processes {
        process.terminate()
        process.waitUntilExit()
      }
    }
    defer { try? FileManager.default.removeItem(at: record) }
    let lines = (try? String(contentsOf: record, encoding: .utf8))?.split(separator: "\n") ?? []
    return lines.reduce(into: [:]) { seconds, line in
      let fields = line.split(separator: "\t")
      if fields.count == 2 { seconds[String(fields[0])] = Double(fields[1]) }
    }
  }
}

extension Workbench {
  /// Helpers for a loop over missing items: as many processes as the cores allow, this one counted.
  func workers(for cell: String, items: Int) -> Workers? {
    guard let program, options.join == nil, options.shard == nil, !options.figures else {
      return nil
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let count = min(items, options.workers ?? max(1, cores / Engine.threads))
    guard count > 1 else { return nil }
    return Workers(
      count - 1, executable: program,
      arguments: options.passedOn + ["--results", place.results.path, "--join", cell])
  }
}
