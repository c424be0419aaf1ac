import Foundation
import Plot
import Testing

@Suite struct FailureTests {
  private let line = Figure { $0.lines("a", [0, 1], [0, 1]) }

  /// A program that stands in for gnuplot.
  private func program(_ body: String) throws -> URL {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("gnuplot-\(UUID().uuidString)")
    try Data("#!/bin/sh\n\(body)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file
  }

  private func words(of body: String) throws -> String {
    let stand = try program(body)
    defer { try? FileManager.default.removeItem(at: stand) }
    return complaint(line, gnuplot: stand.path)
  }

  @Test func aMissingGnuplotIsNamed() {
    let message = complaint(line, gnuplot: "no-such-gnuplot")
    #expect(message.contains("no-such-gnuplot is not installed") && message.contains("make deps"))
  }

  @Test func gnuplotsStatusAndWordsAreErrors() throws {
    let failed = try words(of: "echo '\"figure.gp\" line 3: undefined variable' >&2; exit 1")
    #expect(failed.contains("status 1") && failed.contains("line 3: undefined variable"))
    let silent = try words(of: "exit 3")
    #expect(silent.contains("status 3: no message"))
    let warned = try words(of: "echo x > figure.svg; echo ' warning: empty range' >&2")
    #expect(warned.contains("status 0: warning: empty range"))
  }

  @Test func aMissingOrEmptyPictureIsAnError() throws {
    #expect(try words(of: "exit 0").contains("gnuplot left no svg"))
    #expect(try words(of: ": > figure.svg").contains("gnuplot left no svg"))
  }

  @Test func anEarlierFigureOutlivesAFailure() throws {
    let drawing = try Drawing(line)
    let before = try drawing.data("svg")
    let stand = try program("exit 1")
    defer { try? FileManager.default.removeItem(at: stand) }
    #expect(throws: PlotError.self) {
      try Figure { $0.lines("b", [0, 1], [1, 0]) }
        .write(to: drawing.folder, name: "figure", gnuplot: stand.path)
    }
    #expect(try drawing.data("svg") == before)
    let left = try FileManager.default.contentsOfDirectory(atPath: drawing.folder.path)
    #expect(Set(left) == ["figure.svg", "figure.gp", "figure.dat"])
  }

  @Test func aFolderThatCannotBeIsAnError() {
    #expect(throws: (any Error).self) {
      try line.write(to: URL(fileURLWithPath: "/dev/null/figures"), name: "a")
    }
  }

  @Test(arguments: ["", ".hidden", "-e", "a b", "a/b", "../a", "ä", "a'b"])
  func namesThatAreNoFileNamesAreRefused(_ name: String) {
    #expect(complaint(line, name: name).contains("cannot name a figure"))
  }

  @Test func rangesThatCannotBeDrawnAreRefused() {
    func message(_ scale: Scale, _ range: ClosedRange<Double>) -> String {
      complaint(Figure { $0.panel("P") { $0.x("", scale, range).lines("a", [1, 2], [1, 2]) } })
    }
    #expect(
      message(.linear, 0 ... .infinity)
        == "figure \"figure\", panel \"P\", x axis: the range 0.0...inf is not finite")
    #expect(message(.linear, 1...1).contains("is empty"))
    #expect(message(.log, 0...1).contains("of a log scale must be above 0"))
    #expect(message(.linear, -1.7e308...1.7e308).contains("too wide"))
  }

  @Test func seriesWithoutATraceAreRefusedByName() {
    #expect(complaint(Figure { _ in }).contains("nothing is drawn"))
    let missing = complaint(Figure { $0.lines("empty", [0, 1], [Double.nan, .infinity]) })
    #expect(missing == "figure \"figure\", panel 1, series \"empty\": no point can be drawn")
    let negative = complaint(Figure { $0.y("", .log).lines("a", [0, 1], [-1.0, 0]) })
    #expect(negative.contains("series \"a\": no point can be drawn"))
    let cells = complaint(Figure { $0.heatMap([[Double.nan]]) })
    #expect(cells.contains("series 1: no value can be drawn"))
    let bars = complaint(Figure { $0.bars("b", ["x"], [Double.nan]) })
    #expect(bars.contains("series \"b\": no value can be drawn"))
    let fit = complaint(
      Figure { $0.points("", [0], [0]).diagonal(slope: .nan, intercept: 0, "fit") })
    #expect(fit.contains("series \"fit\""))
  }
}
