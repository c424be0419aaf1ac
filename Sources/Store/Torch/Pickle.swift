import Foundation

/// The part of Python's pickle language that PyTorch's state dicts and NumPy's arrays need, read without
/// running anything.
///
/// Understood are numbers, texts, containers, and the calls that rebuild tensors and arrays. Every other
/// call or class is an error that names it. Containers live in one flat list, so that no nesting, however
/// deep or circular, can exhaust the stack.
struct Pickle {
  /// A value; containers are places in `containers`.
  enum Value {
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    /// A tuple or a list: its elements.
    case sequence(Int)
    /// A dictionary: keys and values in turn.
    case mapping(Int)
    /// A class or function, by its full name.
    case global(String)
    case storage(Storage)
    case tensor(TensorView)
    /// Bytes of the file, by their place.
    case bytes(Range<Int>)
    /// The type of an array's elements.
    case elements(ElementType)
    /// An array: a place in `arrays`.
    case array(Int)
  }

  /// Elements in a member of the archive.
  struct Storage {
    let member: String
    let elementType: ElementType
    let count: Int
  }

  /// Where a tensor's elements lie in a storage.
  struct TensorView {
    let storage: Storage
    let offset: Int
    let shape: [Int]
    let strides: [Int]
  }

  /// A rectangular array whose elements lie in the file, in row-major order.
  struct ArrayView {
    let elementType: ElementType
    let shape: [Int]
    let range: Range<Int>
  }

  private(set) var containers: [[Value]] = []
  /// Arrays that were made, and what they hold once that is set.
  var arrays: [ArrayView?] = []
  private var stack: [Value] = []
  private var marks: [Int] = []
  private var memo: [Int: Value] = [:]
  private let reader: ByteReader
  private var place: Int
  private let end: Int

  /// A state dict with a hundred thousand tensors needs less.
  private static let mostBytes = 1 << 25

  /// Reads the value of a pickle at some bytes of a file; the pickle has its containers and arrays.
  static func read(
    _ range: Range<Int>, of mapping: Mapping, _ url: URL, as object: String
  ) throws -> (value: Value, pickle: Pickle) {
    guard range.count <= mostBytes else {
      throw StoreError(url, object, "\(range.count) bytes are too many")
    }
    var pickle = Pickle(
      reader: ByteReader(mapping: mapping, url: url, object: object), place: range.lowerBound,
      end: range.upperBound)
    let value = try pickle.run()
    return (value, pickle)
  }

  private init(reader: ByteReader, place: Int, end: Int) {
    self.reader = reader
    self.place = place
    self.end = end
  }

  // MARK: bytes

  func refusal(_ reason: String) -> StoreError { reader.refusal(reason) }

  private mutating func bytes(_ count: Int) throws -> UnsafeRawBufferPointer {
    guard count >= 0, count <= end - place else { throw refusal("ends early") }
    defer { place += count }
    return try reader.bytes(place, count)
  }

  /// Where the next bytes are.
  private mutating func place(of count: Int) throws -> Range<Int> {
    let start = place
    _ = try bytes(count)
    return start..<place
  }

  private mutating func unsigned(_ width: Int) throws -> Int {
    defer { place += width }
    guard width <= end - place else { throw refusal("ends early") }
    return try reader.integer(place, width)
  }

  private mutating func text(_ length: Int) throws -> String {
    guard let text = String(validating: try bytes(length), as: UTF8.self) else {
      throw refusal("a text is not valid UTF-8")
    }
    return text
  }

  /// A text up to the end of the line, as old opcodes have it.
  private mutating func line() throws -> String {
    let start = place
    while try unsigned(1) != 10 {}
    return String(decoding: try reader.bytes(start, place - start - 1), as: UTF8.self)
  }

  // MARK: stack

  private mutating func pop() throws -> Value {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
      throw refusal("takes a value from an empty stack")
    }
    return value
  }

  private mutating func popText() throws -> String {
    guard case .text(let text) = try pop() else { throw refusal("a name is not a text") }
    return text
  }

  private mutating func popToMark() throws -> [Value] {
    guard let mark = marks.popLast() else { throw refusal("ends a group that was not begun") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  mutating func contain(_ values: [Value]) -> Int {
    containers.append(values)
    return containers.count - 1
  }

  private mutating func add(_ values: [Value], isMapping: Bool) throws {
    switch stack.last {
    case .sequence(let index) where !isMapping: containers[index] += values
    case .mapping(let index) where isMapping && values.count.isMultiple(of: 2):
      containers[index] += values
    default: throw refusal("adds elements to what is no container of them")
    }
  }

  // MARK: opcodes

  private mutating func run() throws -> Value {
    while true {
      let opcode = try unsigned(1)
      switch UInt8(opcode) {
      case 0x80: _ = try unsigned(1)  // protocol
      case 0x95: _ = try unsigned(8)  // frame
      case UInt8(ascii: "."):
        return try pop()
      case UInt8(ascii: "N"): stack.append(.none)
      case 0x88: stack.append(.bool(true))
      case 0x89: stack.append(.bool(false))
      case UInt8(ascii: "J"):
        stack.append(.integer(Int(Int32(truncatingIfNeeded: try unsigned(4)))))
      case UInt8(ascii: "K"): stack.append(.integer(try unsigned(1)))
      case UInt8(ascii: "M"): stack.append(.integer(try unsigned(2)))
      case 0x8a: stack.append(.integer(try longInteger()))
      case UInt8(ascii: "G"):
        let bits = try bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        stack.append(.number(Double(bitPattern: bits)))
      case UInt8(ascii: "X"): stack.append(.text(try text(unsigned(4))))
      case 0x8c: stack.append(.text(try text(unsigned(1))))
      case 0x8d: stack.append(.text(try text(unsigned(8))))
      case UInt8(ascii: "("): marks.append(stack.count)
      case UInt8(ascii: ")"), UInt8(ascii: "]"): stack.append(.sequence(contain([])))
      case UInt8(ascii: "}"): stack.append(.mapping(contain([])))
      case UInt8(ascii: "t"):
        let values = try popToMark()
        stack.append(.sequence(contain(values)))
      case 0x85, 0x86, 0x87:
        let values = try (0x85...opcode).map { _ in try pop() }
        stack.append(.sequence(contain(values.reversed())))
      case UInt8(ascii: "a"):
        let value = try pop()
        try add([value], isMapping: false)
      case UInt8(ascii: "e"):
        let values = try popToMark()
        try add(values, isMapping: false)
      case UInt8(ascii: "s"):
        let value = try pop()
        let key = try pop()
        try add([key, value], isMapping: true)
      case UInt8(ascii: "u"):
        let values = try popToMark()
        try add(values, isMapping: true)
      case UInt8(ascii: "q"): try remember(unsigned(1))
      case UInt8(ascii: "r"): try remember(unsigned(4))
      case 0x94: try remember(memo.count)
      case UInt8(ascii: "h"): try recall(unsigned(1))
      case UInt8(ascii: "j"): try recall(unsigned(4))
      case UInt8(ascii: "c"):
        let module = try line()
        stack.append(.global("\(module).\(try line())"))
      case 0x93:
        let name = try popText()
        stack.append(.global("\(try popText()).\(name)"))
      case UInt8(ascii: "Q"):
        let identifier = try pop()
        stack.append(.storage(try storage(identifier)))
      case UInt8(ascii: "R"), 0x81:  // a call, or the making of an object
        let arguments = try pop()
        let function = try pop()
        stack.append(try call(function, arguments))
      case UInt8(ascii: "B"): stack.append(.bytes(try place(of: unsigned(4))))
      case UInt8(ascii: "C"): stack.append(.bytes(try place(of: unsigned(1))))
      case 0x8e, 0x96: stack.append(.bytes(try place(of: unsigned(8))))
      case UInt8(ascii: "b"):
        let state = try pop()
        try set(state, of: stack.last ?? .none)
      default:
        throw refusal(String(format: "the opcode 0x%02x at byte %d is not read", opcode, place - 1))
      }
    }
  }

  private mutating func longInteger() throws -> Int {
    let bytes = try bytes(unsigned(1))
    guard bytes.count <= 8 else { throw refusal("an integer of \(bytes.count) bytes is too large") }
    guard let last = bytes.last else { return 0 }
    // Two's complement, shortened: the missing bytes repeat the sign.
    let fill: UInt64 = last >= 0x80 ? .max : 0
    return Int(Int64(bitPattern: bytes.reversed().reduce(fill) { $0 << 8 | UInt64($1) }))
  }

  private mutating func remember(_ index: Int) throws {
    guard let value = stack.last else { throw refusal("remembers a value of an empty stack") }
    memo[index] = value
  }

  private mutating func recall(_ index: Int) throws {
    guard let value = memo[index] else { throw refusal("recalls the unknown value \(index)") }
    stack.append(value)
  }
}
