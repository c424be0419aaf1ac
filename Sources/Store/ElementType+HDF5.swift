import CHDF5

extension ElementType {
  /// The type in the file and in memory: little-endian always, as all machines we run on.
  func type(at place: Place) throws -> Identifier {
    let base =
      switch self {
      case .int8, .bool: rh_int8()
      case .int16: rh_int16()
      case .int32: rh_int32()
      case .int64: rh_int64()
      case .uint8: rh_uint8()
      case .uint16: rh_uint16()
      case .uint32: rh_uint32()
      case .uint64: rh_uint64()
      case .float16, .bfloat16, .float32: rh_float32()
      case .float64: rh_float64()
      case .string: fatalError("strings have no type without a length")
      }
    let doing = "making the type \(self)"
    switch self {
    case .float16:
      return try Self.smallFloat(exponent: 5, mantissa: 10, bias: 15, base, place, doing)
    case .bfloat16:
      return try Self.smallFloat(exponent: 8, mantissa: 7, bias: 127, base, place, doing)
    case .bool:
      // As h5py writes and expects it.
      let type = try place.identifier(doing) { H5Tenum_create(base) }
      for (name, value) in [("FALSE", 0 as Int8), ("TRUE", 1)] {
        var value = value
        try place.call(doing) { H5Tenum_insert(type.raw, name, &value) }
      }
      return type
    default:
      return try place.identifier(doing) { H5Tcopy(base) }
    }
  }

  /// A 16-bit float with the sign in the highest bit and the mantissa in the lowest ones.
  private static func smallFloat(
    exponent: Int, mantissa: Int, bias: Int, _ base: hid_t, _ place: Place, _ doing: String
  ) throws -> Identifier {
    let type = try place.identifier(doing) { H5Tcopy(base) }
    try place.call(doing) { H5Tset_fields(type.raw, 15, mantissa, exponent, 0, mantissa) }
    try place.call(doing) { H5Tset_precision(type.raw, 16) }
    try place.call(doing) { H5Tset_size(type.raw, 2) }
    try place.call(doing) { H5Tset_ebias(type.raw, bias) }
    return type
  }

  /// The element type of a type in a file.
  init(of type: Identifier, at place: Place) throws {
    let found = Library.locked { () -> ElementType? in
      switch H5Tget_class(type.raw) {
      case H5T_INTEGER: return Self.integer(type.raw)
      case H5T_FLOAT: return Self.float(type.raw)
      case H5T_STRING: return .string
      case H5T_ENUM: return Self.isBool(type.raw) ? .bool : nil
      default: return nil
      }
    }
    guard let found else { throw place.error("elements of this type are not supported") }
    self = found
  }

  private static func integer(_ type: hid_t) -> ElementType? {
    switch (H5Tget_size(type), H5Tget_sign(type) == H5T_SGN_NONE) {
    case (1, false): .int8
    case (2, false): .int16
    case (4, false): .int32
    case (8, false): .int64
    case (1, true): .uint8
    case (2, true): .uint16
    case (4, true): .uint32
    case (8, true): .uint64
    default: nil
    }
  }

  private static func float(_ type: hid_t) -> ElementType? {
    switch H5Tget_size(type) {
    case 4: return .float32
    case 8: return .float64
    case 2:
      var (sign, exponent, exponentSize, mantissa, mantissaSize) = (0, 0, 0, 0, 0)
      H5Tget_fields(type, &sign, &exponent, &exponentSize, &mantissa, &mantissaSize)
      return exponentSize == 5 ? .float16 : exponentSize == 8 ? .bfloat16 : nil
    default: return nil
    }
  }

  private static func isBool(_ type: hid_t) -> Bool {
    guard H5Tget_size(type) == 1, H5Tget_nmembers(type) == 2 else { return false }
    return ["FALSE", "TRUE"].enumerated().allSatisfy { index, name in
      var value: Int8 = -1
      return H5Tenum_valueof(type, name, &value) >= 0 && value == index
    }
  }
}
