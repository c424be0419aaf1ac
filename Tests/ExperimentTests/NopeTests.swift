import Foundation
import Testing

/// `nope`: the theorems with written weights, and preset full on tiny files.
@Suite(.serialized) struct NopeTests {
  /// The lines of a table of a run, split at commas.
  func table(_ name: String, _ results: URL, preset: String) throws -> [[String]] {
    let folder = try #require(
      reports(in: results.appending(path: "nope"), preset: preset).first)
    let file = folder.appending(path: "tables/\(name).csv")
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

  @Test func attentionIsComparedOfEveryPairInBothLayers() throws {
    let results = try Scratch()
    let outcome = try Program(slug: "nope").run(
      "--preset", "smoke", "--results", results.url.path, "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try table("table3", results.url, preset: "smoke")
    #expect(rows[0] == ["layer", "encoding", "NoPE", "T5 bias", "ALiBi", "Rotary", "APE"])
    #expect(
      rows.dropFirst().map { $0[0] }
        == ["1", "2", "mean"].flatMap { Array(repeating: $0, count: 5) })
    for layer in 0..<3 {
      let matrix = try (1...5).map { row in
        try rows[5 * layer + row].dropFirst(2).map { try #require(Double($0)) }
      }
      for row in 0..<5 {
        #expect(matrix[row][row] == 0)
        for column in 0..<row {
          #expect(matrix[row][column] == matrix[column][row])
          #expect((1e-9...0.694).contains(matrix[row][column]))
        }
      }
    }
  }

  @Test(arguments: ["jsonl", "scan", "pcfg"])
  func filesWithoutALongerTestAreRefused(kind: String) throws {
    let (data, results) = (try Scratch(), try Scratch())
    let files =
      switch kind {
      case "jsonl":
        ["train.jsonl", "validation.jsonl", "test.jsonl"].map {
          ($0, "{\"src_seq\": \"a b\", \"tgt_seq\": \"a b\", \"cat\": 2}\n")
        }
      case "scan":
        ["x_train.txt", "x_test.txt"].map { ($0, "IN: walk twice OUT: WALK WALK\n") }
      default:
        [("train.src", "copy a\n"), ("train.tgt", "a\n"), ("test.src", "echo a\n")]
          + [("test.tgt", "a a\n")]
      }
    for (name, text) in files {
      try text.write(to: data.url.appending(path: name), atomically: false, encoding: .utf8)
    }
    let outcome = try Program(slug: "nope").run(
      Self.small + ["--data", data.url.path, "--results", results.url.path])
    #expect(outcome.status == 2)
    let file = ["jsonl": "test.jsonl", "scan": "x_test.txt"][kind, default: "test.src"]
    let length = kind == "pcfg" ? 1 : 2
    #expect(
      outcome.errors.contains("/\(file): no instance is longer than \(length)"), "\(outcome.errors)"
    )
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
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
      for (part, count, source) in [("train", 10, "copy echo a"), ("test", 3, "copy copy echo a")] {
        try write("\(part).src", Array(repeating: source, count: count))
        try write("\(part).tgt", Array(repeating: "a a", count: count))
      }
    }
    let outcome = try Program(slug: "nope").run(
      Self.small.filter { $0 != "--quiet" } + [
        "--data", data.url.path, "--results", results.url.path,
      ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!outcome.output.contains("nan"), "\(outcome.output)")
    #expect(outcome.output.contains("scratchpads are of generated tasks"))
    let rows = try table("table1", results.url, preset: "full")
    #expect(rows.count == 6, "a row an encoding")
    #expect(rows.dropFirst().allSatisfy { $0[0] == data.url.lastPathComponent })
  }

  @Test func severalSeedsHaveADeviation() throws {
    let results = try Scratch()
    let outcome = try Program(slug: "nope").run(
      "--preset", "smoke", "--seeds", "2", "--tasks", "copy-repeated", "--scratchpads", "none",
      "--repeat-steps", "150", "--results", results.url.path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("fewer than two formats"))
    let rows = try table("table1", results.url, preset: "smoke")
    let columns = try ["longer low", "longer high", "sd over seeds"].map {
      try #require(rows[0].firstIndex(of: $0))
    }
    // Of two seeds it is their range over √2.
    let spreads = try rows.dropFirst().map { row in
      try columns.map { try #require(Double(row[$0])) }
    }
    #expect(spreads.allSatisfy { abs(($0[1] - $0[0]) / 2.0.squareRoot() - $0[2]) < 1e-12 })
    #expect(spreads.contains { $0[2] > 0 }, "the seeds must differ")
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
