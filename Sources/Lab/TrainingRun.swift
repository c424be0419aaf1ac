import Foundation
import Store
import Tensors

/// A training under way: what its cell's closure uses to resume, step, log and save.
public final class TrainingRun {
  private let slot: Slot
  private let saving: Saving
  private var training = Training()
  private var parts = Parts([])
  private var partial: URL?
  private var failure: (any Error)?

  init(slot: Slot, saving: Saving) {
    self.slot = slot
    self.saving = saving
  }

  /// Registers what the training changes (modules, optimisers, generators, `Stateful` values), in a
  /// fixed order, and restores all of it from the last saved step, if there is one. Call it once,
  /// before the first step.
  public func resume(_ parts: any Stateful...) throws {
    require(self.parts.isEmpty, "resume is called once")
    self.parts = Parts(parts)
    guard case .kept(let record) = try slot.find(suffix: Self.suffix) else { return }
    training = try record.load()
    try self.parts.restore(training.states)
    partial = record.url
  }

  /// The steps from the first one not done yet, counted from 1, to `last`; the state is saved
  /// between them.
  ///
  /// Randomness that is not in a registered part must follow from the step's number.
  public func steps(to last: Int) -> some Sequence<Int> {
    pace = Progress.Pace(done: training.step)
    var current = training.step
    var isFirst = true
    return AnyIterator {
      do {
        if !isFirst { try self.finish(current, of: last) }
      } catch {
        self.failure = error
        return nil
      }
      isFirst = false
      guard current < last else { return nil }
      current += 1
      self.current = current
      return current
    }
  }

  private var current = 0
  private var pace = Progress.Pace()

  /// Logs quantities at the current step: `run.log(loss: loss, accuracy: accuracy)`.
  public var log: Logger { Logger(run: self) }

  /// Takes any labels: each is the name of a quantity.
  @dynamicCallable
  public struct Logger {
    let run: TrainingRun

    /// Appends each value to the series with its label's name.
    public func dynamicallyCall(withKeywordArguments values: KeyValuePairs<String, Double>) {
      for (name, value) in values {
        run.training.log[name, default: Series()].append(value, at: run.current)
      }
      run.detail = values.map { "\($0) \(String(format: "%.4g", $1))" }.joined(separator: "  ")
    }
  }

  private var detail = ""
  private static let suffix = ".partial.h5"

  private func finish(_ step: Int, of last: Int) throws {
    training.step = step
    slot.bench.progress.report(slot.address, step, of: last, "steps", pace, detail)
    guard step < last else { return }
    if !parts.isEmpty, Interruption.isPending || saving.isDue(at: step) { try save() }
    try Interruption.check()
  }

  private func save() throws {
    let snapshot = snapshot()
    let url = try slot.store(reads: slot.bench.recorder.current, suffix: Self.suffix) {
      try Results.save(snapshot, attributes: $1, to: $0)
    }
    if let partial, partial != url { try? FileManager.default.removeItem(at: partial) }
    partial = url
  }

  private func snapshot() -> Training {
    var snapshot = training
    snapshot.states = parts.states
    return snapshot
  }

  /// What is stored at the end; removes the saved state on the way there.
  func conclude() throws -> Slot.Save {
    if let failure { throw failure }
    let result = snapshot()
    return { [partial] url, attributes in
      try Results.save(result, attributes: attributes, to: url)
      // Another process that trains the same may have removed it first.
      if let partial { try? FileManager.default.removeItem(at: partial) }
    }
  }
}
