import Foundation

/// When, where and how a run took place: the part of its provenance that differs between runs of
/// the same thing. It is kept in `run.json` and `run.js`, and in no other file.
struct RunRecord: Codable {
  /// What happened to a cell or item.
  struct Step: Codable {
    let cell: String
    let item: String?
    /// Why it ran; nil when it was kept.
    let cause: String?
    let seconds: Double
  }

  let key: String
  let arguments: [String]
  let started: String
  let seconds: Double
  let host: String
  let system: String
  let commit: String?
  /// What the working tree changes in the commit; nil when it is clean.
  let difference: String?
  let cells: [Step]

  init(key: String, arguments: [String], started: Date, events: [Workbench.Event], root: URL) {
    self.key = key
    self.arguments = arguments
    self.started = started.formatted(.iso8601)
    seconds = Date().timeIntervalSince(started)
    host = ProcessInfo.processInfo.hostName
    system = ProcessInfo.processInfo.operatingSystemVersionString
    commit = Tool.output(["git", "rev-parse", "HEAD"], in: root)
    difference = Tool.output(["git", "diff", "HEAD"], in: root)
    cells = events.map {
      Step(cell: $0.name, item: $0.item, cause: $0.cause?.description, seconds: $0.seconds)
    }
  }
}
