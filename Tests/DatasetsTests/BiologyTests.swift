import Datasets
import Foundation
import Store
import Tensors
import Testing

@Suite struct BiologyTests {
  private func scratch() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "biology-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private func file(_ text: String) throws -> URL {
    let url = try scratch().appending(path: "file.txt")
    try text.write(to: url, atomically: true, encoding: .utf8)
    return url
  }

  /// What reading throws, as text.
  private func complaint(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  /// The file that `make.py` wrote with the published library's layout: X as rows and as sparse rows,
  /// a categorical column with a missing entry, texts and numbers.
  private func fixture(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/anndata/\(name).h5ad")
  }

  static let expected: [[Float]] = [[0, 1.5, 0], [2, 0, 3], [0, 0, 0], [4, 5, 6], [0, 0, -7]]

  @Test(arguments: ["dense", "csr", "old"]) func cellsAreRead(name: String) throws {
    let cells = try AnnData(fixture(name))
    #expect(cells.cellCount == 5 && cells.variableCount == 3)
    let all = try cells.rows(0..<5)
    #expect(all.elements(Float.self) == Self.expected.flatMap { $0 })
    let some = try cells.rows(1..<3).elements(Float.self)
    #expect(some == Self.expected[1] + Self.expected[2])
    let order = [4, 0, 1, 2]
    let picked = try cells.rows(order).elements(Float.self)
    #expect(picked == order.flatMap { Self.expected[$0] })
    #expect(try cells.rows([]).shape == [0, 3])
    #expect(try cells.labels("gene") == ["TP53", nil, "MYC", "TP53", "control"])
    #expect(try cells.labels("clone") == ["3", "1", "3", "2", "2"])
    #expect(try cells.labels("well") == ["a1", "a2", "b1", "b2", "c1"])
    #expect(complaint { _ = try cells.labels("day") }.contains("gene"))
    #expect(complaint { _ = try cells.rows(3..<6) }.contains("3..<6"))
  }

  @Test(arguments: ["X_clone", "columns", "dense"]) func clonesAreRead(name: String) throws {
    let cells = try AnnData(fixture("clones"))
    #expect(
      try cells.matrices.sorted() == ["X_clone", "columns", "dense", "frame", "outside", "short"])
    // Cell 1 is of two clones; clone 1 has but an explicit zero, clone 3 nothing.
    let members = try cells.members(name)
    #expect(members.map(\.column) == [0, 2])
    #expect(members.map(\.cells) == [[0, 1, 2, 4], [1, 3]])
  }

  @Test func otherClonesAreRefused() throws {
    let cells = try AnnData(fixture("clones"))
    for (name, words) in [
      ("clone", "no matrix \"clone\""), ("short", "4 rows for 5 cells"),
      ("outside", "column 1: row 5 of 5"), ("frame", "dataframe"),
    ] {
      let complaint = complaint { _ = try cells.members(name) }
      #expect(complaint.contains("clones.h5ad") && complaint.contains(words), "\(complaint)")
    }
    let without = try AnnData(fixture("csr"))
    #expect(try without.matrices == [])
    #expect(complaint { _ = try without.members("X_clone") }.contains("X_clone"))
  }

  @Test func otherMatricesAreRefused() throws {
    #expect(complaint { _ = try AnnData(fixture("wide")) }.contains("var describes 3"))
    #expect(complaint { _ = try AnnData(fixture("csc")) }.contains("csc_matrix"))
    #expect(complaint { _ = try AnnData(fixture("torn")) }.contains("fit together"))
    let broken = try AnnData(fixture("outside"))
    #expect(complaint { _ = try broken.rows(0..<5) }.contains("column 3 of 3"))
    let other = try scratch().appending(path: "other.h5")
    try File.create(other) { try $0.write([1.0], as: "numbers") }
    #expect(complaint { _ = try AnnData(other) }.contains("no X"))
  }

  @Test func sequencesAreRead() throws {
    let url = try file(">first | x\nacGT\n\nTT-A\n>second\nMK*\n")
    var records: [FASTA.Record] = []
    try FASTA(url).forEachRecord {
      records.append($0)
      return true
    }
    #expect(
      records.map(\.header) == ["first | x", "second"]
        && records.map(\.sequence) == ["ACGTTT-A", "MK*"])
    var seen = 0
    try FASTA(url).forEachRecord { _ in
      seen += 1
      return false
    }
    #expect(seen == 1)
    for (text, line) in [("ACGT\n", "line 1"), (">a\n>b\nA\n", "line 1"), (">a\nA C\n", "line 2")] {
      let url = try file(text)
      #expect(complaint { try FASTA(url).forEachRecord { _ in true } }.contains(line), "\(text)")
    }
  }

  @Test func headersTellWhenAndWhere() {
    func header(_ date: String, _ country: String = "Peru") -> String {
      "Spike|hCoV-19/x|\(date)|EPI_1|Original|hCoV-19^^Lima|Human|lab|lab|name|\(country)"
    }
    let origin = SampleOrigin(header: header("2021-04-30"))
    #expect(origin?.month == "2021-04" && origin?.country == "Peru")
    for bad in ["2021-04", "2021-00-01", "2021-04-00", "unknown", ""] {
      #expect(SampleOrigin(header: header(bad)) == nil, "\(bad)")
    }
    #expect(SampleOrigin(header: header("2021-04-30", "")) == nil)
    #expect(SampleOrigin(header: "Spike|x|2021-04-30") == nil)
  }

  @Test func promotersAreBinnedByExpression() throws {
    let rows = [("ACGT", 3.0), ("GGNA", 1), ("TTTT", 2), ("CCCC", -1), ("AAAA", 5), ("CATG", 4)]
    let text = rows.map { "\($0.0)\t\($0.1)\n" }.joined()
    for heading in ["", "sequence\texpression\n"] {
      let table = try PromoterTable(file(heading + text))
      #expect(table.sequences == rows.map(\.0) && table.expressions == rows.map(\.1))
      #expect(table.quantileSets(3) == [[3, 1], [2, 0], [5, 4]])
      #expect(table.quantileSets(3, window: 2) == [[3, 1, 2, 0], [2, 0, 5, 4]])
    }
    for (text, line) in [
      ("A\t1\nC\n", "line 2"), ("A\t1\nC\tx\n", "line 2"), ("AXC\t1\n", "line 1"),
    ] {
      let url = try file(text)
      #expect(complaint { _ = try PromoterTable(url) }.contains(line), "\(text)")
    }
  }

  @Test func arraysOfMNISTAreRead() throws {
    func write(_ bytes: [UInt8]) throws -> URL {
      let url = try scratch().appending(path: "array")
      try Data(bytes).write(to: url)
      return url
    }
    let images = try IDXFile.tensor(
      write([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255]))
    #expect(images.shape == [2, 3] && images.dtype == .uint8)
    #expect(images.elements(UInt8.self) == [1, 2, 3, 4, 5, 255])
    let numbers = try IDXFile.tensor(
      write([0, 0, 0x0c, 1, 0, 0, 0, 2, 0, 0, 1, 2, 255, 255, 255, 254]))
    #expect(numbers.elements(Int32.self) == [258, -2])
    let cases: [([UInt8], String)] = [
      ([0x1f, 0x8b, 8, 0], "gunzip"), ([1, 0, 8, 1, 0, 0, 0, 0], "no IDX"),
      ([0, 0, 7, 1, 0, 0, 0, 0], "no IDX"), ([0, 0, 8, 2, 0, 0, 0, 1], "cut off"),
      ([0, 0, 8, 1, 0, 0, 0, 3, 1], "1 bytes"),
      ([0, 0, 14, 3] + Array(repeating: 255, count: 12), "too large"),
    ]
    for (bytes, words) in cases {
      let url = try write(bytes)
      #expect(complaint { _ = try IDXFile.tensor(url) }.contains(words))
    }
  }
}
