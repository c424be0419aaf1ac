import Foundation
import Testing

/// `nope`: the theorems with written weights, and preset full on tiny files.
@Suite(.serialized) struct NopeTests {
  /// The lines of a table of a run, split at commas.
  func table(_ name: String, _ results: URL, preset: String) throws -> [[String]] {
    let folder = try #require(
      FileManager.default.contentsOfDirectory(atPath: results.appending(path: "nope").path)
        .first { $0.hasPrefix(preset) })
    let file = results.appending(path: "nope/\(folder)/tables/\(name).csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test func theoremsHoldToRounding() throws {
    let results = try Scratch()
    let outcome = try Program(slug: "nope").run(
      "--preset", "smoke", "--results", results.url.path, "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try table("construction", results.url, preset: "smoke").dropFirst()
    #expect(rows.count == 3)
    for row in rows {
      #expect(row[1] == "64")
      let error = try #require(Double(row[2]))
      #expect(error >= 0 && error < 1e-4, "\(row)")
    }
  }

  static let small = [
    "--preset", "full", "--seeds", "1", "--width", "32", "--heads", "4", "--depth", "1",
    "--feed-forward", "16", "--steps", "4", "--warm-up", "2", "--batch", "4", "--tests", "3",
    "--resamples", "50", "--attention-sequences", "1", "--quiet",
  ]

  @Test(arguments: ["jsonl", "scan", "pcfg"]) func fullReadsFiles(kind: String) throws {
    let (data, results) = (try Scratch(), try Scratch())
    func write(_ name: String, _ lines: [String]) throws {
      try (lines.joined(separator: "\n") + "\n").write(
        to: data.url.appending(path: name), atomically: false, encoding: .utf8)
    }
    let words = (1...6).map { count in Array(repeating: "a", count: count).joined(separator: " ") }
    func lines(_ range: Range<Int>, _ line: (String, Int) -> String) -> [String] {
      range.map { line(words[$0], $0 + 1) }
    }
    switch kind {
    case "jsonl":
      for (part, range) in [("train", 0..<3), ("validation", 0..<3), ("test", 3..<6)] {
        try write(
          "\(part).jsonl",
          lines(range) { "{\"src_seq\": \"\($0)\", \"tgt_seq\": \"\($0)\", \"cat\": \($1)}" })
      }
    case "scan":
      // Enough lines for some to be held out.
      let train = lines(0..<3) { text, _ in "IN: \(text) OUT: \(text)" }
      try write("x_train.txt", train + train + train)
      try write("x_test.txt", lines(3..<6) { text, _ in "IN: \(text) OUT: \(text)" })
    default:
      for (part, count) in [("train", 10), ("test", 3)] {
        try write("\(part).src", Array(repeating: "copy echo a", count: count))
        try write("\(part).tgt", Array(repeating: "a a", count: count))
      }
    }
    let outcome = try Program(slug: "nope").run(
      Self.small + ["--data", data.url.path, "--results", results.url.path])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try table("table1", results.url, preset: "full")
    #expect(rows.count == 6, "a row an encoding")
    #expect(rows.dropFirst().allSatisfy { $0[0] == data.url.lastPathComponent })
  }

  @Test func wrongInputsAreOneLine() throws {
    let empty = try Scratch()
    for (options, named) in [
      (["--data", "/nowhere"], "/nowhere"), (["--data", empty.url.path], "train.jsonl"),
      (["--scratchpads", "i+q"], "i+q"), (["--scratchpad-task", "sort"], "sort"),
      (["--tokenizer", "/nowhere.model"], "/nowhere.model"), (["--heads", "5"], "heads"),
      (["--tasks", "lego", "--length", "14"], "above 26"),
    ] {
      let results = try Scratch()
      let outcome = try Program(slug: "nope").run(
        Self.small + ["--results", results.url.path] + options)
      #expect(outcome.status == 2, "\(options)")
      #expect(outcome.errors.contains(named), "\(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }
  }
}
