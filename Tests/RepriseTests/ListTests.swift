import Foundation
import Testing

@Suite(.serialized) struct ListTests {
  struct Listing: Decodable {
    struct State: Decodable {
      let run: String
      let isFresh: Bool
      let cause: String?
      let claims: [String: Int]
    }
    let slug: String
    let title: String
    let presets: [String]
    let runs: [State]
    let baselines: [String: [String: Int]]
  }

  @Test func statesFollowTheSources() throws {
    let package = try Package()
    let never = try package.reprise("list", "--json").json([Listing].self)
    #expect(never.map(\.slug) == ["sketch"])
    #expect(never.first?.title == "Sketch")
    #expect(never.first?.presets == ["smoke", "default"])
    #expect(never.first?.runs.isEmpty == true)
    #expect(try package.reprise("list").output.contains("never run"))

    #expect(try package.run("--preset", "smoke", "--quiet").status == 0)
    #expect(try package.run("--seed", "7", "--quiet").status == 0)
    func runs() throws -> [Listing.State] {
      try #require(package.reprise("list", "--json").json([Listing].self).first).runs
    }
    let fresh = try runs()
    #expect(fresh.count == 2)
    #expect(fresh.allSatisfy { $0.isFresh && $0.cause == nil })
    #expect(fresh.last?.run == "smoke")
    #expect(fresh.last?.claims == ["not judged": 1])
    #expect(fresh.first?.claims == ["held": 1])
    #expect(try package.reprise("list", "--preset", "smoke").output.contains("fresh"))
    let line = #/never run; default-[0-9a-f]+ fresh, smoke fresh/#
    #expect(try package.reprise("list").output.contains(line))

    // A comment changes nothing; a figure's label reruns no cell; a cell's code does.
    let source = "Experiments/sketch/sketch.swift"
    try package.edit(source, "// A cell that reads another.", "// Another comment.")
    #expect(try runs().allSatisfy(\.isFresh))
    // So does that of what it is computed with.
    let tensors = "Sources/Tensors/SeededRandom.swift"
    let before = try package.read(tensors)
    try package.write(before + "\nlet spare = 1\n", to: tensors)
    #expect(try runs().last?.cause == "trials/0: module 'Tensors' changed (and 5 more)")
    try package.write(before, to: tensors)
    try package.edit(source, "points, %", "share of the points")
    #expect(try runs().map(\.cause) == Array(repeating: "what is shown was edited", count: 2))
    try package.edit(source, "4 * Double(inside)", "4.0 * Double(inside)")
    let stale = try #require(runs().last?.cause)
    #expect(stale == "trials/0: code changed (and 5 more)")
    let shown = try package.reprise("list", "sketch", "--preset", "smoke").output
    #expect(shown.contains("stale: trials/0: code changed"))
  }

  @Test func explainNamesTheCauseOfEachCell() throws {
    let package = try Package()
    #expect(try package.run("--preset", "smoke", "--quiet").status == 0)
    let kept = try package.reprise("explain", "sketch/smoke")
    #expect(kept.output.contains(#/trials +kept +0, 1, 2, 3, 4\n/#))
    #expect(kept.output.contains(#/estimates +kept\n/#))

    let item = try #require(
      package.files("data/results/sketch/cells/trials/3").first { $0.hasSuffix(".h5") })
    try FileManager.default.removeItem(at: package.root.appending(path: item))
    let gone = try package.reprise("explain", "data/results/sketch/smoke")
    #expect(gone.output.contains(#/trials +kept +0, 1, 2, 4\n/#))
    #expect(gone.output.contains(#/trials +would run: the stored result is gone +3\n/#))
    #expect(gone.output.contains("estimates  would run if 'trials' gives another result"))

    // What it foretells is what then happens.
    #expect(
      try package.run("--preset", "smoke", "--", "--explain").output.contains(
        #/trials +run: never stored \(3\)/#))
    #expect(try !package.reprise("explain", "sketch/smoke").output.contains("would"))
  }

  @Test func claimsOfWhatWasNeverRunAreTheBaselines() throws {
    let package = try Package()
    try package.write(
      #"{"claims": [{"sentence": "a", "rule": "r", "verdict": "held"}], "figures": {}, "tables": []}"#,
      to: "Experiments/sketch/baseline/default.json")
    #expect(try package.reprise("list").output.contains("1 held (baseline)"))
  }

  @Test func aRecordOfAnotherVersionIsNoReasonToRemoveAnything() throws {
    let package = try Package()
    #expect(try package.run("--preset", "smoke", "--quiet").status == 0)
    try package.write("{}", to: "data/results/sketch/smoke/run.json")
    let list = try package.reprise("list", "--preset", "smoke")
    #expect(list.output.contains("stale: recorded by another version"))
    let clean = try package.reprise("clean", "--force")
    #expect(clean.status == 2)
    #expect(clean.errors.contains("smoke/run.json: not a record of this version"))
    #expect(package.files("data/results").count { $0.hasSuffix(".h5") } == 6)
  }

  @Test func mistakesAreNamed() throws {
    let package = try Package()
    let typo = try package.reprise("list", "skech")
    #expect(typo.status == 2)
    #expect(typo.errors == "reprise: no experiment 'skech'; did you mean 'sketch'?\n")
    let never = try package.reprise("explain", "sketch")
    #expect(never.status == 2)
    #expect(never.errors.hasPrefix("reprise: sketch has no run 'default' in "))
    #expect(never.errors.hasSuffix("; first: reprise run sketch\n"))
    let preset = try package.reprise("list", "--preset", "big")
    #expect(preset.status == 64)
    #expect(preset.errors.contains("'smoke', 'default' or 'full'"), "\(preset.errors)")
    let folder = try package.reprise("explain", "Experiments/sketch")
    #expect(folder.status == 2)
    #expect(folder.errors.contains("Experiments/sketch: no stored run"), "\(folder.errors)")
    let unknown = try package.reprise("list", "--jsn")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("--json"), "\(unknown.errors)")
    let verb = try package.reprise("lst")
    #expect(verb.status == 64)
    #expect(verb.errors.hasPrefix("Error: no verb 'lst'; did you mean 'list'?\n"), "\(verb.errors)")
    let elsewhere = try package.run(
      URL(filePath: "/usr/bin/env"),
      ["-C", "/", ownRoot.appending(path: ".build/release/reprise").path, "list"])
    #expect(elsewhere.status == 2)
    #expect(elsewhere.errors == "reprise: /: not within a package with a folder Experiments\n")
  }

  @Test func helpAndCompletionsKnowEveryVerb() throws {
    let package = try Package()
    let help = try package.reprise("--help").output
    let script = try package.reprise("--generate-completion-script", "bash").output
    for verb in [
      "list", "new", "run", "explain", "report", "gallery", "diff", "show", "trace", "jobs",
      "fetch", "clean", "doctor",
    ] {
      #expect(help.contains("\n  \(verb) "))
      #expect(script.contains(verb))
      #expect(try package.reprise(verb, "--help").status == 0)
    }
  }
}
