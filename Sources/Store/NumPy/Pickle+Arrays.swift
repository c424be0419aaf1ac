/// Arrays of NumPy, in the forms of pickle protocols 3 and 4 (an empty array whose state is set) and 5
/// (an array made from a buffer).
extension Pickle {
  /// numpy.dtype's arguments: the kind with its size, whether to align, whether to copy.
  func elements(_ arguments: [Value]) throws -> ElementType {
    guard case .text(let kind) = arguments.first else {
      throw refusal("the type of an array's elements has no name")
    }
    guard let type = ElementType(numpyKind: kind) else {
      throw refusal("an array's elements of \(kind) are not read")
    }
    return type
  }

  /// An array without elements.
  mutating func emptyArray() -> Value {
    arrays.append(nil)
    return .array(arrays.count - 1)
  }

  /// An array made from a buffer, its elements' type, its shape and their order.
  mutating func array(_ arguments: [Value]) throws -> Value {
    guard arguments.count == 4, case .bytes(let range) = arguments[0],
      case .elements(let type) = arguments[1], let shape = integers(arguments[2]),
      case .text("C") = arguments[3]
    else { throw refusal("an array is made from other than bytes, elements, shape and order C") }
    arrays.append(try view(type, shape, range))
    return .array(arrays.count - 1)
  }

  /// Sets the state of an object that was made before.
  mutating func set(_ state: Value, of object: Value) throws {
    switch object {
    // An OrderedDict's attributes, such as the state dict's own metadata.
    case .mapping: return
    case .elements:
      guard case .sequence(let index) = state, containers[index].count > 1,
        case .text(let order) = containers[index][1], ["<", "|", "="].contains(order)
      else { throw refusal("an array's elements are not in little-endian order") }
    case .array(let place):
      guard case .sequence(let index) = state, case let parts = containers[index], parts.count == 5,
        let shape = integers(parts[1]), case .elements(let type) = parts[2],
        case .bool(false) = parts[3], case .bytes(let range) = parts[4]
      else { throw refusal("an array's state is not version, shape, elements, order and bytes") }
      arrays[place] = try view(type, shape, range)
    default: throw refusal("sets the state of an object that is no dictionary and no array")
    }
  }

  private func view(_ type: ElementType, _ shape: [Int], _ range: Range<Int>) throws -> ArrayView {
    guard shape.size(times: type.bytes) == range.count else {
      throw refusal("an array of shape \(shape) of \(type) has \(range.count) bytes")
    }
    return ArrayView(elementType: type, shape: shape, range: range)
  }
}
