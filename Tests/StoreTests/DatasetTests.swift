import Foundation
import Store
import Tensors
import Testing

@Suite struct DatasetTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test(arguments: [
    nil, Storage.contiguous, .chunked([3, 2]), .chunked(compression: 4, shuffle: true),
  ])
  func partsAgreeWithTheWhole(_ storage: Storage?) throws {
    let (rows, columns) = (10, 7)
    let numbers = (0..<rows * columns).map { Int32($0 * $0) }
    let url = scratch["grid.h5"]
    try File.create(url) { root in
      try root.write(numbers, shape: [rows, columns], as: "deep/grid", storage: storage)
    }
    let grid = try File.open(url).root.dataset("deep/grid")
    #expect(grid.shape == [rows, columns])
    #expect(grid.dtype == .int32)
    #expect(try grid.read(Int32.self) == numbers)
    #expect(try grid.read(Int32.self, .rows(3..<5)) == Array(numbers[21..<35]))
    #expect(try grid.read(Int.self, .rows(3..<3)) == [])
    let expected = stride(from: 1, to: 9, by: 3).flatMap { row in
      (2..<6).map { numbers[row * columns + $0] }
    }
    #expect(try grid.read(Int32.self, .ranges([1..<9, 2..<6], strides: [3, 1])) == expected)
    #expect(try grid.tensor(.ranges([0..<2, 6..<7])).shape == [2, 1])
    #expect(
      message { _ = try grid.read(Int32.self, .ranges([0..<2, 5..<8])) }
        == "\(url.path): /deep/grid: [0..<2, 5..<8] lies outside shape [10, 7]")
    #expect(message { _ = try grid.read(Int8.self) }.contains("is no int8"))
  }

  @Test func partsOfStringsAgreeWithTheWhole() throws {
    let words = ["a", "größer", "", "数"]
    try File.create(scratch["w.h5"]) { root in try root.write(words, as: "words") }
    let dataset = try File.open(scratch["w.h5"]).root.dataset("words")
    #expect(try dataset.strings() == words)
    #expect(try dataset.strings(.rows(1..<4)) == Array(words[1...]))
    #expect(message { _ = try dataset.read(Int.self) }.contains("holds strings"))
  }

  @Test func groupsKeepTheirOrder() throws {
    let url = scratch["g.h5"]
    try File.create(url) { root in
      for name in ["zebra", "ape", "mole"] { try root.create(group: name) }
      try root.write(1, as: "ape/leg")
      try root.attributes.set("rates", to: [0.5, 1])
      try root.attributes.set("good", to: true)
      try root.attributes.set("words", to: ["a", "b"])
      try root.attributes.set("count", to: 1)
      try root.attributes.set("count", to: 2)
    }
    let root = try File.open(url).root
    #expect(try root.names == ["zebra", "ape", "mole"])
    #expect(root.contains("ape/leg") && !root.contains("ape/arm") && !root.contains("no/leg"))
    #expect(try root.isGroup("ape") && !root.isGroup("ape/leg"))
    #expect(try root.attributes.names == ["count", "good", "rates", "words"])
    #expect(try root.attributes.value("rates", as: [Double].self) == [0.5, 1])
    #expect(try root.attributes.value("good", as: Bool.self) == true)
    #expect(try root.attributes.value("words", as: [String].self) == ["a", "b"])
    #expect(try root.attributes.value("count", as: Int.self) == 2)
    #expect(try root.attributes.value("none", as: Int.self) == nil)
    #expect(message { _ = try root.dataset("ape/arm") } == "\(url.path): /ape/arm: is not there")
    #expect(message { _ = try root.dataset("ape") } == "\(url.path): /ape: is not a dataset")
    #expect(message { _ = try root.group("ape/leg") } == "\(url.path): /ape/leg: is not a group")
    #expect(message { try root.create(group: "new") }.contains("/new: creating the group: "))
    #expect(throws: StoreError.self) {
      try File.create(url) { root in
        try root.write(1, as: "same")
        try root.write(2, as: "same")
      }
    }
    #expect(try File.open(url).root.names.count == 3)
    #expect(try scratch.names == ["g.h5"])
  }

  @Test func filesOfOtherKindsAreNamed() throws {
    let url = scratch["x.h5"]
    #expect(
      message { _ = try File.open(url) } == "\(url.path): file: opening: No such file or directory")
    #expect(message { _ = try File.open(scratch.folder) }.hasSuffix("is a folder, not a file"))
    try Data("no HDF5 at all".utf8).write(to: url)
    #expect(
      message { _ = try File.open(url) } == "\(url.path): /: opening: file signature not found")
    #expect(
      message { _ = try Results.load(Int.self, from: fixture("types.h5")) }
        .hasSuffix("is not a complete file of Reprise's store"))
  }

  @Test func readersLockNothingAndManyMayRead() throws {
    let url = scratch["x.h5"]
    try Results.save([1, 2], to: url)
    let first = try File.open(url)
    try Results.save([3, 4], to: url)
    #expect(try first.root.read([Int].self, from: "value") == [1, 2])
    #expect(try File.open(url).root.read([Int].self, from: "value") == [3, 4])
  }

  @Test func threadsTakeTurns() async throws {
    let scratch = scratch.folder
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          for _ in 0..<10 {
            let url = scratch.appendingPathComponent("\(number).h5")
            try Results.save([number], to: url)
            #expect(try Results.load([Int].self, from: url) == [number])
            #expect(throws: StoreError.self) { try Results.load(String.self, from: url) }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
