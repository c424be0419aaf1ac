import Datasets
import Foundation
import TestSupport
import Testing

/// Damaged parallel text gives an error that names file and line, or sentences.
@Suite(.timeLimit(.minutes(2))) struct ParallelTextMutationTests {
  @Test func damageIsNamedOrHarmless() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("parallel-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = (0..<60).map { "line \($0): the river, der Fluß, ποταμός, 川 \u{200d}😀\u{a0}" }
    try Data(lines.joined(separator: "\n").utf8).write(to: folder.appendingPathComponent("eng.txt"))
    let file = folder.appendingPathComponent("deu.txt")
    var damage = Damage(stream: "parallel text")
    var refused = 0
    let growth = try peakGrowth {
      for turn in 0..<2000 {
        let end = turn.isMultiple(of: 2) ? "\r\n" : "\n"
        var bytes = damage.bytes(Array(lines.joined(separator: end).utf8))
        // Now and then a line without end.
        if turn % 100 == 0 { bytes += Array(repeating: 0x61, count: 3 << 20) }
        try Data(bytes).write(to: file)
        do {
          let text = try ParallelText(folder: folder)
          let (count, _) = try text.commonCount(first: 100, unequal: .truncated)
          for language in text.languages {
            let sentences = try text.sentences(language, first: max(count, 1))
            #expect(sentences.count <= max(count, 1) && !sentences.contains(""))
          }
        } catch let error as DatasetError {
          #expect(error.description.contains(file.path), "\(error)")
          refused += 1
        }
      }
    }
    #expect(refused > 0 && refused < 2000, "\(refused) refused")
    #expect(growth < 400 << 20)
  }
}
