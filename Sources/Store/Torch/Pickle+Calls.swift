extension Pickle {
  /// What a call or the making of an object gives; nothing is run.
  mutating func call(_ function: Value, _ arguments: Value) throws -> Value {
    guard case .global(let name) = function, case .sequence(let index) = arguments else {
      throw refusal("calls what is no function")
    }
    let arguments = containers[index]
    switch name {
    case "collections.OrderedDict":
      guard arguments.isEmpty else { return try ordered(arguments) }
      return .mapping(contain([]))
    case "torch._utils._rebuild_tensor_v2": return .tensor(try tensor(arguments))
    case "torch._utils._rebuild_parameter":
      guard case .tensor = arguments.first else { throw refusal("a parameter is no tensor") }
      return arguments[0]
    case "torch.Size":
      guard case .sequence = arguments.first else { throw refusal("a size is no tuple") }
      return arguments[0]
    case "numpy.dtype": return .elements(try elements(arguments))
    case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct":
      return emptyArray()
    case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer":
      return try array(arguments)
    default:
      throw refusal(
        "calls \(name), which is not read: only tensors, arrays, numbers, texts and containers are")
    }
  }

  /// OrderedDict from a list of pairs.
  private mutating func ordered(_ arguments: [Value]) throws -> Value {
    guard arguments.count == 1, case .sequence(let index) = arguments[0] else {
      throw refusal("an OrderedDict is not made of a list of pairs")
    }
    let pairs = try containers[index].flatMap { pair in
      guard case .sequence(let index) = pair, containers[index].count == 2 else {
        throw refusal("an OrderedDict is not made of a list of pairs")
      }
      return containers[index]
    }
    return .mapping(contain(pairs))
  }

  /// What a persistent identifier of PyTorch names.
  func storage(_ identifier: Value) throws -> Storage {
    guard case .sequence(let index) = identifier, containers[index].count >= 5,
      case .text("storage") = containers[index][0], case .global(let type) = containers[index][1],
      case .text(let member) = containers[index][2],
      case .integer(let count) = containers[index][4],
      count >= 0
    else { throw refusal("a persistent object is no storage") }
    guard let elementType = ElementType(torchStorage: type) else {
      throw refusal("elements of \(type) are not read")
    }
    return Storage(member: member, elementType: elementType, count: count)
  }

  private func tensor(_ arguments: [Value]) throws -> TensorView {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0],
      case .integer(let offset) = arguments[1], let shape = integers(arguments[2]),
      let strides = integers(arguments[3]), shape.count == strides.count, shape.count <= 64
    else { throw refusal("a tensor is rebuilt from other than storage, offset, size and stride") }
    let view = TensorView(storage: storage, offset: offset, shape: shape, strides: strides)
    guard view.isWithinStorage else {
      throw refusal(
        "a tensor \(shape) with strides \(strides) from \(offset) does not fit \(storage.count) "
          + "elements")
    }
    return view
  }

  /// The numbers of a list of whole numbers; nil of anything else.
  func integers(_ value: Value) -> [Int]? {
    guard case .sequence(let index) = value else { return nil }
    let integers = containers[index].compactMap { value -> Int? in
      if case .integer(let integer) = value { integer } else { nil }
    }
    return integers.count == containers[index].count ? integers : nil
  }
}

extension Pickle.TensorView {
  /// How many elements there are; nil when they cannot be counted.
  var count: Int? { shape.size() }

  /// Whether there are no more elements than in the storage, and all of them lie in it.
  fileprivate var isWithinStorage: Bool {
    guard offset >= 0, let count, count <= storage.count, strides.allSatisfy({ $0 >= 0 }) else {
      return false
    }
    if count == 0 { return offset <= storage.count }
    var last = offset
    for (length, stride) in zip(shape, strides) where length > 1 {
      let (reach, overflow) = stride.multipliedReportingOverflow(by: length - 1)
      guard !overflow, reach < storage.count else { return false }
      last += reach
    }
    return last < storage.count
  }

  /// Whether the elements lie one after the other.
  var isContiguous: Bool {
    var expected = 1
    for (length, stride) in zip(shape, strides).reversed() where length != 1 {
      if stride != expected { return false }
      expected *= length
    }
    return true
  }
}

extension ElementType {
  /// The element type of one of PyTorch's storage classes.
  fileprivate init?(torchStorage name: String) {
    let names: [String: ElementType] = [
      "Double": .float64, "Float": .float32, "Half": .float16, "BFloat16": .bfloat16,
      "Long": .int64, "Int": .int32, "Short": .int16, "Char": .int8, "Byte": .uint8, "Bool": .bool,
    ]
    guard name.hasPrefix("torch."), name.hasSuffix("Storage"),
      let type = names[String(name.dropFirst(6).dropLast(7))]
    else { return nil }
    self = type
  }
}
