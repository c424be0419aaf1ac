import Foundation
import Store
import TestSupport
import Testing

/// The readers of NumPy's arrays and pickled indices, on files made by NumPy and on damaged ones.
@Suite struct NumPyTests {
  private func file(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/numpy/\(name)")
  }

  @Test(arguments: [
    ("b1", ElementType.bool), ("i1", .int8), ("i2", .int16), ("i4", .int32), ("i8", .int64),
    ("u1", .uint8), ("u2", .uint16), ("u4", .uint32), ("u8", .uint64), ("f2", .float16),
    ("f4", .float32), ("f8", .float64),
  ])
  func everyTypeIsRead(code: String, type: ElementType) throws {
    let array = try NPYFile(file("\(code).npy"))
    #expect(array.shape == [3] && array.dtype == type)
    #expect(try array.rows([2, 0, 1], as: Int.self) == (type == .bool ? [1, 0, 1] : [3, 0, 1]))
  }

  @Test(arguments: 1...3) func rowsAreReadInAnyOrder(version: Int) throws {
    let array = try NPYFile(file("version\(version).npy"))
    #expect(array.shape == [4, 3, 2] && array.dtype == .uint16)
    let rows = try array.rows([3, 1, 3], as: Float.self)
    #expect(rows == [18, 6, 18].flatMap { first in (first..<first + 6).map { Float($0 * 2000) } })
    #expect(try array.rows([], as: Int.self) == [])
    #expect(message { _ = try array.rows([4], as: Int.self) }.contains("no row 4 among its 4"))
    #expect(message { _ = try array.rows([-1], as: Int.self) }.contains("no row -1"))
    #expect(message { _ = try array.rows([3], as: UInt8.self) }.contains("row 3"))
  }

  @Test func arraysWithoutRowsAreRead() throws {
    #expect(try NPYFile(file("scalar.npy")).shape == [])
    #expect(message { _ = try NPYFile(file("scalar.npy")).rows([0], as: Double.self) } != "")
    let empty = try NPYFile(file("empty.npy"))
    #expect(empty.shape == [0, 3])
    #expect(try empty.rows([], as: Float.self) == [])
  }

  @Test(arguments: [
    ("columns", "column by column"), ("big", ">u2"), ("complex", "<c8"), ("fields", "no descr"),
    ("object", "|O"), ("huge", "for shape [4611686018427387904, 4611686018427387904, 2]"),
    ("long", "49 bytes for shape [4, 3, 2]"),
    ("short", "47 bytes for shape [4, 3, 2]"), ("version9", "version 9"),
    ("text", "does not begin"),
    ("nothing", "lie outside"), ("overlong", "2147483647 bytes are too many"),
    ("missing", "opening"),
  ])
  func otherArraysAreRefused(name: String, words: String) {
    let message = message { _ = try NPYFile(file("\(name).npy")) }
    #expect(message.contains("\(name).npy") && message.contains(words), "\(message)")
  }

  @Test(arguments: ["indices3", "indices4", "indices5", "lists"])
  func indicesAreRead(name: String) throws {
    #expect(
      try PickledIndices(file("\(name).pkl")).values
        == ["A1BG": [2, 0, 5], "nontargeting": [1], "none": []])
  }

  @Test(arguments: [
    ("halves", "0.5"), ("matrix", "a: is no list of whole numbers"),
    ("truths", "a: is no list of whole numbers"), ("text", "a: is no list of whole numbers"),
    ("keys", "a key is no text"), ("list", "is no dictionary"), ("objects", "elements of O8"),
    ("big", "little-endian"), ("torn", "shape [4] of int64 has 24 bytes"),
    ("call", "calls posix.getcwd"), ("many", "more than 16777216 numbers"),
  ])
  func otherPicklesAreRefused(name: String, words: String) {
    let message = message { _ = try PickledIndices(file("\(name).pkl")) }
    #expect(message.contains("\(name).pkl") && message.contains(words), "\(message)")
  }

  @Test(.timeLimit(.minutes(2)), arguments: ["version1.npy", "indices4.pkl", "indices5.pkl"])
  func damageIsReadOrRefused(name: String) throws {
    let scratch = try Scratch()
    let whole = Array(try Data(contentsOf: file(name)))
    var damage = Damage(stream: name)
    var refused = 0
    let growth = try peakGrowth {
      for _ in 0..<2000 {
        try Data(damage.bytes(whole)).write(to: scratch[name])
        do {
          if name.hasSuffix("npy") {
            let array = try NPYFile(scratch[name])
            _ = try array.rows(Array(0..<min(4, array.shape.first ?? 0)), as: Double.self)
          } else {
            _ = try PickledIndices(scratch[name])
          }
        } catch let error as StoreError {
          #expect(error.file.hasPrefix(scratch.folder.path) && !error.reason.isEmpty, "\(error)")
          refused += 1
        }
      }
    }
    #expect(refused > 0 && refused < 2000, "\(refused) refused")
    #expect(growth < 400 << 20)
  }
}
