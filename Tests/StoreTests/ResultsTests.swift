import Foundation
import Store
import Tensors
import Testing

@Suite struct ResultsTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func cycled<Value: Codable>(_ value: Value) throws -> Value {
    let url = scratch["\(UUID()).h5"]
    try Results.save(value, to: url)
    return try Results.load(Value.self, from: url)
  }

  enum Colour: String, Codable { case red, blue }
  enum Shape: Codable, Equatable {
    case point
    case circle(radius: Double)
  }

  struct Inner: Codable, Equatable {
    var name: String
    var scores: [Double]
    var note: String?
  }

  struct Outer: Codable, Equatable {
    var count: Int
    var rate: Float
    var isGood: Bool
    var colour: Colour
    var shapes: [Shape]
    var inner: Inner
    var many: [Inner]
    var byName: [String: [Double]]
    var byNumber: [Int: String]
    var words: [[String]]
    var ragged: [[Int]]
    var cube: [[[Float]]]
    var flags: [Bool]
    var maybe: Double?
    var maybes: [Double?]
    var date: Date
    var url: URL
    var data: Data
    var set: Set<String>
    var unsigned: UInt64
    var pairs: [Colour: Int]
  }

  static let sample = Outer(
    count: -3, rate: 0.1, isGood: true, colour: .blue,
    shapes: [.point, .circle(radius: 2)],
    inner: Inner(name: "größer 数 🎲", scores: [], note: nil),
    many: [
      Inner(name: "a", scores: [1, 2], note: nil), Inner(name: "", scores: [3, 4], note: nil),
    ],
    byName: ["a/b": [1], "": [], ".": [2], "..": [3], "100 %": [4], "%2F": [5], "数\n\t": [6]],
    byNumber: [7: "seven", -1: "minus"],
    words: [["a", "b"], ["c", "d"]], ragged: [[1], [], [2, 3]], cube: [[[1, 2]], [[3, 4]]],
    flags: [true, false], maybe: nil, maybes: [1, nil, .infinity],
    date: Date(timeIntervalSinceReferenceDate: 0.1), url: URL(fileURLWithPath: "/a b"),
    data: Data([0, 255]), set: ["x", "y", "z"], unsigned: .max, pairs: [.red: 1, .blue: 2])

  @Test func structuresComeBack() throws {
    #expect(try cycled(Self.sample) == Self.sample)
  }

  @Test func extremesComeBack() throws {
    let numbers: [Double] = [.nan, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude, 1e308]
    #expect(try cycled(numbers).map(\.bitPattern) == numbers.map(\.bitPattern))
    #expect(try cycled([Int]()) == [])
    #expect(try cycled([[Double]]()) == [])
    #expect(try cycled([[Double]]([[], []])) == [[], []])
    #expect(try cycled([String]()) == [])
    #expect(try cycled([Inner]()) == [])
    #expect(try cycled([String: Int]()) == [:])
    #expect(try cycled(5) == 5)
    #expect(try cycled("") == "")
    #expect(try cycled(Int?.none) == nil)
    #expect(
      try cycled([String: Int?](dictionaryLiteral: ("a", nil), ("b", 1))) == ["a": nil, "b": 1])
    #expect(try cycled([Int64.min, .max]) == [.min, .max])
    #expect(try cycled(["a\0", "\0", "b"]) == ["a\0", "\0", "b"])
    #expect(try cycled("zero \0 inside\0") == "zero \0 inside\0")
    #expect(try cycled([[["a"]], [], [["b", "c"], []]]) == [[["a"]], [], [["b", "c"], []]])
    let long = [String(repeating: "x", count: 100_000)] + [String](repeating: "y", count: 1000)
    #expect(try cycled(long) == long)
    let large = (0..<300_000).map(Double.init)
    #expect(try cycled(large) == large)
  }

  @Test func tablesComeBack() throws {
    let rows = (0..<500).map { Inner(name: "row \($0)", scores: [Double($0), 1], note: "n") }
    let url = scratch["table.h5"]
    try Results.save(rows, to: url)
    #expect(try Results.load([Inner].self, from: url) == rows)
    // One dataset a column.
    let table = try File.open(url).root.group("value")
    #expect(try table.names == ["name", "scores", "note"])
    #expect(try table.dataset("scores").shape == [500, 2])
    let uneven = [
      Inner(name: "a", scores: [], note: nil), Inner(name: "b", scores: [1], note: "x"),
    ]
    #expect(try cycled(uneven) == uneven)
  }

  @Test func tensorsComeBackAsTheyWere() throws {
    struct Run: Codable {
      var state: [String: Tensor]
      var half: Tensor
      var steps: [Tensor]
    }
    let weights = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    let run = Run(
      state: ["layers.0.weight": weights, "empty": Tensor([Float](), shape: [0, 4])],
      half: weights.converted(to: .bfloat16), steps: [Tensor(1), Tensor(2)])
    let back = try cycled(run)
    #expect(back.state["layers.0.weight"]?.signature == "float32[2, 3]")
    #expect(back.state["layers.0.weight"]?.elements(Float.self) == [1, 2, 3, 4, 5, 6])
    #expect(back.state["empty"]?.shape == [0, 4])
    #expect(back.half.signature == "bfloat16[2, 3]")
    #expect(back.half.elements(Float.self) == [1, 2, 3, 4, 5, 6])
    #expect(back.steps.map { $0.item(Int.self) } == [1, 2])
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(weights) }
  }

  @Test func equalValuesAreEqualBytes() throws {
    let (first, second) = (scratch["a.h5"], scratch["b.h5"])
    try Results.save(Self.sample, attributes: ["key": "1", "b": "2"], to: first)
    try Results.save(Self.sample, attributes: ["b": "2", "key": "1"], to: second)
    #expect(try Data(contentsOf: first) == Data(contentsOf: second))
    // Dictionaries and sets are hashed with another seed in another process, and in every copy that
    // grew another way.
    var grown = Self.sample
    grown.set = Set((0..<100).map(String.init)).intersection([])
    for name in ["z", "y", "x"] { grown.set.insert(name) }
    grown.byName = [:]
    for (key, value) in Self.sample.byName.sorted(by: { $0.key > $1.key }) {
      grown.byName[key] = value
    }
    try Results.save(grown, attributes: ["key": "1", "b": "2"], to: second)
    #expect(try Data(contentsOf: first) == Data(contentsOf: second))
  }

  @Test func attributesAreReadAlone() throws {
    let url = scratch["a.h5"]
    let long = String(repeating: "ü", count: 50_000)
    try Results.save(1, attributes: ["cell": "größer", "empty": "", "long": long], to: url)
    var attributes = try Results.attributes(of: url)
    #expect(attributes.removeValue(forKey: "digest")?.count == 64)
    #expect(attributes == ["cell": "größer", "empty": "", "long": long])
  }

  @Test func digestsFollowContent() throws {
    func digest(_ value: some Encodable, _ attributes: [String: String] = [:]) throws -> String? {
      try Results.save(value, attributes: attributes, to: scratch["d.h5"])
      return try Results.attributes(of: scratch["d.h5"])["digest"]
    }
    let first = try digest(["a": [1.0, 2.0]])
    #expect(try digest(["a": [1.0, 2.0]], ["other": "words"]) == first)
    #expect(try digest(["a": [1.0, 3.0]]) != first)
    #expect(try digest(["b": [1.0, 2.0]]) != first)
    #expect(try digest(["a": [1, 2]]) != first)
    #expect(try digest(["a": [[1.0, 2.0]]]) != first)
    #expect(try digest(["ab", "c"]) != digest(["a", "bc"]))
  }

  @Test func wrongTypesAreNamed() throws {
    struct Stored: Codable { var inner: [String: Int] }
    struct Wanted: Codable { var inner: Deep }
    struct Deep: Codable { var rate: String }
    let url = scratch["a.h5"]
    try Results.save(Stored(inner: ["rate": 3]), to: url)
    #expect(
      message { _ = try Results.load(Wanted.self, from: url) }
        == "\(url.path): /value/inner/rate: holds int64[1], not elements of type String")
    struct Missing: Codable { var other: Int }
    #expect(
      message { _ = try Results.load(Missing.self, from: url) }
        == "\(url.path): /value: lacks the field other")
    try Results.save([0.5], to: url)
    #expect(
      message { _ = try Results.load([Int].self, from: url) }.hasSuffix("float64 0.5 is no int64"))
    try Results.save([1.0, 2.0], to: url)
    #expect(try Results.load([Int].self, from: url) == [1, 2])
    #expect(message { _ = try Results.load([[Int]].self, from: url) }.contains("float64[2]"))
    try Results.save("green", to: url)
    #expect(message { _ = try Results.load(Colour.self, from: url) }.contains("green"))
  }
}
