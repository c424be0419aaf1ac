import Foundation
import Store
import Tensors
import Testing

@Suite struct AtomicFileTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func textsAndDataAreReplaced() throws {
    let url = scratch["a.txt"]
    try AtomicFile.write("größer", to: url)
    try AtomicFile.write(Data([1, 2]), to: url)
    #expect(try Data(contentsOf: url) == Data([1, 2]))
    #expect(try scratch.names == ["a.txt"])
    #expect(
      message { try AtomicFile.write("x", to: scratch["no/such"]) }
        == "\(scratch["no/such"].path): file: opening: No such file or directory")
  }

  @Test func failuresLeaveTheOldFile() throws {
    struct Cut: Error {}
    let url = scratch["a.txt"]
    try AtomicFile.write("old", to: url)
    #expect(throws: Cut.self) {
      try AtomicFile.replace(url) { temporary in
        #expect(temporary.deletingLastPathComponent().path == scratch.folder.path)
        try Data("new".utf8).write(to: temporary)
        throw Cut()
      }
    }
    #expect(throws: Cut.self) {
      try File.create(url) { root in
        try root.write(1, as: "one")
        throw Cut()
      }
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == "old")
    #expect(try scratch.names == ["a.txt"])
  }

  @Test func aKilledWriterLeavesTheOldFileAndItsLeavingsAreRemoved() async throws {
    let folder = scratch.folder.path
    let url = scratch["a.h5"]
    try Results.save([1, 2, 3], to: url)
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
      let url = URL(fileURLWithPath: folder).appendingPathComponent("a.h5")
      try File.create(url) { root in
        try root.write([Double](repeating: 1, count: 1_000_000), as: "value")
        kill(getpid(), SIGKILL)
      }
    }
    #expect(try scratch.names.count == 2)
    #expect(try Results.load([Int].self, from: url) == [1, 2, 3])
    // A process that has not yet written to the folder cleans it first.
    await #expect(processExitsWith: .success) { [folder = folder as String] in
      try AtomicFile.write("x", to: URL(fileURLWithPath: folder).appendingPathComponent("b.txt"))
    }
    #expect(try scratch.names == ["a.h5", "b.txt"])
  }

  @Test(.enabled(if: getuid() == 0, "mounting a small disk takes root"))
  func aFullDiskLeavesTheOldFile() throws {
    let disk = scratch["disk"]
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
    guard try run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.path]).status == 0 else {
      print("no small disk can be mounted here; the full disk is not tested")
      return
    }
    defer { _ = try? run(["umount", disk.path]) }
    let url = disk.appendingPathComponent("a.h5")
    let large = (0..<500_000).map(Double.init)
    try Results.save([1, 2, 3], to: url)
    #expect(message { try Results.save(large, to: url) }.contains("No space left on device"))
    #expect(
      message { try Checkpoint.save(["w": Tensor(large)], to: url) }.contains("are free"))
    #expect(
      message { try AtomicFile.write(Data(count: 4 << 20), to: url) }
        == "\(url.path): file: writing: No space left on device")
    // A little more than fits, so that the last blocks fail.
    for size in stride(from: 200_000, to: 262_000, by: 10_000) {
      do {
        try Results.save(Array(large.prefix(size)), to: disk.appendingPathComponent("b.h5"))
      } catch is StoreError {}
    }
    #expect(try Results.load([Int].self, from: url) == [1, 2, 3])
    let names = try FileManager.default.contentsOfDirectory(atPath: disk.path)
    #expect(Set(names).isSubset(of: ["a.h5", "b.h5"]))
    // The library is still of use.
    try FileManager.default.removeItem(at: url)
    try Results.save(7, to: scratch["c.h5"])
    #expect(try Results.load(Int.self, from: scratch["c.h5"]) == 7)
  }
}
