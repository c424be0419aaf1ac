import Foundation
import Store
import Tensors
import Testing

@Suite struct InterchangeTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test(arguments: [
    ("i1", ElementType.int8), ("i2", .int16), ("i4", .int32), ("i8", .int64), ("u1", .uint8),
    ("u2", .uint16), ("u4", .uint32), ("u8", .uint64), ("f2", .float16), ("f4", .float32),
    ("f8", .float64), (">i4", .int32), (">f8", .float64),
  ])
  func numbersOfH5pyAreRead(_ name: String, _ type: ElementType) throws {
    let dataset = try File.open(fixture("types.h5")).root.dataset(name)
    #expect(dataset.dtype == type)
    #expect(try dataset.read(Double.self) == [0, 1, 2, 100])
    #expect(try dataset.read(Int8.self) == [0, 1, 2, 100])
  }

  @Test func aGroupThatLiesInItselfIsAnError() throws {
    let root = try File.open(fixture("loop.h5")).root
    #expect(try root.group("a").identity == root.group("b").identity)
    #expect(try root.group("a").identity != root.identity)
    #expect(try root.read([Int].self, from: "b/numbers") == [0, 1, 2])
    #expect(
      message { _ = try root.read([String: [Int]].self, from: "b") }
        == "\(fixture("loop.h5").path): /b/self: is a group that it lies in")
  }

  @Test func valuesOfH5pyAreRead() throws {
    let root = try File.open(fixture("types.h5")).root
    let grid = try root.read([[[Int]]].self, from: "grid")
    #expect(grid.map(\.count) == [3, 3] && grid[1][2] == [20, 21, 22, 23])
    #expect(try root.read([Bool].self, from: "truth") == [true, false, true])
    #expect(try root.read([String].self, from: "words") == ["one", "", "größer", "数"])
    #expect(try root.dataset("words").strings(.rows(2..<4)) == ["größer", "数"])
    #expect(try root.read([String].self, from: "fixed") == ["ab", "c", ""])
    #expect(try root.read(String.self, from: "word") == "alone")
    #expect(try root.read(Double.self, from: "number") == 2.5)
    #expect(try root.read([[Double]].self, from: "empty") == [])
    #expect(try root.read([Float].self, from: "nothing") == [])
    let odd = try root.read([Double].self, from: "odd numbers")
    #expect(odd[0].isNaN && odd[1] == .infinity && odd[2] == -.infinity && odd[3].sign == .minus)
    #expect(try root.read([Int].self, from: "packed") == (0..<10000).map { $0 % 7 })
    #expect(
      try root.dataset("packed").read(Int.self, .rows(995..<1005)) == (995..<1005).map { $0 % 7 })
    #expect(try root.dataset("bfloat16").dtype == .bfloat16)
    #expect(try root.read([Float].self, from: "bfloat16") == [1.5, -2, 3.25])
    #expect(try root.read([String: [Int]].self, from: "deep/er") == ["x": [1, 2]])
    #expect(try root.attributes.value("text", as: String.self) == "größer")
    #expect(try root.attributes.value("count", as: Int.self) == 3)
    #expect(try root.attributes.value("rates", as: [Double].self) == [0.5, 0.25])
    #expect(try root.attributes.value("truth", as: Bool.self) == true)
    #expect(message { _ = try root.dataset("pairs") }.hasSuffix("are not supported"))
    // Eight tebibytes are declared, none are there.
    #expect(
      message { _ = try root.dataset("unwritten").read(Double.self) }.contains("only 0 bytes"))
    #expect(try root.dataset("unwritten").read(Double.self, .rows(5..<7)) == [0, 0])
  }

  static let h5py = pythonHas("h5py")

  @Test(.enabled(if: h5py, "python3 cannot import h5py"))
  func h5pyReadsOurs() throws {
    let url = scratch["ours.h5"]
    let numbers = Tensor([1.5, -2, 3.25] as [Float])
    try File.create(url) { root in
      try root.write([[1.5, 2], [3, 4]], as: "matrix")
      try root.write([true, false], as: "truth")
      try root.write(["größer", "", "数"], as: "words")
      try root.write("alone", as: "word")
      try root.write(numbers.converted(to: .float16), as: "half")
      try root.write(numbers.converted(to: .bfloat16), as: "brain")
      try root.write((0..<500_000).map { $0 }, as: "large")
      try root.write(["a/b": 1], as: "dictionary")
      try root.attributes.set("text", to: "größer")
      try root.attributes.set("truth", to: true)
    }
    let script = """
      import h5py, numpy as np
      f = h5py.File('\(url.path)')
      assert list(f) == ['matrix', 'truth', 'words', 'word', 'half', 'brain', 'large', 'dictionary'], list(f)
      assert f['matrix'].dtype == 'f8' and f['matrix'][:].tolist() == [[1.5, 2], [3, 4]]
      assert f['truth'].dtype == bool and f['truth'][:].tolist() == [True, False]
      assert f['words'].asstr()[:].tolist() == ['größer', '', '数']
      assert f['word'].asstr()[()] == 'alone'
      assert f['half'].dtype == 'f2' and f['half'][:].tolist() == [1.5, -2, 3.25]
      assert f['brain'].dtype == 'f4' and f['brain'][:].tolist() == [1.5, -2, 3.25]
      assert f['brain'].attrs['dtype'] == b'bfloat16', f['brain'].attrs['dtype']
      assert f['large'].fletcher32 and (f['large'][:] == np.arange(500000)).all()
      assert f['dictionary/a%2Fb'][()] == 1
      assert f.attrs['text'].decode() == 'größer' and f.attrs['truth'] == True
      """
    let result = try run(["python3", "-c", script])
    #expect(result.status == 0, "\(result.output)")
  }

  @Test(.enabled(if: h5py, "python3 cannot import h5py"))
  func h5pyReadsCheckpointsAndWritesForUs() throws {
    let (ours, theirs) = (scratch["ours.h5"], scratch["theirs.h5"])
    try Checkpoint.save(
      ["layers.0.weight": Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])], metadata: ["step": "5"],
      to: ours)
    let script = """
      import h5py, hashlib, numpy as np
      f = h5py.File('\(ours.path)')
      weight = f['tensors']['layers.0.weight']
      assert weight[:].tolist() == [[1, 2], [3, 4]]
      assert weight.attrs['sha256'].decode() == hashlib.sha256(weight[:].tobytes()).hexdigest()
      assert f['metadata/step'].asstr()[()] == '5'
      g = h5py.File('\(theirs.path)', 'w')
      g['rows/a'] = np.arange(6.0).reshape(2, 3)
      g['rows/b'] = ['x', 'yz']
      """
    let result = try run(["python3", "-c", script])
    #expect(result.status == 0, "\(result.output)")
    struct Rows: Codable, Equatable {
      var a: [[Double]]
      var b: [String]
    }
    let read = try File.open(theirs).root.read(Rows.self, from: "rows")
    #expect(read == Rows(a: [[0, 1, 2], [3, 4, 5]], b: ["x", "yz"]))
  }

  static let h5dump = (try? run(["h5dump", "--version"]).status) == 0

  @Test(.enabled(if: h5dump, "h5dump is not installed"))
  func h5dumpOpensOurs() throws {
    let url = scratch["ours.h5"]
    try Results.save(ResultsTests.sample, attributes: ["key": "k"], to: url)
    let result = try run(["h5dump", url.path])
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("DATASET \"isGood\""))
    #expect(result.output.contains("(0): TRUE"))
  }
}
