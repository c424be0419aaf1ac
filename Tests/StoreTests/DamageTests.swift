import Foundation
import Store
import Tensors
import Testing

/// Whatever happens to a file's bytes, reading it gives the value that was saved or an error.
@Suite struct DamageTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  struct Value: Codable, Equatable {
    var numbers = (0..<40).map(Double.init)
    var words = ["one", "größer", ""]
    var table = [Row(a: 1, b: "x"), Row(a: 2, b: "y")]
    var nested = ["k": [[1, 2], [3]]]
    var large = (0..<3000).map(Float.init)
  }
  struct Row: Codable, Equatable {
    var a: Int
    var b: String
  }

  private func eachDamage(
    of url: URL, every step: Int, _ check: (URL, String) throws -> Void
  ) throws {
    let good = try Data(contentsOf: url)
    let damaged = scratch["damaged"]
    for length in stride(from: 0, to: good.count, by: step * 3) {
      try good.prefix(length).write(to: damaged)
      try check(damaged, "cut at \(length)")
    }
    for offset in stride(from: 0, to: good.count, by: step) {
      var bytes = good
      bytes[offset] ^= 1 << UInt8(offset % 8)
      try bytes.write(to: damaged)
      try check(damaged, "a bit of byte \(offset)")
    }
    // The places where a length or an address hides: all bits set.
    for offset in stride(from: 0, to: min(good.count, 4096), by: step) {
      var bytes = good
      for place in offset..<min(offset + 4, good.count) { bytes[place] = 255 }
      try bytes.write(to: damaged)
      try check(damaged, "four bytes at \(offset)")
    }
  }

  @Test func resultsAreRightOrRefused() throws {
    let url = scratch["good.h5"]
    let value = Value()
    try Results.save(value, attributes: ["key": "k"], to: url)
    var refused = 0
    try eachDamage(of: url, every: 23) { (damaged, damage) throws in
      do {
        let loaded = try Results.load(Value.self, from: damaged)
        #expect(loaded == value, "\(damage)")
      } catch is StoreError {
        refused += 1
      }
    }
    #expect(refused > 500)
  }

  @Test func checkpointsAreRightOrRefused() throws {
    let url = scratch["good.h5"]
    let tensors = ["a.b": Tensor((0..<500).map(Float.init)), "c": Tensor([1, 2, 3])]
    try Checkpoint.save(tensors, metadata: ["step": "17"], to: url)
    var refused = 0
    try eachDamage(of: url, every: 7) { (damaged, damage) throws in
      do {
        let loaded = try Checkpoint.load(from: damaged)
        #expect(loaded.metadata == ["step": "17"], "\(damage)")
        #expect(Set(loaded.tensors.keys) == Set(tensors.keys), "\(damage)")
        for (key, tensor) in tensors {
          #expect(
            loaded.tensors[key]?.elements(Double.self) == tensor.elements(Double.self), "\(damage)")
        }
      } catch is StoreError {
        refused += 1
      }
    }
    #expect(refused > 500)
  }

  @Test func safetensorsAreReadOrRefused() throws {
    // The format has no checksum: damage to elements passes, damage to the header must not crash.
    var refused = 0
    try eachDamage(of: fixture("single.safetensors"), every: 1) { (damaged, _) throws in
      do {
        let file = try SafeTensors(damaged)
        for key in file.keys { _ = try file.tensor(key).withBytes { Digest.sha256($0) } }
      } catch is StoreError {
        refused += 1
      }
    }
    #expect(refused > 500)
  }
}
