import Foundation
import Store
import Tensors
import Testing

@Suite struct CheckpointTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func state() -> [String: Tensor] {
    let numbers = Tensor((0..<6).map(Float.init), shape: [2, 3])
    return [
      "layers.0.weight": numbers, "layers.0.bias": numbers.converted(to: .bfloat16),
      "half": numbers.converted(to: .float16), "ids": Tensor([1, -2, 3]),
      "mask": Tensor([true, false]), "scalar": Tensor(2.5),
      "empty": Tensor([Float](), shape: [0, 2]),
      "odd/name %": Tensor([UInt8(7)]), "numbers": Tensor([Double.nan, .infinity]),
    ]
  }

  @Test func tensorsAndWordsComeBack() throws {
    let url = scratch["model.h5"]
    let words = ["schedule": "{\"step\": 3}", "note": "größer\0", "": ""]
    try Checkpoint.save(state(), metadata: words, to: url)
    let checkpoint: any Weights = try Checkpoint(url)
    #expect(checkpoint.source == url)
    #expect(checkpoint.keys == state().keys.sorted())
    #expect(try checkpoint.shape(of: "layers.0.weight") == [2, 3])
    #expect(try checkpoint.dtype(of: "layers.0.bias") == .bfloat16)
    let loaded = try Checkpoint.load(from: url)
    #expect(loaded.metadata == words)
    for (key, tensor) in state() {
      let back = try #require(loaded.tensors[key])
      #expect(back.signature == tensor.signature)
      #expect(back.withBytes { Data($0) } == tensor.withBytes { Data($0) }, "\(key)")
      #expect(try checkpoint.tensor(key).withBytes { Data($0) } == tensor.withBytes { Data($0) })
    }
    #expect(message { _ = try checkpoint.tensor("other") } == "\(url.path): other: no such tensor")
  }

  @Test func equalContentsAreEqualBytes() throws {
    try Checkpoint.save(state(), metadata: ["a": "1", "b": "2"], to: scratch["a.h5"])
    try Checkpoint.save(state(), metadata: ["b": "2", "a": "1"], to: scratch["b.h5"])
    #expect(try Data(contentsOf: scratch["a.h5"]) == Data(contentsOf: scratch["b.h5"]))
    #expect(try scratch.names == ["a.h5", "b.h5"])
  }

  @Test func emptyCheckpointsComeBack() throws {
    try Checkpoint.save([:], to: scratch["a.h5"])
    let loaded = try Checkpoint.load(from: scratch["a.h5"])
    #expect(loaded.tensors.isEmpty && loaded.metadata.isEmpty)
  }

  @Test func tensorsOutliveTheirCheckpointAndChangingThemChangesNoFile() throws {
    let url = scratch["a.h5"]
    try Checkpoint.save(["w": Tensor([1, 2, 3] as [Float])], to: url)
    let before = try Data(contentsOf: url)
    var checkpoint: Checkpoint? = try Checkpoint(url)
    let tensor = try #require(try checkpoint?.tensor("w"))
    checkpoint = nil
    try Checkpoint.save(["w": Tensor([9, 9, 9] as [Float])], to: url)
    try before.write(to: scratch["copy.h5"])
    #expect(tensor.elements(Float.self) == [1, 2, 3])
    let other = try Checkpoint(scratch["copy.h5"]).tensor("w")
    other.withBytes { bytes in
      UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.storeBytes(of: 5, as: Float.self)
    }
    #expect(other.elements(Float.self) == [5, 2, 3])
    #expect(try Data(contentsOf: scratch["copy.h5"]) == before)
    #expect(try Checkpoint(url).tensor("w").elements(Float.self) == [9, 9, 9])
  }

  @Test func aDamagedTensorIsNamedAndTheOthersAreRead() throws {
    let url = scratch["a.h5"]
    let marker = (0..<64).map { Float($0) * 1.25 }
    try Checkpoint.save(["good": Tensor([1, 2] as [Float]), "bad": Tensor(marker)], to: url)
    var bytes = try Data(contentsOf: url)
    let place = try #require(bytes.range(of: marker.withUnsafeBytes { Data($0) }))
    bytes[place.lowerBound + 100] ^= 4
    try bytes.write(to: url)
    let checkpoint = try Checkpoint(url)
    #expect(try checkpoint.tensor("good").elements(Float.self) == [1, 2])
    #expect(
      message { _ = try checkpoint.tensor("bad") }.hasPrefix(
        "\(url.path): bad: the elements are damaged"))
    #expect(message { _ = try Checkpoint.load(from: url) }.contains(": bad: "))
  }
}
