import Foundation
import Lab
import Testing

@Suite struct CacheTests {
  @Test func everyCellRunsOnceAndIsThenKept() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("base") == ["run: never stored"])
    #expect(desk.explanation("items") == ["run: never stored (a, bb, ccc)"])
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("base") == ["kept"])
    #expect(desk.explanation("other") == ["kept"])
    #expect(desk.explanation("items") == ["kept (a, bb, ccc)"])
  }

  @Test func onlyReadersOfAParameterRunWhenItChanges() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    #expect(desk.run(Trial.self, "--explain", "--count", "5") == 0)
    #expect(desk.explanation("other") == ["run: count changed: 4 -> 5"])
    #expect(desk.explanation("base") == ["kept"])
    #expect(desk.explanation("items") == ["kept (a, bb, ccc)"])

    #expect(desk.run(Trial.self, "--explain", "--scale", "3") == 0)
    #expect(desk.explanation("base") == ["run: scale changed: 2 -> 3"])
    #expect(desk.explanation("items") == ["run: cell 'base' changed (a, bb, ccc)"])
    #expect(desk.explanation("other") == ["kept"])

    // Both results are stored now, so going back runs nothing.
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("base") == ["kept"])
    #expect(desk.explanation("items") == ["kept (a, bb, ccc)"])
  }

  @Test func aLongerListOfItemsRunsTheNewOnesOnly() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self, "--preset", "smoke") == 0)
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("items") == ["kept (a)", "run: never stored (bb, ccc)"])
  }

  @Test func inertParametersStayOutOfTheKey() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    #expect(desk.run(Trial.self, "--explain", "--batch-size", "3") == 0)
    #expect(desk.explanation("base") == ["kept"])
    let report = try desk.read("data/results/trial/default/report.md")
    #expect(report.contains("| batchSize | 3 (changed) | 8 | inert |"))
  }

  @Test func aFilesContentIsPartOfTheKey() throws {
    let desk = try Desk()
    let file = desk.root.appending(path: "words.txt")
    try Data("one".utf8).write(to: file)
    #expect(desk.run(Trial.self, "--input-file", file.path) == 0)
    #expect(desk.run(Trial.self, "--explain", "--input-file", file.path) == 0)
    #expect(desk.explanation("text") == ["kept"])
    try Data("two".utf8).write(to: file)
    #expect(desk.run(Trial.self, "--explain", "--input-file", file.path) == 0)
    #expect(desk.explanation("text") == ["run: file changed: words.txt"])
    #expect(desk.run(Trial.self, "--input-file", "/no/such") == 2)
    #expect(desk.errors.hasSuffix("trial: /no/such: no such file or folder\n"))
  }

  @Test func runsOnDifferentFilesKeepTheirReports() throws {
    let desk = try Desk()
    for name in ["one", "two"] {
      let file = desk.root.appending(path: "\(name).txt")
      try Data(name.utf8).write(to: file)
      #expect(desk.run(Trial.self, "--explain", "--input-file", file.path) == 0)
      #expect(desk.explanation("base") == [name == "one" ? "run: never stored" : "kept"])
    }
    let folder = desk.root.appending(path: "data/results/trial")
    let reports = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("default-") }
      .map { try desk.read("data/results/trial/\($0)/report.md") }
    #expect(reports.count == 2)
    for name in ["one", "two"] {
      #expect(reports.filter { $0.contains("| text | \(name) |") }.count == 1)
    }
  }

  /// Of a big file the digest is remembered, but not beyond a change that leaves size and date.
  @Test func aBigFileUnderItsOldDateIsReadAgain() throws {
    struct Big: Experiment {
      struct Parameters: ParameterSet { var file: URL? }
      static let paper = Paper("Big")
      static let smoke = Edit<Parameters> { _ in }
      func body(_ book: Notebook<Parameters>) throws {
        let first = book.cell("first") { p -> Int in
          guard let file = p.file else { return 0 }
          return Int(
            try FileHandle(forReadingFrom: book.input(file)).read(upToCount: 1)?.first ?? 0)
        }
        try book.table("first", ["first": try first()])
      }
    }
    let desk = try Desk()
    let file = desk.root.appending(path: "big")
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: 65 << 20)
    let date = Date(timeIntervalSince1970: 1e9)
    func write(_ byte: UInt8) throws {
      try handle.seek(toOffset: 0)
      try handle.write(contentsOf: Data([byte]))
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file.path)
    }
    try write(1)
    #expect(desk.run(Big.self, "--file", file.path) == 0)
    #expect(desk.run(Big.self, "--explain", "--file", file.path) == 0)
    #expect(desk.explanation("first") == ["kept"])
    try write(2)
    #expect(desk.run(Big.self, "--explain", "--file", file.path) == 0)
    #expect(desk.explanation("first") == ["run: file changed: big"])
  }

  @Test func cosmeticEditsRunNothing() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    let edited = Desk.source
      .replacing("p.scale * 10", with: "p.scale\n * /* ten /* times */ */ 10 // \"quoted\n")
      .replacing("/// Counts", with: "/// Really counts")
    #expect(edited != Desk.source)
    try desk.edit(edited)
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("base") == ["kept"])
    #expect(desk.explanation("items") == ["kept (a, bb, ccc)"])
  }

  @Test(arguments: [
    (#"{ p in "a // b" }"#, #"{ p in "a // c" }"#),
    (#"{ p in "\(p.x("}")) /* b */" }"#, #"{ p in "\(p.x("}")) /* c */" }"#),
    (##"{ p in #"a" // b"# }"##, ##"{ p in #"a" // c"# }"##),
    (#"{ p in """"# + "\n\" // b\n\"\"\" }", #"{ p in """"# + "\n\" // c\n\"\"\" }"),
  ])
  func whatLooksLikeAnEndInAStringIsNone(before: String, after: String) throws {
    let desk = try Desk(source: Desk.source.replacing("{ p in p.count }", with: before))
    #expect(desk.run(Trial.self) == 0)
    try desk.edit(Desk.source.replacing("{ p in p.count }", with: after))
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("other") == ["run: code changed"])
    #expect(desk.explanation("base") == ["kept"])
  }

  @Test func anEditInACellConcernsThatCellOnly() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    try desk.edit(Desk.source.replacing("{ p in p.count }", with: "{ p in p.count + 0 }"))
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("other") == ["run: code changed"])
    #expect(desk.explanation("base") == ["kept"])
  }

  @Test func anEditOfATableConcernsNoCell() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    try desk.edit(Desk.source.replacing("[\"base\": try base()]", with: "[\"10\": try base()]"))
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("other") == ["kept"])
    #expect(desk.explanation("base") == ["kept"])
  }

  @Test func anEditOutsideOfCellsConcernsAllCells() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    try desk.edit(Desk.source + "\nfunc helper() {}")
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("other") == ["run: code changed"])
    #expect(desk.explanation("base") == ["run: code changed"])
    // The upstream result came out the same, but the items' own code counts too.
    #expect(desk.explanation("items") == ["run: code changed (a, bb, ccc)"])
  }

  /// A package whose experiment imports Sums, which imports Numbers, and Lab.
  private func deskWithModules() throws -> Desk {
    let desk = try Desk(source: "import Sums\n" + Desk.source)
    try desk.edit("import func Numbers.one\nfunc sum() {}", module: "Sums")
    try desk.edit("let one = 1", module: "Numbers")
    try desk.edit("let two = 2", module: "Lab")
    try desk.edit("let three = 3", module: "Others")
    #expect(desk.run(Trial.self) == 0)
    return desk
  }

  @Test func anEditOfAModuleConcernsAllThatIsComputedWithIt() throws {
    let desk = try deskWithModules()
    for (module, source) in [
      ("Numbers", "/* The first. */\nlet one  = 1"), ("Lab", "let two = 3"), ("Others", ""),
    ] {
      try desk.edit(source, module: module)
      #expect(desk.run(Trial.self, "--explain") == 0)
      for cell in ["base", "other"] { #expect(desk.explanation(cell) == ["kept"], "\(module)") }
    }
    try desk.edit("let one = 1.0", module: "Numbers")
    #expect(desk.run(Trial.self, "--explain") == 0)
    for cell in ["base", "other"] {
      #expect(desk.explanation(cell) == ["run: module 'Numbers' changed"])
    }
    #expect(desk.explanation("items") == ["run: module 'Numbers' changed (a, bb, ccc)"])
    // The experiment's own edits and parameters are named first; an edit taken back is none.
    try desk.edit("let one = 1", module: "Numbers")
    #expect(desk.run(Trial.self, "--explain", "--count", "5") == 0)
    #expect(desk.explanation("other") == ["run: count changed: 4 -> 5"])
    #expect(desk.explanation("base") == ["kept"])
  }

  @Test func editsAreIgnoredWhereThatIsAskedFor() throws {
    let desk = try deskWithModules()
    try desk.edit("let one = 1.0", module: "Numbers")
    try desk.edit("import Sums\n" + Desk.source + "\nfunc helper() {}")
    #expect(desk.run(Trial.self, "--explain", "--ignore-edits", "--count", "5") == 0)
    #expect(desk.explanation("base") == ["kept"])
    #expect(desk.explanation("items") == ["kept (a, bb, ccc)"])
    #expect(desk.explanation("other") == ["run: count changed: 4 -> 5"])
    #expect(desk.run(Trial.self, "--ignore-edits", "--baseline") == 2)
    #expect(desk.errors.contains("leave out --ignore-edits"))
    // It holds for that run only.
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.explanation("base") == ["run: code changed"])
  }

  @Test func withoutSourcesStoredCellsAreUsedWithAWarning() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    try FileManager.default.removeItem(at: desk.place.folder)
    #expect(desk.run(Trial.self, "--explain") == 0)
    #expect(desk.errors.contains("no sources in"))
    #expect(desk.explanation("base") == ["kept"])
  }

  @Test func figuresAreRedrawnFromStoredCellsOnly() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self, "--figures") == 2)
    #expect(
      desk.errors.hasSuffix(
        "trial: cell 'other' is not stored (never stored); run without --figures first\n"))
    #expect(desk.run(Trial.self) == 0)
    try FileManager.default.removeItem(at: desk.root.appending(path: "figures"))
    #expect(desk.run(Trial.self, "--figures") == 0)
    #expect(try desk.read("figures/trial/growth.svg").contains("<svg"))
  }

  @Test func aDamagedCellIsAnErrorThatNamesItsFile() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self) == 0)
    let cells = try desk.files("data/results/trial/cells")
    let name = try #require(cells.keys.first { $0.hasPrefix("base/") })
    let file = desk.place.results.appending(path: "trial/cells/\(name)")
    try #require(cells[name]).prefix(600).write(to: file)
    #expect(desk.run(Trial.self) == 2)
    #expect(desk.errors.contains(name))
    #expect(desk.errors.hasSuffix("; remove the file, and it is computed anew\n"))
    #expect(desk.errors.split(separator: "\n").count { $0.hasPrefix("trial: ") } == 1)
  }

  /// What the body reads before a cell is declared may be captured by it.
  struct Captive: Experiment {
    struct Parameters: ParameterSet {
      var width = 1
      var depth = 1
    }
    static let paper = Paper("Captive")
    static let smoke = Edit<Parameters> { $0.width = 1 }

    func body(_ book: Notebook<Parameters>) throws {
      let before = book.cell("before") { p in p.depth }
      let width = book.parameters.width
      let area = book.cell("area") { p in p.depth * width }
      try book.table("area", ["area": try area(), "before": try before()])
    }
  }

  @Test func whatTheBodyReadsBeforeACellCountsAsReadByIt() throws {
    let desk = try Desk()
    #expect(desk.run(Captive.self) == 0)
    #expect(desk.run(Captive.self, "--width", "3", "--explain") == 0)
    #expect(desk.explanation("area") == ["run: width changed: 1 -> 3"])
    #expect(desk.explanation("before") == ["kept"])
  }

  /// A resource is made once a run, and what it read is read by each cell that uses it.
  struct Shared: Experiment {
    struct Parameters: ParameterSet {
      var model = "small"
      var seed = 0
    }
    static let paper = Paper("Shared")
    static let smoke = Edit<Parameters> { $0.seed = 1 }

    final class Model {
      let name: String
      var uses = 0
      init(_ name: String) { self.name = name }
    }

    func body(_ book: Notebook<Parameters>) throws {
      let model = book.resource("model") { p in Model(p.model) }
      let uses = book.cells("uses", over: [1, 2]) { p, item in
        let model = try model()
        model.uses += 1
        return "\(model.name) \(model.uses) \(p.seed)"
      }
      try book.table("uses", columns: ["use"], rows: try uses().map { [$0.value] })
    }
  }

  @Test func aResourceIsMadeOnceAndItsReadsBelongToItsUsers() throws {
    let desk = try Desk()
    #expect(desk.run(Shared.self) == 0)
    #expect(
      try desk.read("data/results/trial/default/tables/uses.csv") == "use\nsmall 1 0\nsmall 2 0\n")
    #expect(desk.run(Shared.self, "--model", "big", "--explain") == 0)
    #expect(desk.explanation("uses") == ["run: model changed: \"small\" -> \"big\" (1, 2)"])
  }
}
