import Foundation
import Testing

@Suite(.serialized) struct RunTests {
  @Test func theNotebookOfNewExperimentsRunsToTheSameBytesTwice() throws {
    let contents = try (0..<2).map { _ in
      let package = try Package()
      let outcome = try package.run("--preset", "smoke")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("NOT JUDGED: the estimate is π"))
      return package.files("data/results/sketch/smoke")
        .filter { !$0.contains("/run.") && !$0.contains("/.") }
        .reduce(into: [String: Data]()) { files, path in
          let url = package.root.appending(path: path)
          if !url.hasDirectoryPath, let data = FileManager.default.contents(atPath: url.path) {
            files[path] = data
          }
        }
    }
    #expect(contents[0] == contents[1])
    for name in ["report.html", "tables/estimates.csv", "figures/convergence.svg"] {
      #expect(contents[0]["data/results/sketch/smoke/\(name)"] != nil)
    }
  }

  @Test func optionsReachTheExperiments() throws {
    let package = try Package()
    #expect(
      try package.run("--preset", "smoke", "--seed", "3", "--quiet", "--", "--trials", "2").status
        == 0)
    let folder = try #require(
      package.files("data/results/sketch").first { $0.hasSuffix("provenance.json") })
    struct Provenance: Decodable {
      let parameters: [String: String]
      let changed: [String]
    }
    let provenance = try JSONDecoder().decode(
      Provenance.self, from: Data(try package.read(folder).utf8))
    #expect(provenance.parameters == ["points": "1000", "trials": "2", "seed": "3"])
    #expect(provenance.changed == ["trials", "seed"])
  }

  @Test func failuresStopTheRunUnlessItKeepsGoing() throws {
    let package = try Package()
    // Three experiments: one that fails, one that is not built, one that runs.
    for slug in ["broken", "absent"] {
      try package.write("// nothing\n", to: "Experiments/\(slug)/\(slug).swift")
    }
    try package.write("#!/bin/sh\necho broken >&2\nexit 1\n", to: ".build/release/broken")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: package.root.appending(path: ".build/release/broken").path)
    let arguments = ["broken", "absent", "sketch", "--preset", "smoke", "--quiet", "--skip-build"]
    func run(_ more: String...) throws -> Package.Outcome {
      try package.run(
        ownRoot.appending(path: ".build/release/reprise"),
        ["run"] + arguments + ["--results", package.results.path] + more)
    }
    let stopped = try run()
    #expect(stopped.status == 1)
    #expect(
      stopped.errors
        == "broken\nreprise: 1 of 3 failed: broken (status 1); 2 not run\n")
    #expect(!package.exists("data/results/sketch"))
    let all = try run("--keep-going")
    #expect(all.status == 2)
    #expect(all.errors.hasSuffix("2 of 3 failed: broken (status 1), absent (status 2)\n"))
    #expect(package.exists("data/results/sketch/smoke/report.html"))
  }

  @Test func anUnknownOptionIsTheExperimentsError() throws {
    let outcome = try Package().run("--preset", "smoke", "--", "--pionts", "3")
    #expect(outcome.status == 2)
    #expect(outcome.errors == "sketch: unknown option '--pionts': did you mean '--points'?\n")
  }

  @Test func reportTellsWhereItIsAndDrawsItAnew() throws {
    let package = try Package()
    #expect(try package.run("--preset", "smoke", "--quiet").status == 0)
    let path = package.results.appending(path: "sketch/smoke/report.html").path
    let outcome = try package.reprise("report", "sketch/smoke")
    #expect((outcome.status, outcome.output, outcome.errors) == (0, "\(path)\n", ""))
    let before = try package.read("data/results/sketch/smoke/report.html")
    try package.write("spoiled", to: "data/results/sketch/smoke/report.html")
    let redrawn = try package.reprise("report", "sketch/smoke", "--redraw", "--skip-build")
    #expect((redrawn.status, redrawn.output) == (0, "\(path)\n"))
    #expect(try package.read("data/results/sketch/smoke/report.html") == before)
    try package.edit("Experiments/sketch/sketch.swift", "1...100", "1...50")
    #expect(try package.reprise("report", "sketch/smoke").errors.hasPrefix("stale: trials/0: code"))
  }

  @Test func reportWritesACopyThatNeedsNoOtherFile() throws {
    let package = try Package()
    #expect(try package.run("--preset", "smoke", "--quiet").status == 0)
    let file = package.root.appending(path: "copy.html").path
    let outcome = try package.reprise("report", "sketch/smoke", "--output", file)
    #expect((outcome.status, outcome.output) == (0, "\(file)\n"), "\(outcome.errors)")
    let copy = try package.read("copy.html")
    #expect(copy.contains("window.run = {") && !copy.contains("src=\"run.js\""))
  }

  @Test func theGalleryShowsTheRun() throws {
    let package = try Package()
    #expect(try package.run("--preset", "smoke", "--quiet").status == 0)
    let outcome = try package.reprise("gallery")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "\(package.root.path)/data/gallery/index.html\n")
    #expect(try package.read("data/gallery/index.html").contains("data-slug=\"sketch\""))
    #expect(package.exists("data/gallery/sketch/smoke.html"))
    let blocked = try package.reprise("gallery", "--output", "Package.swift")
    #expect(blocked.status == 2)
    #expect(blocked.errors.contains("Package.swift/sketch: Not a directory"), "\(blocked.errors)")
  }

  @Test func fetchHandsOverToTheGoals() throws {
    let package = try Package()
    try package.write(
      "fetch-thing: deps ## fetch the thing\n\t@echo got $(name); exit $(status)\ndeps:\n",
      to: "Makefile")
    #expect(try package.reprise("fetch").output == "thing  fetch the thing\n")
    let got = try package.reprise("fetch", "thing", "name=it", "status=0")
    #expect((got.status, got.output) == (0, "got it\n"))
    #expect(try package.reprise("fetch", "thing", "status=1").status != 0)
    try package.edit("Makefile", "fetch the thing", "fetch the thing: make fetch-thing name=<id>")
    let missing = try package.reprise("fetch", "thing")
    #expect(missing.status == 2)
    #expect(
      missing.errors
        == "reprise: what to fetch is missing: reprise fetch thing name=<id>\n")
    let unknown = try package.reprise("fetch", "thng")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("there is thing"))
  }

  @Test func doctorTellsWhatIsThere() throws {
    let outcome = try Package().reprise("doctor")
    // libtorch is not in the temporary package unless LIBTORCH says where.
    #expect([0, 2].contains(outcome.status))
    #expect(outcome.output.contains("swift"))
    #expect(outcome.output.contains(#/libtorch +/#))
  }
}
