import Foundation
import Lab
import Testing

@Suite struct DriftTests {
  /// Scores that move with an inert parameter, so that a preset's results can drift.
  struct Moving: Experiment {
    struct Parameters: ParameterSet {
      var shift = 0.0
      var swap = false
    }
    static let paper = Paper("Moving", reported: "reported.csv")
    static let smoke = Edit<Parameters> { $0.shift = 0 }
    static var inert: [PartialKeyPath<Parameters>] { [\.shift, \.swap] }

    func body(_ book: Notebook<Parameters>) throws {
      let (shift, swap) = (book.parameters.shift, book.parameters.swap)
      let scores = swap ? [1.5, 2.5, 0.5] : [2.5, 1.5, 0.5]
      try book.table(
        "scores", columns: ["name", "score"],
        rows: [
          ["first", .number(scores[0] + shift, reported: "t/first") as Table.Entry],
          ["second", scores[1] + shift], ["third", scores[2] + shift],
        ])
      try book.figure("line") { $0.lines("line", [1, 2], [1, 2 + shift]) }
      try book.claim("small", shift < 0.1)
    }
  }

  private func desk(tolerances: String? = nil) throws -> Desk {
    let desk = try Desk(reported: "id,value,source,note\nt/first,2.6,Table 1,\n")
    #expect(desk.run(Moving.self, "--baseline", "--quiet") == 0)
    if let tolerances {
      try Data(tolerances.utf8).write(
        to: desk.place.folder.appending(path: "baseline/tolerances.json"))
    }
    return desk
  }

  @Test func theSameRunHasNoDrift() throws {
    let desk = try desk()
    #expect(desk.run(Moving.self, "--diff", "--quiet") == 0)
    #expect(desk.output == "")
    #expect(
      try desk.read("data/results/trial/default/diff.md") == "No difference from the baseline.\n")
  }

  @Test func driftIsListedBesideThePapersPrint() throws {
    let desk = try desk()
    #expect(desk.run(Moving.self, "--diff", "--quiet", "--shift", "0.25") == 1)
    let lines = desk.output.split(separator: "\n")
    #expect(
      lines.contains(
        "| table/scores/first/score | 2.6 | 2.5 | 2.75 | +0.25 | ±1e-09 or ±9.999999999999999e-05 % |"
      ))
    #expect(lines.contains("| claim/small/verdict |  | held | not held | changed |  |"))
    #expect(lines.contains { $0.hasPrefix("| figure/line/") && $0.contains("| 2.0 | 2.25 |") })
    #expect(!desk.output.contains("figure/line/panels/0/x/label"))
  }

  @Test func tolerancesAllowDrift() throws {
    let absolute = try desk(
      tolerances: #"{"*": {"absolute": 0.3}, "claim/*": {"absolute": 0}}"#)
    #expect(absolute.run(Moving.self, "--diff", "--shift", "0.05") == 0)
    #expect(absolute.run(Moving.self, "--diff", "--shift", "0.4") == 1)

    let relative = try desk(tolerances: #"{"*": {"relative": 0.2}}"#)
    #expect(relative.run(Moving.self, "--diff", "--shift", "0.09") == 0)
    #expect(relative.run(Moving.self, "--diff", "--quiet", "--shift", "0.2") == 1)
    #expect(!relative.output.contains("table/scores/first"))
    #expect(relative.output.contains("table/scores/third/score"))
  }

  @Test func ranksMayBeAllThatCounts() throws {
    let desk = try desk(
      tolerances: #"{"*": {"absolute": 9}, "table/scores/*/score": {"rank": 0}}"#)
    #expect(desk.run(Moving.self, "--diff", "--shift", "0.05") == 0)
    #expect(desk.run(Moving.self, "--diff", "--quiet", "--swap") == 1)
    #expect(
      desk.output.contains("| table/scores/first/score | 2.6 | place 1 | place 2 | 1 | ±0 places |")
    )
    #expect(!desk.output.contains("third"))
  }

  @Test func mistakesAreNamed() throws {
    let bare = try Desk(reported: "id,value,source,note\nt/first,2.6,Table 1,\n")
    #expect(bare.run(Moving.self, "--diff") == 2)
    #expect(bare.errors.contains("baseline/default.json; make one with --baseline"))
    let other = try Desk()
    #expect(other.run(Trial.self, "--baseline", "--count", "5") == 2)
    #expect(other.errors.hasSuffix("--baseline stores a preset as it is; leave out --count\n"))
    let desk = try desk(tolerances: #"{"*": 3}"#)
    #expect(desk.run(Moving.self, "--diff") == 2)
    #expect(desk.errors.contains("tolerances.json: not allowances by address"))
  }
}
