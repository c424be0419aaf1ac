import Foundation
import Synchronization

/// The wish to stop: Ctrl-C, or the end that a batch system announces (SIGINT, SIGTERM).
///
/// Trainings save their state and loops stop between items. What does not come to such a place
/// within five seconds is cut off, as by a second Ctrl-C: stored results bear that.
enum Interruption {
  /// Thrown where the run can stop without losing anything.
  struct Stop: Error {}

  private static let isWanted = Atomic(false)
  private static let sources = Mutex<[any DispatchSourceSignal]>([])

  /// Stops at the next good place when a signal came.
  static func check() throws {
    if isWanted.load(ordering: .relaxed) { throw Stop() }
  }

  /// What is said at the end.
  static let advice = "stopped; what is done is stored: run the same command again to go on"

  /// The exit status: that of a program ended by Ctrl-C.
  static let status: Int32 = 130

  /// Whether a signal came.
  static var isPending: Bool { isWanted.load(ordering: .relaxed) }

  /// From now on signals are wishes; `cutOff` is called when the wish is not met in time.
  static func listen(cutOff: @escaping @Sendable () -> Never) {
    sources.withLock { sources in
      for number in [SIGINT, SIGTERM] {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          if isWanted.exchange(true, ordering: .relaxed) { cutOff() }
          DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(5)) { cutOff() }
        }
        source.resume()
        sources.append(source)
      }
    }
  }
}
