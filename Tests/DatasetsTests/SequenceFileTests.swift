import Datasets
import Foundation
import Testing

@Suite struct SequenceFileTests {
  private func withFolder(_ files: [String: String], _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sequences-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try body(folder)
  }

  private func complaint(_ files: [String: String]) throws -> String {
    var message = ""
    try withFolder(files) { folder in
      do {
        _ = try SequenceFiles(folder: folder, heldOut: 0.5)
        Issue.record("nothing was thrown")
      } catch { message = "\(error)" }
    }
    return message
  }

  @Test func jsonLinesAreReadByTheirFields() throws {
    let files = [
      "train.jsonl": """
      {"src_seq": "a b", "tgt_seq": ["b", "a"], "cat": 2, "repeat": 2}

      {"source": "jump twice", "target": "Jump Jump", "category": 5}
      """,
      "validation.jsonl": "{\"a\": 95, \"b\": 7, \"sum\": 102, \"cat\": \"2-by-1\"}\n",
      "test.jsonl": "{\"values\": [1, 0, 1], \"answer\": 0, \"cat\": 3}\n",
    ]
    try withFolder(files) { folder in
      let read = try SequenceFiles(folder: folder, heldOut: 0.5)
      #expect(
        read.training == [
          SequenceExample(prompt: ["a", "b"], answer: ["b", "a"], length: 2),
          SequenceExample(prompt: ["jump", "twice"], answer: ["Jump", "Jump"], length: 5),
        ])
      #expect(read.heldOut == [.addition([9, 5], [7])])
      #expect(read.test == [.parity([1, 0, 1])])
      #expect(read.testFile.lastPathComponent == "test.jsonl")
      #expect(Set(["a", "jump", "Jump", "+", "9", "no", "yes"]).subtracting(read.words) == ["no"])
    }
  }

  @Test func valuesAboveOneMakeAFileOfSums() throws {
    let line = "{\"values\": [1, 1], \"answer\": 2, \"cat\": 2}\n"
    let other = "{\"values\": [9, 4], \"answer\": 3, \"cat\": 2}\n"
    try withFolder(["train.jsonl": line + other, "test.jsonl": ""]) { folder in
      let read = try SequenceFiles(folder: folder, heldOut: 0)
      #expect(read.training.count == 2 && read.heldOut.isEmpty)
      #expect(read.training.contains(.sum([1, 1])) && read.training.contains(.sum([9, 4])))
    }
  }

  @Test func commandsAndParallelFilesAreRead() throws {
    let commands = "IN: jump twice OUT: I_JUMP I_JUMP\nIN: walk OUT: I_WALK\n"
    try withFolder(["tasks_train_length.txt": commands, "tasks_test_length.txt": commands]) {
      let read = try SequenceFiles(folder: $0, heldOut: 0.5)
      #expect(read.training.count == 1 && read.heldOut.count == 1)
      #expect(
        read.test[0]
          == SequenceExample(
            prompt: ["jump", "twice"], answer: ["I_JUMP", "I_JUMP"], length: 2))
    }
    let files = [
      "train.src": "echo append copy Q1 , P7\n", "train.tgt": "Q1 P7 P7\n",
      "test.src": "copy A\n", "test.tgt": "A\n",
    ]
    try withFolder(files) { folder in
      let read = try SequenceFiles(folder: folder, heldOut: 0)
      #expect(read.training.map(\.length) == [3])
      #expect(read.test == [SequenceExample(prompt: ["copy", "A"], answer: ["A"], length: 1)])
    }
  }

  @Test func badFilesAreNamedWithTheirLine() throws {
    #expect(try complaint([:]).contains("train.jsonl"))
    let good = "{\"src_seq\": \"a\", \"tgt_seq\": \"a\", \"cat\": 1}\n"
    let cases = [
      ("{", "JSON"), ("{\"src_seq\": \"a\", \"cat\": 1}", "tgt_seq"),
      ("{\"src_seq\": 3, \"tgt_seq\": \"a\", \"cat\": 1}", "src_seq"),
      ("{\"x\": 1}", "values"), ("{\"a\": 1, \"b\": 2, \"sum\": 4}", "not 4"),
      ("{\"a\": -1, \"b\": 2, \"sum\": 1}", "negative"),
      ("{\"values\": [1, 0], \"answer\": 0}", "answer is 0"),
      ("{\"values\": [], \"answer\": 0}", "digits"),
    ]
    for (line, named) in cases {
      let message = try complaint(["train.jsonl": good + "\n" + line + "\n", "test.jsonl": ""])
      #expect(message.contains("train.jsonl: line 3"), "\(message)")
      #expect(message.contains(named), "\(message)")
    }
    #expect(
      try complaint(["a_train.txt": "IN: a OUT: b\nwalk\n", "a_test.txt": ""])
        .contains("a_train.txt: line 2"))
    #expect(
      try complaint(["a_train.txt": "IN: a OUT: b\n", "b_train.txt": "", "a_test.txt": ""])
        .contains("2 files"))
    #expect(
      try complaint(["train.src": "copy A\ncopy B\n", "train.tgt": "A\n"]).contains("1 lines for 2")
    )
    #expect(try complaint(["train.jsonl": good]).contains("test.jsonl"))
    #expect(try complaint(["train.jsonl": "", "test.jsonl": good]).contains("no training example"))
  }
}
