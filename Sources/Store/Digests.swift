import Foundation
import Synchronization

/// The digests of several pieces, computed by another thread meanwhile; who waits helps.
final class Digests: Sendable {
  private struct State {
    var next = 0
    var values: [Result<String, any Error>]
  }

  private let count: Int
  private let digest: @Sendable (Int) throws -> String
  private let state: Mutex<State>
  private let helper = DispatchGroup()

  /// Starts at once with the digests of pieces 0, 1 and so on, which must stay until `values` or
  /// `cancel` has returned.
  init(count: Int, _ digest: @escaping @Sendable (Int) throws -> String) {
    (self.count, self.digest) = (count, digest)
    state = Mutex(State(values: Array(repeating: .success(""), count: count)))
    DispatchQueue.global(qos: .userInitiated).async(group: helper) { self.work() }
  }

  private func work() {
    while let index = state.withLock({ state -> Int? in
      guard state.next < count else { return nil }
      defer { state.next += 1 }
      return state.next
    }) {
      let value = Result { try digest(index) }
      state.withLock { $0.values[index] = value }
    }
  }

  /// All digests, in the order of the pieces.
  func values() throws -> [String] {
    work()
    helper.wait()
    return try state.withLock { $0.values }.map { try $0.get() }
  }

  /// Returns when nobody touches the memory any more.
  func cancel() {
    state.withLock { $0.next = count }
    helper.wait()
  }
}
