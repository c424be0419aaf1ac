import Foundation
import Store
import Testing

@Suite struct ResultsTests {
  @Test func numbersComeBack() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).h5")
    defer { try? FileManager.default.removeItem(at: url) }
    try Results.save([1.5, 2.5], attributes: ["key": "k"], to: url)
    #expect(try Results.load([Double].self, from: url) == [1.5, 2.5])
  }
}
