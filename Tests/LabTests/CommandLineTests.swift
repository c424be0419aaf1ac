import Foundation
import Lab
import Testing

@Suite struct CommandLineTests {
  /// Shows the parameters it was given.
  struct Echo: Experiment {
    typealias Parameters = Trial.Parameters
    static let paper = Paper("Echo")
    static let smoke = Edit<Parameters> { $0.count = 1 }

    func body(_ book: Notebook<Parameters>) throws {
      let p = book.parameters()
      try book.table(
        "echo",
        [
          "count": p.count, "scale": p.scale, "names": p.names.joined(separator: "+"),
          "loud": p.isLoud, "kind": p.kind.rawValue, "seed": "\(p.seed)",
          "file": p.inputFile?.path,
        ])
    }
  }

  private func echo(_ desk: Desk, preset: String) throws -> String {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: desk.place.results.appending(path: "trial").path)
    let folder = try #require(folders.first { $0.hasPrefix(preset) })
    return try desk.read("data/results/trial/\(folder)/tables/echo.csv")
  }

  @Test func eachTypeIsReadFromTheCommandLine() throws {
    let desk = try Desk()
    let status = desk.run(
      Echo.self, "--count=7", "--scale", "-1e-3", "--names", "x,y", "--is-loud", "--kind", "fancy",
      "--seed", "18446744073709551615", "--input-file", "/tmp/some file", "--quiet")
    #expect(status == 0)
    #expect(desk.errors == "")
    #expect(desk.output == "")
    #expect(
      try echo(desk, preset: "default-") == """
        ,value
        count,7
        scale,-0.001
        names,x+y
        loud,yes
        kind,fancy
        seed,18446744073709551615
        file,/tmp/some file

        """)
  }

  @Test func presetsEditTheDefaults() throws {
    let desk = try Desk()
    #expect(desk.run(Echo.self, "--preset", "smoke", "--quiet") == 0)
    #expect(try echo(desk, preset: "smoke").contains("count,1\n"))
    #expect(desk.run(Echo.self, "--preset", "full") == 2)
    #expect(desk.errors == "trial: there is no full preset\n")
  }

  @Test(arguments: [
    (["--cuont", "3"], "unknown option '--cuont': did you mean '--count'?"),
    (["--file", "x"], "unknown option '--file': did you mean '--input-file'?"),
    (
      ["--zzzzzzzz", "x"],
      "unknown option '--zzzzzzzz': there is --count, --scale, --names, --is-loud, --kind, --seed, "
        + "--input-file, --fail-at, --batch-size, --preset and 15 more"
    ),
    (["--prest", "smoke"], "unknown option '--prest': did you mean '--preset'?"),
    (["--count", "many"], "--count expects a whole number, got 'many'"),
    (["--scale", "x"], "--scale expects a number, got 'x'"),
    (["--kind", "fance"], "--kind expects one of plain, fancy, got 'fance'"),
    (["--seed", "-1"], "--seed expects a whole number, got '-1'"),
    (["--count"], "--count needs a value"),
    (["--preset", "smok"], "unknown preset 'smok': did you mean 'smoke'?"),
    (["--quiet=yes"], "--quiet takes no value"),
    (["--shard", "3/2"], "--shard expects k/N with 1 <= k <= N, got '3/2'"),
    (["--formats", "svg,gif"], "--formats expects a list of svg, pdf, png, got 'gif'"),
    (["count"], "unexpected argument 'count'; options start with --"),
    (["--is-loud=maybe"], "--is-loud expects true or false, got 'maybe'"),
  ])
  func mistakesAreNamed(arguments: [String], message: String) throws {
    let desk = try Desk()
    var errors = ""
    let status = Echo.run(
      arguments, at: desk.place, console: Console(write: { _ in }, complain: { errors += $0 }))
    #expect(status == 2)
    #expect(errors == "trial: \(message)\n")
  }

  @Test func helpShowsParametersWithTheirDocumentation() throws {
    let desk = try Desk()
    #expect(desk.run(Trial.self, "--help") == 0)
    #expect(desk.output.contains("Ada, Bob (2020). Things < Stuff & Co. arXiv 2001.00001"))
    #expect(desk.output.contains("Counts *things* & compares"))
    #expect(desk.output.contains(#/--count +How many things there are. \(4\)/#))
    #expect(desk.output.contains(#/--scale +what each weighs \(2\)/#))
    #expect(desk.output.contains(#/--batch-size +a whole number \(8\) \[inert\]/#))
    #expect(desk.output.contains("--shard <k>/<N>"))
  }
}
