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

  init(_ count: Int, executable: URL, arguments: [String]) {
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(250)) { [weak self] in
      self?.start(count, executable, arguments)
    }
  }

  private func start(_ count: Int, _ executable: URL, _ arguments: [String]) {
    crew.withLock { crew in
      guard !crew.hasEnded else { return }
      for _ in 0..<count {
        let process = Child.process(executable, arguments)
        // What goes wrong there is said here: this process comes to the same items.
        if (try? process.run()) != nil { crew.processes.append(process) }
      }
    }
  }

  /// Ends the processes once all items are stored, or the loop has failed.
  func end() {
    crew.withLock { crew in
      crew.hasEnded = true
      for process in crew.processes {
        // Whoever is asked to stop saves first; else all items are stored and nothing is lost.
        kill(process.processIdentifier, Interruption.isPending ? SIGTERM : SIGKILL)
        process.waitUntilExit()
      }
    }
  }
}

extension Workbench {
  /// Helpers for a loop over missing items: as many processes as the cores allow, this one counted.
  func workers(for cell: String, items: Int) -> Workers? {
    guard let program, !options.isOneOfMany, options.join == nil, options.shard == nil,
      !options.figures
    else {
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
