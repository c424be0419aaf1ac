import Foundation
import Store
import Tensors
import Testing

@Suite struct SafeTensorsTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test(arguments: ["single.safetensors", "sharded", "sharded/model.safetensors.index.json"])
  func tensorsAreReadAsStored(_ name: String) throws {
    let weights: any Weights = try SafeTensors(fixture(name))
    #expect(weights.keys == ["a.brain", "a.half", "a.weight", "empty", "ids", "mask", "scalar"])
    #expect(try weights.shape(of: "a.brain") == [3, 1])
    #expect(try weights.dtype(of: "a.brain") == .bfloat16)
    #expect(try weights.tensor("a.brain").signature == "bfloat16[3, 1]")
    #expect(try weights.tensor("a.brain").elements(Float.self) == [1.5, -2, 3.25])
    #expect(try weights.tensor("a.half").signature == "float16[2]")
    #expect(try weights.tensor("a.half").elements(Float.self) == [1.5, -2])
    #expect(try weights.tensor("a.weight").signature == "float32[2, 3]")
    #expect(try weights.tensor("a.weight").elements(Float.self) == [0, 1, 2, 3, 4, 5])
    #expect(try weights.tensor("ids").elements(Int.self) == [1, -2, 3])
    #expect(try weights.tensor("mask").elements(Bool.self) == [true, false])
    #expect(try weights.tensor("scalar").shape == [])
    #expect(try weights.tensor("scalar").item(Double.self) == 7)
    #expect(try weights.tensor("empty").shape == [0, 4])
    #expect(try SafeTensors(fixture(name)).metadata == ["format": "pt"])
  }

  @Test func savedTensorsComeBack() throws {
    let original = try SafeTensors(fixture("sharded"))
    let tensors = try Dictionary(
      uniqueKeysWithValues: original.keys.map { ($0, try original.tensor($0)) })
    let words = ["format": "pt", "note": "\"quoted\"/é"]
    try SafeTensors.save(tensors, metadata: words, to: scratch["b.safetensors"])
    let saved = try SafeTensors(scratch["b.safetensors"])
    #expect(saved.keys == original.keys)
    #expect(saved.metadata == words)
    for (key, tensor) in tensors {
      #expect(try saved.tensor(key).signature == tensor.signature)
      #expect(try saved.tensor(key).isEqual(to: tensor))
    }
    let bytes = try Data(contentsOf: scratch["b.safetensors"])
    try SafeTensors.save(tensors, metadata: words, to: scratch["b.safetensors"])
    #expect(try Data(contentsOf: scratch["b.safetensors"]) == bytes)
    #expect(try scratch.names == ["b.safetensors"])
  }

  @Test func releasedPagesComeBackFromTheFile() throws {
    try SafeTensors.save(
      ["a": Tensor.arange(0..<4096), "b": Tensor.ones([5])], to: scratch["c.safetensors"])
    let weights = try SafeTensors(scratch["c.safetensors"])
    let tensor = try weights.tensor("a")
    for _ in 0..<2 {
      try weights.prefetch(["a"])
      try weights.populate(["a", "b"])
      #expect(tensor.elements(Int.self) == Array(0..<4096))
      try weights.release(["a"])
    }
    #expect(try weights.tensor("b").elements(Float.self) == [1, 1, 1, 1, 1])
    #expect(message { try weights.populate(["z"]) }.contains("no such tensor"))
  }

  private func written(_ header: String, data: Int = 8) throws -> URL {
    let url = scratch["x.safetensors"]
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes += Data(header.utf8) + Data(count: data)
    try bytes.write(to: url)
    return url
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, nil),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "a: F32[3] does not fill 8 bytes"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "a: F32[-2] does not fill"),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
      "does not fill"
    ),
    (#"{"a":{"dtype":"F9","shape":[2],"data_offsets":[0,8]}}"#, "a: elements of type F9"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}"#, "do not lie in the 8 bytes"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "do not lie in the 8 bytes"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "do not lie in the 8 bytes"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "the tensors end at 4"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "4 bytes before it belong to no"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      "b: overlaps another tensor"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      "gives the key a twice"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}"#, "the key shape twice"),
    (#"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#, "header/a"),
    (#"{"a":{"dtype":"F32","#, "header: is not JSON"),
    ("[]", "header"),
  ])
  func headersAreChecked(_ header: String, _ complaint: String?) throws {
    let url = try written(header)
    guard let complaint else {
      #expect(try SafeTensors(url).tensor("a").elements(Float.self) == [0, 0])
      return
    }
    #expect(message { _ = try SafeTensors(url) }.contains(complaint))
    #expect(message { _ = try SafeTensors(url) }.hasPrefix(url.path))
  }

  @Test func lengthsAreChecked() throws {
    let url = scratch["x.safetensors"]
    try Data([1, 2]).write(to: url)
    #expect(message { _ = try SafeTensors(url) }.hasSuffix("header: the file has only 2 bytes"))
    try Data([255, 255, 255, 255, 255, 255, 255, 255, 0]).write(to: url)
    #expect(message { _ = try SafeTensors(url) }.contains("above the limit of 100 MB"))
    try Data([200, 0, 0, 0, 0, 0, 0, 0, 0]).write(to: url)
    #expect(message { _ = try SafeTensors(url) }.contains("header: is 200 bytes long"))
    try Data().write(to: url)
    #expect(message { _ = try SafeTensors(url) }.hasSuffix("is empty"))
    #expect(
      message { _ = try SafeTensors(scratch.folder) }.contains("has neither model.safetensors"))
  }

  @Test func aFolderMayBeBehindALinkAndItsFilesToo() throws {
    let link = scratch["link"]
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: fixture("sharded"))
    #expect(try SafeTensors(link).keys.count == 7)
    // As the hub's own cache lays a model out.
    let folder = scratch["snapshot"]
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: fixture("sharded").path) {
      try FileManager.default.createSymbolicLink(
        at: folder.appendingPathComponent(name),
        withDestinationURL: fixture("sharded").appendingPathComponent(name))
    }
    #expect(try SafeTensors(folder).tensor("a.weight").shape == [2, 3])
  }

  @Test func aMissingShardIsNamed() throws {
    let folder = scratch["model"]
    try FileManager.default.copyItem(at: fixture("sharded"), to: folder)
    try FileManager.default.removeItem(
      at: folder.appendingPathComponent("model-00002-of-00002.safetensors"))
    #expect(
      message { _ = try SafeTensors(folder) }
        .contains("shard model-00002-of-00002.safetensors: is missing; it holds 3 tensors"))
    let index = folder.appendingPathComponent("model.safetensors.index.json")
    try #"{"weight_map":{"a.brain":"../x.safetensors"}}"#.write(
      to: index, atomically: true, encoding: .utf8)
    #expect(message { _ = try SafeTensors(folder) }.contains("is not a file's name"))
    try #"{"weight_map":{"new":"model-00001-of-00002.safetensors"}}"#.write(
      to: index, atomically: true, encoding: .utf8)
    #expect(message { _ = try SafeTensors(folder) }.contains("new: the index says that it is here"))
  }

  @Test(.enabled(if: pythonHas("safetensors.torch"), "python3 cannot import safetensors.torch"))
  func freshFilesOfPythonAreRead() throws {
    let url = scratch["fresh.safetensors"]
    let script = """
      import torch
      from safetensors.torch import save_file
      torch.manual_seed(3)
      t = torch.randn(5, 7)
      save_file({'x': t, 'y': t.bfloat16()}, '\(url.path)')
      print(float(t.sum(dtype=torch.float64)), float(t.bfloat16().double().sum()))
      """
    let result = try run(["python3", "-c", script])
    let sums = result.output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    try #require(sums.count == 2, "\(result.output)")
    let file = try SafeTensors(url)
    for (key, sum) in zip(["x", "y"], sums) {
      #expect(abs(try file.tensor(key).elements(Double.self).reduce(0, +) - sum) < 1e-9)
    }
  }
}
