import Foundation
import Lab
import Testing

@Suite struct ClaimTests {
  /// Every kind of claim once, with known answers.
  struct Judged: Experiment {
    struct Parameters: ParameterSet { var address = "t1/x" }
    static let paper = Paper("Judged", reported: "reported.csv")
    static let smoke = Edit<Parameters> { $0.address = "t1/x" }

    func body(_ book: Notebook<Parameters>) throws {
      try book.claim("true", 2 > 1)
      try book.claim("false", 1 > 2)
      try book.claim("never", Series().last >= 1)
      try book.claim("seeds agree", seeds: [true, true])
      try book.claim("seeds disagree", seeds: [true, false])
      try book.claim("no seed", seeds: [false, false])
      try book.claim("surely above", Estimate(0.5, low: 0.2, high: 0.8), above: 0)
      try book.claim("perhaps above", Estimate(0.5, low: -0.2, high: 0.8), above: 0)
      try book.claim("perhaps below", Estimate(-0.1, low: -0.2, high: 0.8), above: 0)
      try book.claim("not above", Estimate(-0.5, low: -0.8, high: -0.2), above: 0)
      try book.claim("NaN is not above", Double.nan, above: 0)
      try book.claim("below", 1, below: 2.5)
      try book.claim("near", 0.93, reported: "t1/x", within: 0.01)
      try book.claim("far", 0.95, reported: "t1/x", within: 0.01)
      try book.claim("relatively near", 0.95, reported: "t1/x", within: .relative(0.05))
      try book.claim(
        "perhaps near", Estimate(0.95, low: 0.92, high: 0.97), reported: "t1/x", within: 0.01)
      try book.claim("ordered", descending: ["a": 3, "b": 2, "c": 1.5])
      try book.claim("not ordered", descending: ["a": 3, "b": 2, "c": 2])
      try book.claim(
        "barely ordered",
        descending: ["a": Estimate(3, low: 2, high: 4), "b": Estimate(2.5, low: 1, high: 3)])
      try book.claim("too big", notTestable: "needs 70 billion parameters", reported: "t1/x")
      try book.claim("no range", 0.5, above: 0, gate: .closed("SD .03 is below .06"))
      try book.claim(
        "own rule", verdict: .notSettled, rule: "two of three", ours: 0.5,
        reported: book.parameters.address)
    }
  }

  static let reported = """
    id,value,source,note
    t1/x,.9247**,Table 1,"mean, of all"
    t1/y,n/a,Table 1,

    """

  private func verdicts(_ desk: Desk, _ preset: String) throws -> [String: String] {
    struct Summary: Decodable { let claims: [Claim] }
    let data = Data(try desk.read("data/results/trial/\(preset)/summary.json").utf8)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let claims = try decoder.decode(Summary.self, from: data).claims
    return Dictionary(uniqueKeysWithValues: claims.map { ($0.sentence, $0.verdict.rawValue) })
  }

  @Test func verdictsFollowTheRules() throws {
    let desk = try Desk(reported: Self.reported)
    #expect(desk.run(Judged.self) == 0)
    #expect(
      try verdicts(desk, "default") == [
        "true": "held", "false": "not held", "never": "not held",
        "seeds agree": "held", "seeds disagree": "not settled", "no seed": "not held",
        "surely above": "held", "perhaps above": "not settled", "perhaps below": "not settled",
        "not above": "not held", "NaN is not above": "not held", "below": "held",
        "near": "held", "far": "not held", "relatively near": "held",
        "perhaps near": "not settled",
        "ordered": "held", "not ordered": "not held", "barely ordered": "not settled",
        "too big": "not testable at this scale", "no range": "inconclusive (no range)",
        "own rule": "not settled",
      ])
    #expect(
      desk.output.contains(
        "  HELD: near\n    ours 0.930; paper .9247**; within ±0.01 of the printed value\n"))
  }

  @Test func smokeJudgesNothing() throws {
    let desk = try Desk(reported: Self.reported)
    #expect(desk.run(Judged.self, "--preset", "smoke", "--strict") == 0)
    #expect(Set(try verdicts(desk, "smoke").values) == ["not judged"])
  }

  @Test func strictRunsFailOnClaimsThatAreNotHeld() throws {
    let desk = try Desk(reported: Self.reported)
    #expect(desk.run(Judged.self, "--strict") == 1)
    #expect(desk.errors == "")
  }

  @Test func anUnknownAddressIsAnError() throws {
    let desk = try Desk(reported: Self.reported)
    #expect(desk.run(Judged.self, "--address", "t1/z") == 2)
    #expect(desk.errors.contains("reported.csv: no address 't1/z'; did you mean 't1/x'?"))
  }

  @Test func printedValuesBecomeNumbers() throws {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appending(path: "reported-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("id,value,source,note\na,\"1,234\",T,\nb,−92.3 %,T,\nc,n/a,T,\n".utf8).write(to: file)
    let reported = try Reported(file)
    #expect(try reported.number("a") == 1234)
    #expect(try reported.number("b") == -92.3)
    #expect(throws: LabError("\(file.path): 'n/a' at address 'c' is not a number")) {
      try reported.number("c")
    }
  }

  @Test(arguments: [
    ("address,value\n", ":1: the head must be id,value,source,note"),
    ("id,value,source,note\na,1,T\n", ":2: 3 fields instead of 4"),
    ("id,value,source,note\na,1,T,\nb,,T,\n", ":3: the value is empty"),
    ("id,value,source,note\na,1,T,\n\na,2,T,\n", ":4: address 'a' stands twice"),
    ("id,value,source,note\na,1,\"T,\n", ":2: a quote is never closed"),
    ("id,value,source,note\na,1,T\"x\",\n", ":2: a quote inside a field that is not quoted"),
  ])
  func aBadLineIsNamed(text: String, message: String) throws {
    let desk = try Desk(reported: text)
    #expect(desk.run(Judged.self) == 2)
    #expect(desk.errors.hasSuffix("reported.csv\(message)\n"))
  }

  @Test func invalidUTF8IsAnError() throws {
    let desk = try Desk(reported: "")
    try Data([0x69, 0xff, 0x0a]).write(to: desk.place.folder.appending(path: "reported.csv"))
    #expect(desk.run(Judged.self) == 2)
    #expect(desk.errors.hasSuffix("reported.csv: not valid UTF-8\n"))
  }
}
