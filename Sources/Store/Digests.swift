import Foundation
import Synchronization

/// The digests of several pieces of memory, computed by another thread meanwhile; who waits helps.
final class Digests: Sendable {
  private struct State {
    var next = 0
    var values: [String]
  }

  private nonisolated(unsafe) let pieces: [UnsafeRawBufferPointer]
  private let state: Mutex<State>
  private let helper = DispatchGroup()

  /// Starts at once. The memory must stay until `values` or `cancel` has returned.
  init(of pieces: [UnsafeRawBufferPointer]) {
    self.pieces = pieces
    state = Mutex(State(values: pieces.map { _ in "" }))
    DispatchQueue.global(qos: .userInitiated).async(group: helper) { self.work() }
  }

  private func work() {
    while let index = state.withLock({ state -> Int? in
      guard state.next < pieces.count else { return nil }
      defer { state.next += 1 }
      return state.next
    }) {
      let digest = Digest.sha256(pieces[index])
      state.withLock { $0.values[index] = digest }
    }
  }

  /// All digests, in the order of the pieces.
  func values() -> [String] {
    work()
    helper.wait()
    return state.withLock { $0.values }
  }

  /// Returns when nobody touches the memory any more.
  func cancel() {
    state.withLock { $0.next = pieces.count }
    helper.wait()
  }
}
