import Foundation

/// Which process on which host: what temporary files and locks are marked with.
struct ProcessIdentity: Codable, Equatable {
  var pid: pid_t
  var host: String
  /// When the process started, in clock ticks since the boot: tells apart two processes that got
  /// the same number one after the other. Nil where the system does not say.
  var started: String?

  static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, 255)
    return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }()

  static var current: ProcessIdentity {
    ProcessIdentity(pid: getpid(), host: host, started: life(of: getpid())?.started)
  }

  /// Whether the process still runs; one of another host counts as running, for we cannot know.
  var isAlive: Bool {
    guard host == Self.host else { return true }
    guard kill(pid, 0) == 0 || errno == EPERM else { return false }
    guard let life = Self.life(of: pid) else { return true }
    return life.state != "Z" && (started == nil || started == life.started)
  }

  /// The 3rd and the 22nd field of the process's line in /proc, see proc(5).
  private static func life(of pid: pid_t) -> (state: Substring, started: String)? {
    guard let line = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      // The second field, a name in parentheses, may hold spaces.
      let end = line.lastIndex(of: ")")
    else { return nil }
    let fields = line[end...].split(separator: " ")
    return fields.count > 20 ? (fields[1], String(fields[20])) : nil
  }
}
