import Foundation

/// Says on standard error how far the run is: one live line on a terminal, else a line now and then.
final class Progress {
  private let console: Console
  private let isQuiet: Bool
  private let interval: Duration
  private var shown: ContinuousClock.Instant?
  private var isLineOpen = false

  init(console: Console, isQuiet: Bool) {
    self.console = console
    self.isQuiet = isQuiet
    interval = console.columns() == nil ? .seconds(10) : .milliseconds(100)
  }

  /// When a loop started, with how many of its turns behind it.
  struct Pace {
    let started = ContinuousClock.now
    var done = 0
  }

  /// A cell, or an item of one, starts to run.
  func begin(_ label: String) { show(label) }

  /// A cell, or an item of one, is computed by another process, whose end is awaited.
  func wait(_ label: String) { show("\(label)  waits for another process", isUrgent: true) }

  /// `done` of `total` turns (items, steps) are behind; rate and time left follow from the pace.
  func report(
    _ label: String, _ done: Int, of total: Int, _ unit: String, _ pace: Pace, _ detail: String = ""
  ) {
    guard isDue else { return }
    let seconds = (ContinuousClock.now - pace.started) / .seconds(1)
    var line = "\(label)  \(done)/\(total) \(unit)"
    if done > pace.done, seconds > 0.5 {
      let rate = Double(done - pace.done) / seconds
      line += String(format: rate < 10 ? "  %.2g/s" : "  %.0f/s", rate)
      line += "  \(Self.text(seconds: Double(total - done) / rate)) left"
    }
    show(detail.isEmpty ? line : "\(line)  \(detail)")
  }

  /// Ends the live line, so that other text can follow.
  func clear() {
    if isLineOpen { console.complain(Console.erasure) }
    isLineOpen = false
  }

  /// Writes a line that stays, such as a warning; also when quiet.
  func warn(_ line: String) {
    console.say(line)
    isLineOpen = false
  }

  private var isDue: Bool {
    guard let shown else { return true }
    return ContinuousClock.now - shown >= interval
  }

  private func show(_ line: String, isUrgent: Bool = false) {
    guard !isQuiet, isUrgent || isDue else { return }
    shown = .now
    guard let columns = console.columns() else { return console.complain(line + "\n") }
    // What reaches the margin wraps, and only its last line could be taken back.
    console.complain("\(Console.erasure)\(line.prefix(max(1, columns - 1)))")
    isLineOpen = true
  }

  /// `45 s`, `12 min`, `3 h 5 min`.
  static func text(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "unknown" }
    let whole = Int(seconds.rounded())
    if whole < 100 { return "\(whole) s" }
    if whole < 6_000 { return "\((whole + 30) / 60) min" }
    return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
  }
}
