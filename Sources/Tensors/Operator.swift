import CTorch

/// An operator of libtorch's dispatcher, found once by name and called through one generic door.
struct Operator: @unchecked Sendable {
  private let name: String
  private let handle: OpaquePointer

  /// Finds `aten::<name>`, or another library's, with the given overload; an unknown operator stops
  /// the program.
  init(_ name: String, _ overload: String = "", of library: String = "aten") {
    Engine.start()
    self.name = overload.isEmpty ? name : "\(name).\(overload)"
    guard let handle = rt_operator_find("\(library)::\(name)", overload) else {
      fatalError("operator \(self.name): \(Engine.error)")
    }
    self.handle = handle
  }

  /// Calls the operator and returns its only result.
  @inline(__always)
  func callAsFunction(_ arguments: Argument...) -> Tensor {
    let result = call(arguments) { results in
      guard results.count == 1, let tensor = results[0].tensor else {
        fatalError("\(name): expected one tensor, got \(results.count) results")
      }
      return tensor
    }
    OperationCount.note(name, arguments, result)
    return result
  }

  /// Calls the operator and returns all its tensors, lists flattened.
  func tensors(_ arguments: Argument...) -> [Tensor] {
    call(arguments) { results in results.compactMap(\.tensor) }
  }

  /// Calls the operator and returns its only result, a truth value.
  func bool(_ arguments: Argument...) -> Bool {
    call(arguments) { results in results.first?.as.i == 1 }
  }

  /// Calls the operator for its effect on its first argument.
  func apply(_ arguments: Argument...) {
    call(arguments) { results in
      for result in results { _ = result.tensor }
    }
  }

  private func call<Result>(
    _ arguments: [Argument], _ take: (UnsafeBufferPointer<rt_value>) -> Result
  ) -> Result {
    // Lists travel by address: their elements are laid out in one scratch buffer of words.
    let words = arguments.reduce(0) { $0 + $1.words }
    return withUnsafeTemporaryAllocation(of: rt_value.self, capacity: arguments.count) { values in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: words) { scratch in
        var used = 0
        for (index, argument) in arguments.enumerated() {
          values.initializeElement(at: index, to: argument.value(scratch, &used))
        }
        var results: UnsafePointer<rt_value>?
        var count: Int32 = 0
        let status = withExtendedLifetime(arguments) {
          rt_operator_call(handle, values.baseAddress, Int32(arguments.count), &results, &count)
        }
        guard status == 0 else { fail(arguments) }
        return take(UnsafeBufferPointer(start: results, count: Int(count)))
      }
    }
  }

  /// A programmer's error: stops with the operator, what it was given, and libtorch's first line.
  private func fail(_ arguments: [Argument]) -> Never {
    let given = arguments.map(\.description).joined(separator: ", ")
    fatalError("\(name)(\(given)): \(Engine.error)")
  }
}

/// An argument of an operator.
enum Argument {
  case none
  case `default`
  case tensor(Tensor)
  case int(Int)
  case double(Double)
  case bool(Bool)
  case ints([Int])
  case tensors([Tensor?])
  case string(String)
  case generator(Generator)
  case device(Device)

  /// How many words of scratch memory the list elements need.
  fileprivate var words: Int {
    switch self {
    case .ints(let list): list.count
    case .tensors(let list): list.count
    case .string(let string): (string.utf8.count + 7) / 8
    default: 0
    }
  }

  fileprivate func value(
    _ scratch: UnsafeMutableBufferPointer<Int>, _ used: inout Int
  ) -> rt_value {
    var value = rt_value()
    func list<Element>(_ tag: rt_tag, _ elements: [Element], _ word: (Element) -> Int) {
      value.tag = Int32(tag.rawValue)
      value.count = Int32(elements.count)
      value.as.p = scratch.baseAddress.map { UnsafeRawPointer($0 + used) }
      for element in elements {
        scratch[used] = word(element)
        used += 1
      }
    }
    func scalar(_ tag: rt_tag, _ fill: (inout rt_value) -> Void) {
      value.tag = Int32(tag.rawValue)
      fill(&value)
    }
    switch self {
    case .none: scalar(RT_NONE) { _ in }
    case .default: scalar(RT_DEFAULT) { _ in }
    case .tensor(let tensor): scalar(RT_TENSOR) { $0.as.p = UnsafeRawPointer(tensor.handle) }
    case .int(let int): scalar(RT_INT) { $0.as.i = Int64(int) }
    case .double(let double): scalar(RT_DOUBLE) { $0.as.d = double }
    case .bool(let bool): scalar(RT_BOOL) { $0.as.i = bool ? 1 : 0 }
    case .ints(let ints): list(RT_INTS, ints) { $0 }
    case .tensors(let tensors):
      list(RT_TENSORS, tensors) { $0.map { Int(bitPattern: $0.handle) } ?? 0 }
    case .string(let string):
      let bytes = UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(rebasing: scratch[used...]))
      bytes.copyBytes(from: string.utf8)
      used += (string.utf8.count + 7) / 8
      scalar(RT_STRING) {
        $0.as.p = UnsafeRawPointer(bytes.baseAddress)
        $0.count = Int32(string.utf8.count)
      }
    case .generator(let generator):
      scalar(RT_GENERATOR) { $0.as.p = UnsafeRawPointer(generator.handle) }
    case .device(let device): scalar(RT_DEVICE) { $0.as.i = device.code }
    }
    return value
  }
}

extension Argument: CustomStringConvertible {
  var description: String {
    switch self {
    case .none, .default: "-"
    case .tensor(let tensor): tensor.signature
    case .int(let int): "\(int)"
    case .double(let double): "\(double)"
    case .bool(let bool): "\(bool)"
    case .ints(let ints): "\(ints)"
    case .tensors(let tensors): "[\(tensors.map { $0?.signature ?? "-" }.joined(separator: ", "))]"
    case .string(let string): "\(string)"
    case .generator: "generator"
    case .device(let device): "\(device)"
    }
  }

  static func dtype(_ dtype: DType?) -> Argument { dtype.map { .int($0.code) } ?? .none }
  static func optional(_ tensor: Tensor?) -> Argument { tensor.map { .tensor($0) } ?? .none }
  static func optional(_ int: Int?) -> Argument { int.map { .int($0) } ?? .none }
  static func optional(_ double: Double?) -> Argument { double.map { .double($0) } ?? .none }
}

extension Argument: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  init(integerLiteral value: Int) { self = .int(value) }
  init(floatLiteral value: Double) { self = .double(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(arrayLiteral elements: Int...) { self = .ints(elements) }
}

extension rt_value {
  /// The tensor of a result, which the caller owns from here on.
  fileprivate var tensor: Tensor? {
    guard tag == Int32(RT_TENSOR.rawValue), let address = self.as.p else { return nil }
    return Tensor(owning: OpaquePointer(address))
  }
}
