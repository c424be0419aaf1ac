import Foundation
import Testing

@Suite(.serialized) struct TraceTests {
  struct Trace: Decodable {
    struct Origin: Decodable {
      let address: String
      let digest: String
      let file: String?
    }
    struct Run: Decodable {
      let arguments: [String]
      let commit: String?
    }
    let experiment: String
    let preset: String?
    let cell: String?
    let item: String?
    let parameters: [String: String]
    let changed: [String]
    let origins: [Origin]
    let run: Run?
    let match: String?
  }

  private let run = "data/results/sketch/smoke"

  private func trace(_ package: Package, _ file: String) throws -> Trace {
    let outcome = try package.reprise("trace", file, "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try outcome.json()
  }

  @Test func eachArtifactLeadsBackToItsCells() throws {
    let package = try Package()
    #expect(try package.run("--preset", "smoke", "--quiet").status == 0)
    let table = try trace(package, "\(run)/tables/estimates.csv")
    #expect(table.experiment == "sketch")
    #expect(table.preset == "smoke")
    #expect(table.match == "left these bytes")
    #expect(table.parameters == ["points": "1000", "seed": "0", "trials": "5"])
    #expect(table.origins.map(\.address) == ["estimates"])
    #expect(table.run?.commit?.count == 40)

    let figure = try trace(package, "\(run)/figures/convergence.svg")
    #expect(figure.origins.map(\.address) == (0..<5).map { "trials/\($0)" })
    #expect(figure.origins.allSatisfy { $0.file != nil })
    for file in ["figures/convergence.gp", "tables/estimates.tex", "report.html", "report.ipynb"] {
      #expect(try trace(package, "\(run)/\(file)").match == "left these bytes")
    }

    // The stored results in turn.
    let estimates = try trace(
      package,
      #require(package.files("data/results/sketch/cells/estimates").first { $0.hasSuffix(".h5") }))
    #expect(estimates.cell == "estimates")
    #expect(estimates.origins.map(\.address) == (0..<5).map { "trials/\($0)" })
    #expect(estimates.match == "used this result")
    let trial = try trace(package, #require(figure.origins[3].file))
    #expect((trial.cell, trial.item) == ("trials", "3"))
    #expect(trial.parameters == ["points": "1000", "seed": "0"])
  }

  @Test func artifactsAreKnownByTheirBytesAfterTheRunIsReplaced() throws {
    let package = try Package()
    #expect(try package.run("--preset", "smoke", "--quiet").status == 0)
    for (file, copy) in [
      ("tables/estimates.csv", "paper.csv"), ("figures/convergence.svg", "a.svg"),
    ] {
      try FileManager.default.copyItem(
        at: package.root.appending(path: "\(run)/\(file)"), to: package.root.appending(path: copy))
    }
    // The same folder now holds the results of another code, which has no record here.
    try FileManager.default.removeItem(at: package.root.appending(path: run))
    for copy in ["paper.csv", "a.svg"] {
      let trace = try trace(package, copy)
      #expect(trace.match == "left these bytes")
      #expect(trace.run?.arguments.prefix(2) == ["--preset", "smoke"])
    }
    // Redrawn by other means it still carries its key; without records, its cells.
    try package.edit("a.svg", "</svg>", "<!-- touched --></svg>")
    let touched = try trace(package, "a.svg")
    #expect(touched.match == "had the same parameters and cells")
    try FileManager.default.removeItem(
      at: package.root.appending(path: "data/results/sketch/runs"))
    let stamped = try trace(package, "a.svg")
    #expect(stamped.run == nil)
    #expect(stamped.experiment == "sketch")
    #expect(stamped.origins.map(\.address) == ["trials"])
    #expect(try package.reprise("trace", "a.svg").output.contains("none on record"))
    let unknown = try package.reprise("trace", "paper.csv")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("says nothing of its origin"))
  }

  @Test func changedParametersAreMarked() throws {
    let package = try Package()
    #expect(try package.run("--preset", "smoke", "--seed", "9", "--quiet").status == 0)
    let svg = try #require(package.files("data/results").first { $0.hasSuffix(".svg") })
    let trace = try trace(package, svg)
    #expect(trace.changed == ["seed"])
    #expect(
      try package.reprise("trace", svg).output.contains(
        #/parameter seed +9 \(not the preset's\)\n/#))
  }

  @Test func diffComparesRunsByWhatTheyShow() throws {
    let package = try Package()
    #expect(try package.run("--preset", "smoke", "--quiet").status == 0)
    #expect(try package.run("--preset", "smoke", "--seed", "9", "--quiet").status == 0)
    let other = try #require(
      try FileManager.default.contentsOfDirectory(
        atPath: package.results.appending(path: "sketch").path
      ).first { $0.hasPrefix("smoke-") })
    #expect(try package.reprise("diff", "sketch/smoke", "sketch/smoke").status == 0)
    let drift = try package.reprise(
      "diff", "sketch/smoke", "sketch/\(other)", "--html", "diff.html")
    #expect(drift.status == 1, "\(drift.errors)")
    #expect(drift.output.contains("table/estimates/0/π"))
    #expect(try package.read("diff.html").contains("data:image/svg+xml"))

    let none = try package.reprise("diff", "sketch/smoke", "--skip-build")
    #expect(none.status == 2)
    #expect(none.errors.contains("no baseline"))
    #expect(try package.reprise("diff", "sketch/smoke", "--html", "x.html").status == 64)
  }

  @Test func cleanKeepsWhatSomethingRefersTo() throws {
    let package = try Package()
    #expect(try package.run("--preset", "smoke", "--quiet").status == 0)
    #expect(try package.reprise("clean").output == "nothing to remove\n")
    // A run whose report is gone, and whose figure is committed.
    #expect(try package.run("--preset", "smoke", "--seed", "9", "--quiet").status == 0)
    let folder = try #require(
      try FileManager.default.contentsOfDirectory(
        atPath: package.results.appending(path: "sketch").path
      ).first { $0.hasPrefix("smoke-") })
    let figure = "data/results/sketch/\(folder)/figures/convergence.svg"
    try package.write(try package.read(figure), to: "figures/sketch/convergence.svg")
    try FileManager.default.removeItem(at: package.results.appending(path: "sketch/\(folder)"))
    #expect(try package.reprise("clean").output == "nothing to remove\n")

    try FileManager.default.removeItem(at: package.root.appending(path: "figures"))
    let before = package.files("data/results").filter { $0.hasSuffix(".h5") }
    let listed = try package.reprise("clean", "sketch")
    #expect(listed.output.contains("7 files, "), "\(listed.output)")
    #expect(listed.output.contains("--force removes them"))
    #expect(package.files("data/results").filter { $0.hasSuffix(".h5") } == before)
    #expect(try package.reprise("clean", "--force").output.contains("removed 7 files"))
    #expect(package.files("data/results").filter { $0.hasSuffix(".h5") }.count == 6)
    // What is left is what the other run needs.
    let again = try package.run("--preset", "smoke", "--", "--explain")
    #expect(again.output.contains(#/trials +kept \(0, 1, 2, 3, 4\)/#))
    #expect(again.output.contains(#/estimates +kept/#))
  }
}
