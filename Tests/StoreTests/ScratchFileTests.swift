import Foundation
import Store
import Tensors
import Testing

@Suite struct ScratchFileTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func partsAreReadAsWritten() throws {
    let file = try ScratchFile(in: scratch.folder)
    let states = try file.array("states", shape: [5, 3], dtype: .bfloat16)
    let vectors = try file.array("vectors", shape: [2, 5, 3], dtype: .float32)
    let rows = Tensor((0..<6).map(Float.init), shape: [2, 3])
    try states.write(rows.converted(to: .bfloat16), .rows(3..<5))
    try states.write(rows.converted(to: .bfloat16) * 2, .rows(2..<4))
    try vectors.write(rows, .ranges([1..<2, 1..<3]))
    #expect(
      try states.tensor(.rows(2..<5)).elements(Float.self) == [0, 2, 4, 6, 8, 10, 3, 4, 5])
    #expect(try states.tensor(.rows(2..<5)).dtype == .bfloat16)
    #expect(try vectors.tensor(.ranges([1..<2, 2..<3])).shape == [1, 1, 3])
    #expect(try vectors.tensor(.ranges([1..<2, 2..<3])).elements(Float.self) == [3, 4, 5])
  }

  @Test func nothingIsLeftWhileItIsThereOrAfter() throws {
    let file = try ScratchFile(in: scratch.folder)
    let array = try file.array("a", shape: [1 << 20], dtype: .float32)
    try array.write(Tensor.ones([1 << 20]), .all)
    #expect(try scratch.names.isEmpty)
    #expect(try array.tensor(.rows(7..<9)).elements(Float.self) == [1, 1])
  }

  @Test func aMissingFolderIsNamed() throws {
    #expect(
      message { _ = try ScratchFile(in: scratch["nowhere"]) }.contains(scratch["nowhere"].path))
    #expect(
      message { _ = try ScratchFile.freeBytes(in: scratch["nowhere"]) }
        .contains(scratch["nowhere"].path))
    #expect(try ScratchFile.freeBytes(in: scratch.folder) > 0)
  }

  @Test func selectionsOutsideAreRefused() throws {
    let array = try ScratchFile(in: scratch.folder).array("a", shape: [4], dtype: .float32)
    #expect(message { try array.write(Tensor.ones([2]), .rows(3..<5)) }.contains("[3..<5]"))
  }
}
