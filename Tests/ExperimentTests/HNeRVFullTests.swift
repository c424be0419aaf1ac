import Foundation
import Testing

/// Preset full of `hnerv` on tiny files of the kinds that it reads.
@Suite(.serialized) struct HNeRVFullTests {
  /// A folder of PNG frames and a raw video, eight frames of 20 × 36 pixels each, and released files.
  final class Inputs {
    let scratch: Scratch
    var frames: URL { scratch.url.appending(path: "frames") }
    var raw: URL { scratch.url.appending(path: "raw.yuv") }
    let torch = packageRoot.appending(path: "Tests/Fixtures/hnerv")

    init() throws {
      scratch = try Scratch()
      try FileManager.default.createDirectory(at: frames, withIntermediateDirectories: true)
      for number in 0..<8 {
        try FileManager.default.copyItem(
          at: torch.appending(path: "frame.png"),
          to: frames.appending(path: String(format: "%04d.png", number + 1)))
      }
      var bytes = Data()
      for number in 0..<8 {
        bytes += Data((0..<720).map { UInt8(16 + ($0 * 7 + number * 11) % 200) })
        bytes += Data((0..<360).map { UInt8(100 + ($0 + number) % 50) })
      }
      try bytes.write(to: raw)
    }

    func run(_ options: [String]) throws -> Program.Outcome {
      try Program(slug: "hnerv").run(
        [
          "--preset", "full", "--results", scratch.url.appending(path: "results").path, "--height",
          "16", "--width", "32", "--strides", "4,2,2", "--paper-strides", "4", "--tuned-strides",
          "4,2", "--sizes", "5000", "--least-width", "4", "--encoder-width", "6",
          "--embedding-width", "3", "--levels", "4", "--epochs", "2", "--seeds", "0", "--holes",
          "4",
          "--yuv-height", "20", "--yuv-width", "36",
        ] + options)
    }

    func table(_ name: String) throws -> [[Substring]] {
      let folder = try #require(
        reports(in: scratch.url.appending(path: "results/hnerv")).first)
      let file = folder.appending(path: "tables/\(name).csv")
      return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
    }
  }

  @Test func anotherVideoOfTheSameNameIsLearnedAnew() throws {
    let inputs = try Inputs()
    let other = inputs.scratch.url.appending(path: "other/raw.yuv")
    try FileManager.default.createDirectory(
      at: other.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(try Data(contentsOf: inputs.raw).reversed()).write(to: other)
    let tables = try [inputs.raw, other].map { video in
      let outcome = try inputs.run(["--data", video.path, "--arms", "hnerv", "--epochs", "1"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try inputs.table("table1")
    }
    #expect(tables[0][1][0] == "raw" && tables[1][1][0] == "raw")
    #expect(tables[0] != tables[1])
  }

  @Test func foldersAndRawVideosAreLearned() throws {
    let inputs = try Inputs()
    let outcome = try inputs.run(["--data", "\(inputs.frames.path),\(inputs.raw.path)"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try inputs.table("table1")
    #expect(Set(rows.dropFirst().map { $0[0] }) == ["frames", "raw"])
    #expect(rows.count == 7, "a head, and three arms on two videos")
    #expect(try inputs.table("inpainting").count == 4)
    #expect(outcome.output.contains("C7"))
  }

  @Test func releasedFilesAreScored() throws {
    let inputs = try Inputs()
    let outcome = try inputs.run([
      "--data", inputs.frames.path, "--arms", "", "--checkpoint",
      inputs.torch.appending(path: "checkpoint.pth").path, "--payload",
      inputs.torch.appending(path: "payload.pth").path,
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try inputs.table("released")
    // As the script that made the files found.
    let expected = try JSONDecoder().decode(
      [String: Double].self,
      from: Data(contentsOf: inputs.torch.appending(path: "expected.json")))
    for row in rows.dropFirst() {
      let found = try #require(Double(row[4]))
      let reference = try #require(expected[String(row[0])])
      #expect(abs(found - reference) < 1e-3, "\(row)")
      #expect(row[1] == "9" && row[3] == "8")
    }
    #expect(rows.count == 3)
  }

  /// Options that cannot be carried out, and what the message must name.
  static let cases: [(options: [String], names: [String])] = [
    ([], ["--data"]),
    (["--data", "/nowhere"], ["/nowhere"]),
    (["--data", "RAW", "--yuv-height", "22"], ["raw.yuv", "8640 bytes", "22 × 36"]),
    (["--data", "FRAMES", "--height", "24"], ["frames", "20 × 36", "24 × 32"]),
    (["--data", "FRAMES", "--checkpoint", "/nowhere.pth"], ["/nowhere.pth"]),
    (["--data", "FRAMES", "--checkpoint", "PAYLOAD"], ["payload.pth", "state_dict"]),
    (["--data", "FRAMES", "--payload", "CHECKPOINT"], ["checkpoint.pth", "downconv"]),
    (
      ["--data", "FRAMES", "--checkpoint", "CHECKPOINT", "--least-width", "8"],
      ["checkpoint.pth", "decoder.2.conv.upconv.0.weight"]
    ),
  ]

  @Test(arguments: cases.indices) func wrongInputsAreClearErrors(index: Int) throws {
    let (options, names) = Self.cases[index]
    let inputs = try Inputs()
    let places = [
      "RAW": inputs.raw.path, "FRAMES": inputs.frames.path,
      "PAYLOAD": inputs.torch.appending(path: "payload.pth").path,
      "CHECKPOINT": inputs.torch.appending(path: "checkpoint.pth").path,
    ]
    let outcome = try inputs.run(options.map { places[$0] ?? $0 } + ["--quiet"])
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    for name in names { #expect(outcome.errors.contains(name), "\(outcome.errors)") }
  }
}
