import Foundation

/// Processes that this one starts to share its work; they do not outlive it.
enum Child {
  private static let mark = "REPRISE_ENDS_WITH_PARENT"

  /// A process of the program, not yet started, that prints nowhere.
  static func process(_ program: URL, _ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging([mark: "1"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  /// Where this process is such a child: ends it soon after its parent, also one that was killed.
  static func endWithParent() {
    guard ProcessInfo.processInfo.environment[mark] != nil else { return }
    let parent = getppid()
    Thread.detachNewThread {
      while getppid() == parent { usleep(100_000) }
      _exit(1)
    }
  }
}
