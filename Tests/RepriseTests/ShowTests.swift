import Foundation
import Store
import Testing

@Suite struct ShowTests {
  struct Sample: Codable {
    var losses = [0.5, 0.25, 0.125, 0.0625]
    var name = "sample"
    var counts: [[Int]] = [[1, 2, 3], [4, 5, 6]]
    var isDone = true
  }

  private func sample(in package: Package) throws -> URL {
    let file = package.root.appending(path: "sample.h5")
    try Results.save(Sample(), attributes: ["cell": "sampling", "note": "one\ntwo"], to: file)
    return file
  }

  @Test func theTreeShowsWhatIsStored() throws {
    let package = try Package()
    _ = try sample(in: package)
    let outcome = try package.reprise("show", "sample.h5", "--values", "2")
    #expect(outcome.status == 0, "\(outcome.errors)")
    for line in [
      "the content agrees with its digest", "  @cell  \"sampling\"",
      "    losses  float64[4]  0.5, 0.25, …", "    name  string[]  \"sample\"",
      "    isDone  bool[]  true", "  @note  \"one\\ntwo\"\n",
    ] {
      #expect(outcome.output.contains(line), "\(outcome.output)")
    }
    let one = try package.reprise("show", "sample.h5", "value/losses", "--values", "all")
    #expect(one.output.hasSuffix("value/losses  float64[4]  0.5, 0.25, 0.125, 0.0625\n"))
  }

  @Test func jsonHoldsTheSame() throws {
    struct Content: Decodable {
      struct Tree: Decodable {
        let name: String
        let type: String?
        let shape: [Int]?
        let values: [Int]?
      }
      let content: String
      let tree: Tree
    }
    let package = try Package()
    _ = try sample(in: package)
    // A prefix of a matrix ends within a row.
    for count in [0, 2, 4, 6] {
      let content = try package.reprise(
        "show", "sample.h5", "value/counts", "--json", "--values", "\(count)"
      ).json(Content.self)
      #expect(content.content == "the content agrees with its digest")
      #expect(content.tree.type == "int64")
      #expect(content.tree.shape == [2, 3])
      #expect(content.tree.values == Array(1...6).prefix(count).map { $0 })
    }
  }

  @Test func damageIsFound() throws {
    let package = try Package()
    let file = try sample(in: package)
    var data = try Data(contentsOf: file)
    let place = try #require(data.range(of: withUnsafeBytes(of: 0.0625) { Data($0) }))
    data[place.lowerBound + 1] ^= 1
    try data.write(to: file)
    let outcome = try package.reprise("show", "sample.h5")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("/value/losses: opening: incorrect metadata checksum"))
  }

  @Test func aGroupThatLiesInItselfIsShownOnce() throws {
    let package = try Package()
    let file = ownRoot.appending(path: "Tests/Fixtures/store/loop.h5")
    let outcome = try package.reprise("show", file.path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output.hasSuffix(
        """
        /
          a/
            numbers  int64[3]  0, 1, 2
            self  the group /a
            void  \(file.path): /a/void: is not there
          b  the group /a
          outside  \(file.path): /outside: is not there

        """), "\(outcome.output)")
  }

  @Test func damageOfTheAttributesIsFoundToo() throws {
    let package = try Package()
    let file = package.root.appending(path: "sample.h5")
    // So many that they are stored apart from the object that has them.
    let attributes = Dictionary(uniqueKeysWithValues: (0..<20).map { ("attribute \($0)", "text") })
    try Results.save(Sample(), attributes: attributes, to: file)
    var data = try Data(contentsOf: file)
    let place = try #require(data.range(of: Data("attribute 7".utf8)))
    data[place.lowerBound + 1] ^= 1
    try data.write(to: file)
    let outcome = try package.reprise("show", "sample.h5")
    #expect(outcome.status == 1)
    #expect(!outcome.output.contains("no digest"))
    #expect(outcome.output.contains("incorrect metadata checksum"))
  }

  @Test func whatIsNoSuchFileOrObjectIsNamed() throws {
    let package = try Package()
    _ = try sample(in: package)
    #expect(try package.reprise("show", "none.h5").status == 2)
    let text = try package.reprise("show", "Package.swift")
    #expect(text.status == 2)
    #expect(text.errors.contains("Package.swift"))
    #expect(
      try package.reprise("show", "sample.h5", "value/x").errors
        == "reprise: sample.h5: no 'value/x' in it\n")
    #expect(try package.reprise("show", "sample.h5", "--values", "many").status == 64)
  }
}
