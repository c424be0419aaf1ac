import Foundation
import Lab
import Store
import Synchronization
import Tensors
import Testing

@Suite struct ResumeTests {
  @Test func aCrashCostsOneItem() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self, "--fail-at", "bb") == 2)
    #expect(desk.errors.hasSuffix("trial: crash at bb\n"))
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("items") == ["kept (a)", "run: never stored (bb, ccc)"])
    let undisturbed = try Desk()
    #expect(undisturbed.run(Trial.self) == 0)
    #expect(try desk.files("data/results") == undisturbed.files("data/results"))
  }

  @Test func twoRunsLeaveTheSameBytes() throws {
    let (first, second) = (try Desk(), try Desk())
    #expect(first.run(Trial.self) == 0)
    #expect(second.run(Trial.self) == 0)
    let files = try first.files("data/results")
    #expect(files.keys.contains("trial/default/report.html"))
    #expect(files.keys.contains("trial/default/figures/growth.svg"))
    #expect(files == (try second.files("data/results")))
    // Another run over what is stored changes nothing either.
    #expect(first.run(Trial.self) == 0)
    #expect(files == (try first.files("data/results")))
  }

  @Test func shardsTogetherMakeTheUnshardedRun() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self, "--shard", "2/2", "--explain") == 0)
    #expect(desk.explanation("items") == ["run: never stored (bb)"])
    #expect(desk.errors.contains("2 items of cell 'items' are left to other processes"))
    #expect(desk.run(Trial.self, "--shard", "1/2", "--explain") == 0)
    #expect(desk.explanation("items") == ["kept (bb)", "run: never stored (a, ccc)"])
    #expect(!FileManager.default.fileExists(atPath: desk.root.path + "/data/results/trial/default"))
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("items") == ["kept (a, bb, ccc)"])
    let whole = try Desk()
    #expect(whole.run(Trial.self) == 0)
    #expect(try desk.files("data/results") == whole.files("data/results"))
  }

  @Test func onlyRunsOneItemAndWhatItNeeds() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self, "--only", "items/bb", "--explain") == 0)
    #expect(desk.explanation("items") == ["run: never stored (bb)"])
    #expect(desk.explanation("base") == ["run: never stored"])
    #expect(desk.explanation("other") == ["not needed"])
    #expect(desk.run(Trial.self, "--only", "items/bbb") == 2)
    #expect(desk.errors.hasSuffix("cell 'items' has no item 'bbb': did you mean 'bb'?\n"))
    #expect(desk.run(Trial.self, "--only", "itmes") == 2)
    #expect(desk.errors.hasSuffix("--only itmes: no such cell; did you mean 'items'?\n"))
  }

  @Test func aProcessThatJoinsTakesWhatNobodyIsAt() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self, "--only", "items/a") == 0)
    let lock = try desk.take("data/results/trial/cells/items/bb")
    #expect(desk.run(Trial.self, "--join", "items") == 0)
    let stored = try desk.files("data/results/trial/cells/items").keys
    #expect(stored.contains { $0.hasPrefix("ccc/") } && !stored.contains { $0.hasPrefix("bb/") })
    #expect(desk.errors.contains("1 items of cell 'items' are left to other processes"))
    withExtendedLifetime(lock) {}
  }

  @Test func aRunWaitsForAnItemThatAnotherProcessIsAt() throws {
    let desk = try Desk()
    // The other process stores the item while the run waits for it.
    let item = "data/results/trial/cells/items/bb"
    let other = try Desk()
    #expect(other.run(Trial.self, "--only", "items/bb") == 0)
    let stored = try #require(try other.files(item).first)
    let lock = Mutex<FolderLock?>(try desk.take(item))
    let file = desk.root.appending(path: "\(item)/\(stored.key)")
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: 0.3)
      lock.withLock {
        try? stored.value.write(to: file)
        $0 = nil
      }
    }
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.errors.contains("items/bb  waits for another process"))
    #expect(desk.explanation("items") == ["run: never stored (a, ccc, bb)"])
  }

  /// A weight that takes noisy steps, each step's noise following from its number.
  final class Walker: Stateful {
    var weight = Tensor([0.0])

    func savedState() -> [String: Tensor] { ["weight": weight] }

    func restore(_ state: [String: Tensor]) throws {
      guard let saved = state["weight"] else { throw LabError("no weight") }
      weight = saved
    }
  }

  struct Walk: Experiment {
    struct Parameters: ParameterSet {
      var steps = 20
      var rate = 0.1
      var crashAt = 0
    }
    static let paper = Paper("Walk")
    static let smoke = Edit<Parameters> { $0.steps = 2 }
    static var inert: [PartialKeyPath<Parameters>] { [\.crashAt] }

    func body(_ book: Notebook<Parameters>) throws {
      let walks = book.trainings("walk", over: ["left", "right"], saving: .every(steps: 6)) {
        p, side, run in
        let walker = Walker()
        try run.resume(walker)
        for step in run.steps(to: p.steps) {
          if step == p.crashAt { throw LabError("crash at \(step)") }
          var noise = SeededRandom(seed: UInt64(step), stream: side)
          let weight = walker.weight.item(Double.self)
          walker.weight = Tensor([weight + p.rate * noise.normal()])
          if step.isMultiple(of: 5) { run.log(weight: weight, half: weight / 2) }
        }
      }
      let left = try walks("left")
      let final = Walker()
      try left.restore(final)
      try book.table(
        "walk",
        [
          "last": left.weight.last, "final": final.weight.item(Double.self),
          "logged": left.half.steps.count, "steps": left.step,
        ])
    }
  }

  @Test func aResumedTrainingGivesTheBytesOfAnUndisturbedOne() throws {
    let (disturbed, undisturbed) = (try Desk(), try Desk())
    #expect(disturbed.run(Walk.self, "--crash-at", "16") == 2)
    let partial = try disturbed.files("data/results").keys.filter { $0.hasSuffix(".partial.h5") }
    #expect(partial.count == 1)
    // It goes on after step 12, so a crash planned at step 10 never happens.
    #expect(disturbed.run(Walk.self, "--crash-at", "10", "--only", "walk/left") == 0)
    #expect(disturbed.run(Walk.self) == 0)
    #expect(undisturbed.run(Walk.self) == 0)
    let files = try disturbed.files("data/results")
    #expect(!files.keys.contains { $0.hasSuffix(".partial.h5") })
    #expect(files == (try undisturbed.files("data/results")))
    let table = try disturbed.read("data/results/trial/default/tables/walk.csv")
    #expect(table.contains("logged,4\nsteps,20\n"))
  }

  @Test func aTrainingWithOtherParametersStartsAnew() throws {
    let desk = try Desk()
    #expect(desk.run(Walk.self, "--crash-at", "16") == 2)
    #expect(desk.run(Walk.self, "--rate", "0.2", "--crash-at", "3") == 2)
    #expect(desk.errors.hasSuffix("trial: crash at 3\n"))
  }

  @Test func aRunningWriterIsNamed() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    let lock = try desk.hold("data/results/trial/default/.lock")
    defer { lock.release() }
    #expect(desk.run(Trial.self) == 2)
    #expect(desk.errors.contains("held by"))
  }
}
