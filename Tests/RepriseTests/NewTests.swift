import Foundation
import Testing

@Suite struct NewTests {
  /// The experiment that new ones are copied from is built and runs like all others; a new one is
  /// the same text under its own name.
  @Test func aNewExperimentIsTheTestedOneUnderItsName() throws {
    let package = try Package()
    let outcome = try package.reprise("new", "my-idea")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("make reproduce-my-idea"))
    #expect(
      package.files("Experiments/my-idea").map { ($0 as NSString).lastPathComponent } == [
        "README.md", "my-idea.swift", "reported.csv",
      ])
    let source = try package.read("Experiments/my-idea/my-idea.swift")
    #expect(
      source.replacing("my-idea", with: "sketch").replacing("MyIdea", with: "Sketch")
        == (try package.read("Sources/reprise/sketch/sketch.swift")).replacing(
          "this sketch", with: "this sketch"))
    #expect(source.split(separator: "\n", omittingEmptySubsequences: false).count < 60)
    for part in ["struct MyIdea: Experiment", "book.claim(", "book.table(", "book.figure("] {
      #expect(source.contains(part))
    }
    #expect(try package.read("Experiments/my-idea/README.md").hasPrefix("# my-idea\n"))

    let lint = try package.run(
      URL(filePath: "/usr/bin/env"),
      [
        "swift", "format", "lint", "--strict", "--recursive", "Experiments/my-idea",
        "Package.swift",
      ])
    #expect(lint.status == 0, "\(lint.errors)")
  }

  @Test func theManifestListsNewExperimentsInOrder() throws {
    let package = try Package()
    // What the manifest lists must be there, and nothing else is.
    let manifest = try package.read("Package.swift")
    let list = try #require(manifest.firstMatch(of: #/let experiments = \[[^\]]*\]/#)).output
    try package.edit("Package.swift", String(list), #"let experiments = ["sketch"]"#)
    let slugs = ["zebra", "abacus"] + (0..<6).map { "number-\($0)-of-many" }
    for slug in slugs { #expect(try package.reprise("new", slug).status == 0) }
    let listed = try #require(
      try package.read("Package.swift").firstMatch(of: #/let experiments = \[([^\]]*)\]/#)
    ).output.1.matches(of: #/"([^"]+)"/#).map { String($0.output.1) }
    #expect(listed == (slugs + ["sketch"]).sorted())
    let lint = try package.run(
      URL(filePath: "/usr/bin/env"), ["swift", "format", "lint", "--strict", "Package.swift"])
    #expect(lint.status == 0, "\(lint.errors)")
  }

  /// Swift itself reads the manifest, and finds the target of a name with a hyphen.
  @Test func theManifestStaysOne() throws {
    let package = try Package()
    #expect(try package.reprise("new", "my-idea").status == 0)
    let dump = try package.run(
      URL(filePath: "/usr/bin/env"),
      [
        "swift", "package", "--disable-sandbox", "--scratch-path",
        package.root.appending(path: ".build/scratch").path, "dump-package",
      ])
    #expect(dump.status == 0, "\(dump.errors)")
    struct Manifest: Decodable {
      struct Target: Decodable {
        let name: String
        let path: String?
        let exclude: [String]
      }
      let targets: [Target]
    }
    let target = try #require(
      try dump.json(Manifest.self).targets.first { $0.name == "my-idea" })
    #expect(target.path == "Experiments/my-idea")
    #expect(target.exclude.sorted() == ["README.md", "reported.csv"])
  }

  @Test(arguments: [
    ("My-Idea", 64, "is no slug"), ("my_idea", 64, "is no slug"), ("-x", 64, "<slug>"),
    ("9lives", 64, "is no slug"), ("a--b", 64, "is no slug"), ("../up", 64, "is no slug"),
    ("sketch", 2, "Experiments/sketch: is there already"),
    ("lab", 2, "Sources/Lab: is there already"), ("notebook", 2, "uses the name Notebook"),
    ("self", 2, "uses the name Self"), ("", 64, "is no slug"),
    ("trial", 2, "'trial' has a meaning there"), ("main", 2, "'main' has a meaning there"),
  ])
  func badNamesLeaveNothing(slug: String, status: Int32, message: String) throws {
    let package = try Package()
    let (files, manifest) = (package.files("Experiments"), try package.read("Package.swift"))
    let outcome = try package.reprise("new", slug)
    #expect(outcome.status == status)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(package.files("Experiments") == files)
    #expect(try package.read("Package.swift") == manifest)
  }

  @Test func aManifestWithoutTheListIsRefused() throws {
    let package = try Package()
    try package.write("// nothing\n", to: "Package.swift")
    let outcome = try package.reprise("new", "my-idea")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("no line 'let experiments = [...]'"))
    #expect(!package.exists("Experiments/my-idea"))
  }
}
