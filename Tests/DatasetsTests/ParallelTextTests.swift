import Datasets
import Foundation
import Testing

/// The reader of parallel sentences.
@Suite struct ParallelTextTests {
  /// Makes a folder of files, hands it over and removes it.
  private func withFolder(_ files: [String: String], _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("parallel-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    try body(folder)
  }

  private func message(of body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func languagesAreNamesUpToTheFirstDot() throws {
    let files = [
      "eng_Latn.devtest": "a\n", "deu_Latn.devtest": "b\n", "metadata_devtest.tsv": "x\ty\n",
      "README.md": "about\n", ".hidden": "no\n", "vref.txt": "MRK 1:1\n",
    ]
    try withFolder(files) { folder in
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("folder.devtest"), withIntermediateDirectories: true)
      let text = try ParallelText(folder: folder)
      #expect(text.languages == ["deu_Latn", "eng_Latn"])
      #expect(text.fileExtension == "devtest")
      #expect(try text.file(of: "eng_Latn").lastPathComponent == "eng_Latn.devtest")
      #expect(try ParallelText(folder: folder, languages: ["eng_Latn"]).languages == ["eng_Latn"])
    }
    try withFolder(["eng-GB.src.txt": "a\n"]) { folder in
      let text = try ParallelText(folder: folder)
      #expect(text.languages == ["eng-GB"])
      #expect(try text.sentences("eng-GB", first: 1) == ["a"])
      // printf 'a\n' | sha256sum
      #expect(
        try text.digest(of: "eng-GB")
          == "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7")
    }
  }

  @Test func severalExtensionsNeedAChoice() throws {
    try withFolder(["eng.txt": "a\n", "deu.txt": "b\n", "eng.dev": "c\n"]) { folder in
      #expect(
        message { _ = try ParallelText(folder: folder) }
          == "\(folder.path): files of several extensions (1 \"dev\", 2 \"txt\"); "
          + "say which are the languages")
      let chosen = try ParallelText(folder: folder, fileExtension: "txt")
      #expect(chosen.languages == ["deu", "eng"])
      #expect(
        message { _ = try ParallelText(folder: folder, fileExtension: "test") }?
          .contains("no language files with the extension \"test\"; there are 1 \"dev\"") == true)
    }
    try withFolder([:]) { folder in
      #expect(
        message { _ = try ParallelText(folder: folder) } == "\(folder.path): no language files")
      let none = folder.appendingPathComponent("none")
      #expect(message { _ = try ParallelText(folder: none) }?.hasPrefix(none.path) == true)
    }
  }

  @Test func aMissingPivotNamesItsLikes() throws {
    try withFolder(["eng_Latn.txt": "a\n", "fra_Latn.txt": "b\n", "zho_Hans.txt": "c\n"]) {
      folder in
      let text = try ParallelText(folder: folder)
      #expect(
        message { _ = try text.sentences("eng_latn", first: 1) }
          == "\(folder.path): no file for the language \"eng_latn\" among 3; "
          + "similar: eng_Latn, fra_Latn")
      #expect(message { _ = try text.file(of: "Zho") }?.hasSuffix("similar: zho_Hans") == true)
      #expect(
        message { _ = try ParallelText(folder: folder, languages: ["xx"]) }
          == "\(folder.path): no file for the language \"xx\" among 3")
    }
  }

  @Test func linesEndWithLFOrCRLFOnly() throws {
    let text = "one\r\n two \u{2028}three\n\u{A0}four\u{3000}\u{1C}\r\nfive\u{85}six\u{B}seven\r"
    try withFolder(["x.txt": text]) { folder in
      let parallel = try ParallelText(folder: folder)
      let sentences = ["one", "two \u{2028}three", "four", "five\u{85}six\u{B}seven"]
      #expect(try parallel.sentences("x", first: 10) == sentences)
      #expect(try parallel.sentences("x", first: 2) == Array(sentences.prefix(2)))
    }
  }

  /// Python 3.11: `[c for c in range(0x110000) if chr(c).isspace()]`.
  @Test func strippingFollowsPython() {
    let spaces: Set<UInt32> = [
      9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197,
      8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288,
    ]
    for value in UInt32(0)..<0x3100 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let kept = ParallelText.stripped("\(scalar)a\(scalar)").unicodeScalars.count
      #expect(kept == (spaces.contains(value) ? 1 : 3), "U+\(String(value, radix: 16))")
    }
    #expect(ParallelText.stripped(" \u{301}x ") == "\u{301}x")
    #expect(ParallelText.stripped("\u{FEFF}x\u{200B}") == "\u{FEFF}x\u{200B}")
    #expect(ParallelText.stripped(" \t ") == "")
  }

  @Test func emptyLinesAreRefusedUnlessKept() throws {
    try withFolder(["x.txt": "one\n \u{A0}\nthree\n"]) { folder in
      let text = try ParallelText(folder: folder)
      let file = folder.appendingPathComponent("x.txt").path
      #expect(message { _ = try text.sentences("x", first: 3) } == "\(file): line 2 is empty")
      #expect(try text.sentences("x", first: 1) == ["one"])
      #expect(try text.sentences("x", first: 3, emptyLines: .kept) == ["one", "", "three"])
      #expect(message { _ = try text.sentences("x", first: 0) }?.contains("first 0") == true)
    }
  }

  @Test func badBytesAreNamedByLine() throws {
    try withFolder(["x.txt": "one\n"]) { folder in
      let file = folder.appendingPathComponent("x.txt")
      let text = try ParallelText(folder: folder)
      try (Data("one\ntwo ".utf8) + [0xC3, 0x28] + Data("\nthree\n".utf8)).write(to: file)
      #expect(try text.sentences("x", first: 1) == ["one"])
      #expect(
        message { _ = try text.sentences("x", first: 3) }
          == "\(file.path): line 2 is not valid UTF-8")
      try Data("one\ntw\ro\n".utf8).write(to: file)
      #expect(
        message { _ = try text.sentences("x", first: 2) }
          == "\(file.path): line 2 has a carriage return inside")
      try Data(repeating: 97, count: 3 << 20).write(to: file)
      #expect(
        message { _ = try text.sentences("x", first: 1) }
          == "\(file.path): line 1 is longer than 1048576 bytes")
      try FileManager.default.removeItem(at: file)
      #expect(message { _ = try text.sentences("x", first: 1) }?.hasPrefix(file.path) == true)
    }
  }

  @Test func unequalCountsAreRefusedOrCut() throws {
    try withFolder(["eng.txt": "a\nb\nc\n", "deu.txt": "a\nb", "fra.txt": "a\nb\nc\nd\n"]) {
      folder in
      let text = try ParallelText(folder: folder)
      #expect(try text.commonCount(first: 2).count == 2)
      #expect(try text.commonCount(first: 2).warning == nil)
      #expect(
        message { _ = try text.commonCount(first: 3) }
          == "\(folder.path): deu has 2 sentences, eng has at least 3")
      let (count, warning) = try text.commonCount(first: 100, unequal: .truncated)
      #expect(count == 2)
      #expect(
        warning == "\(folder.path): deu has 2 sentences, fra has 4; all are cut to 2")
    }
  }

  /// Only the asked-for lines are read: what follows may be anything of any size.
  @Test func theRestOfAFileIsNotRead() throws {
    try withFolder([:]) { folder in
      let file = folder.appendingPathComponent("x.txt")
      try (Data("one\ntwo\n".utf8) + Data(repeating: 0xFF, count: 8 << 20)).write(to: file)
      #expect(try ParallelText(folder: folder).sentences("x", first: 2) == ["one", "two"])
    }
  }

  private static let real = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/real").resolvingSymlinksInPath()

  private static let hasReal = FileManager.default.fileExists(
    atPath: real.appendingPathComponent("flores").path)

  @Test(
    .enabled(if: hasReal, "no real data at ../shared/real beside the package"),
    arguments: [("flores", 70, "eng_Latn"), ("ntrex", 65, "eng-GB"), ("bible", 43, "eng_Latn")])
  func publishedSetsAreReadWhole(set: String, languages: Int, pivot: String) throws {
    let text = try ParallelText(folder: Self.real.appendingPathComponent(set))
    #expect(text.languages.count == languages)
    #expect(text.languages.contains(pivot))
    #expect(try text.commonCount(first: 1000).count == 200)
    for language in text.languages {
      let sentences = try text.sentences(language, first: 200)
      #expect(sentences.count == 200)
      #expect(!sentences.contains { $0.contains("\r") || $0.hasSuffix(" ") })
    }
  }
}
