import Foundation
import Store
import Tensors
import TestSupport
import Testing

/// Damaged safetensors files and indexes give an error that names the file, or tensors that can be read.
@Suite(.timeLimit(.minutes(2))) struct MutationTests {
  private func check(_ source: URL, in folder: URL) throws -> Bool {
    do {
      let weights = try SafeTensors(source)
      for key in weights.keys {
        let tensor = try weights.tensor(key)
        #expect(try tensor.shape == weights.shape(of: key))
        if tensor.dtype == .float32 { _ = tensor.sum().item() as Float }
      }
      return true
    } catch let error as StoreError {
      #expect(error.file.hasPrefix(folder.path) && !error.reason.isEmpty, "\(error)")
      return false
    }
  }

  @Test func headers() throws {
    let scratch = try Scratch()
    let whole = Array(try Data(contentsOf: fixture("single.safetensors")))
    let length = whole.withUnsafeBytes { Int($0.loadUnaligned(as: UInt64.self)) }
    let file = scratch["model.safetensors"]
    var damage = Damage(stream: "safetensors")
    var refused = 0
    let growth = try peakGrowth {
      for turn in 0..<2000 {
        var bytes = whole
        if turn.isMultiple(of: 2) {
          // A header of a fitting length, so that what it says is read.
          let header = damage.json(Array(whole[8..<8 + length]))
          bytes = withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init) + header
          bytes += whole[(8 + length)...]
        } else if turn % 4 == 1 {
          bytes = damage.bytes(Array(whole[..<(8 + length)])) + whole[(8 + length)...]
        } else {
          bytes = damage.bytes(whole)
        }
        try Data(bytes).write(to: file)
        if try !check(file, in: scratch.folder) { refused += 1 }
      }
    }
    #expect(refused > 0 && refused < 2000, "\(refused) refused")
    #expect(growth < 400 << 20)
  }

  @Test func indexes() throws {
    let scratch = try Scratch()
    let name = "model.safetensors.index.json"
    for shard in try FileManager.default.contentsOfDirectory(atPath: fixture("sharded").path) {
      try FileManager.default.copyItem(
        at: fixture("sharded").appendingPathComponent(shard), to: scratch[shard])
    }
    let whole = Array(try Data(contentsOf: scratch[name]))
    var damage = Damage(stream: "index")
    var refused = 0
    let growth = try peakGrowth {
      for _ in 0..<2000 {
        try Data(damage.jsonOrBytes(whole)).write(to: scratch[name])
        if try !check(scratch.folder, in: scratch.folder) { refused += 1 }
      }
    }
    #expect(refused > 0 && refused < 2000, "\(refused) refused")
    #expect(growth < 400 << 20)
  }
}
