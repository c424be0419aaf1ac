import Foundation
import Testing

/// Runs of one cell.
@Suite struct PartialRunTests {
  @Test(arguments: [
    ("gde", "true distances"), ("hnerv", "released"), ("mexa", "chance"), ("nope", "construction"),
  ])
  func aCellThatNeedsNoOtherRunsAlone(slug: String, cell: String) throws {
    let results = try Scratch()
    let outcome = try Program(slug: slug).run(
      "--preset", "smoke", "--only", cell, "--results", results.url.path, "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let cells = results.url.appending(path: "\(slug)/cells")
    let stored = try FileManager.default.contentsOfDirectory(atPath: cells.path)
    #expect(stored == [cell.replacing(" ", with: "-")])
  }
}
