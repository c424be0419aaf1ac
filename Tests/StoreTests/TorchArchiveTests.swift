import Foundation
import Store
import Tensors
import Testing

/// The reader of PyTorch's files, on files made by PyTorch and on hostile ones.
@Suite struct TorchArchiveTests {
  private func file(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/torch/\(name)")
  }

  @Test func aCheckpointHasItsTensorsAndNumbers() throws {
    let archive = try TorchArchive(file("checkpoint.pth"))
    let state = try archive.tensors(under: "state_dict.")
    #expect(state.keys.sorted() == ["bias", "weight"])
    #expect(state["weight"]?.elements(Double.self) == [1, 2, 3, 4, 5, 6])
    #expect(state["weight"]?.shape == [3, 2])
    #expect(state["bias"]?.elements(Double.self) == [-1, 0.5, 0.25])
    #expect(archive.numbers["epoch"] == 300)
    #expect(archive.numbers["rate"] == 0.5)
    #expect(archive.numbers["done"] == 1)
    #expect(archive.numbers["big"] == -1_099_511_627_776)
    #expect(archive.numbers["name"] == nil)
    #expect(archive.numbers["optimizer.param_groups.0.lr"] == 0.1)
    #expect(archive.numbers["optimizer.param_groups.0.betas.1"] == 0.999)
    #expect(archive.keys.contains("optimizer.state.0.exp_avg"))
  }

  @Test func everyElementTypeAndViewIsRead() throws {
    let archive = try TorchArchive(file("views.pth"))
    for dtype in DType.allCases where dtype != .bool {
      let tensor = try archive.tensor("types.\(dtype.rawValue)")
      #expect(tensor.dtype == dtype)
      #expect(try archive.dtype(of: "types.\(dtype.rawValue)") == dtype)
      #expect(tensor.elements(Double.self) == [0, 1, 3])
    }
    #expect(try archive.tensor("bool").elements(Bool.self) == [true, false])
    let whole = try archive.tensor("whole")
    #expect(whole.shape == [2, 3, 4])
    #expect(whole.elements(Double.self) == (0..<24).map(Double.init))
    #expect(try archive.tensor("transposed").isEqual(to: whole.transposed(0, 2)))
    #expect(try archive.shape(of: "transposed") == [4, 3, 2])
    #expect(try archive.tensor("slice").isEqual(to: whole[1, TensorIndex.all, 1..<3]))
    #expect(try archive.tensor("empty").shape == [0, 3])
    #expect(try archive.tensor("scalar").shape == [])
    #expect(try archive.tensor("scalar").item(Double.self) == 7.5)
    #expect(try archive.tensor("list.1.0").elements(Double.self) == [2])
    #expect(archive.numbers["list.1.1"] == 5)
    #expect(try archive.tensor("parameter").elements(Double.self) == [1.5, -2.5])
  }

  @Test(arguments: [
    ("evil.pth", "calls posix.system"), ("object.pth", "argparse.Namespace"),
    ("expanded.pth", "[1000]"), ("old.pth", "before PyTorch 1.6"), ("program.pth", "TorchScript"),
    ("compressed.pth", "compressed"), ("bomb.pth", "nested too deeply, or too many"),
    ("endless.pth", "nested too deeply"), ("deep.pth", "nested too deeply"),
    ("outside.pth", "does not fit 4 elements"), ("overflow.pth", "does not fit 4 elements"),
    ("short.pth", "16 bytes for 1099511627776 elements"),
  ])
  func whatIsNoStateDictIsRefused(name: String, words: String) {
    let message = message { _ = try TorchArchive(file(name)) }
    #expect(message.contains(name) && message.contains(words), "\(message)")
  }

  @Test func unknownKeysAreErrors() throws {
    let archive = try TorchArchive(file("checkpoint.pth"))
    #expect(message { _ = try archive.tensor("state_dict.c") }.contains("state_dict.c"))
  }

  @Test func damageIsReadOrRefused() throws {
    let scratch = try Scratch()
    let good = try Data(contentsOf: file("checkpoint.pth"))
    var refused = 0
    func check(_ bytes: Data) throws {
      try bytes.write(to: scratch["damaged.pth"])
      do {
        let archive = try TorchArchive(scratch["damaged.pth"])
        for key in archive.keys { _ = try archive.tensor(key).withBytes { Digest.sha256($0) } }
      } catch is StoreError {
        refused += 1
      }
    }
    for length in stride(from: 0, to: good.count, by: 13) { try check(good.prefix(length)) }
    for offset in good.indices {
      var bytes = good
      bytes[offset] ^= 1 << UInt8(offset % 8)
      try check(bytes)
    }
    for offset in stride(from: 0, to: good.count - 4, by: 3) {
      var bytes = good
      for place in offset..<offset + 4 { bytes[place] = 255 }
      try check(bytes)
    }
    #expect(refused > 500)
  }
}
