/// A cursor over the Unicode scalars of UTF-8 bytes; a byte that begins none counts as U+FFFD.
struct Scalars: Sequence, IteratorProtocol {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    position = 0
  }

  /// The next scalar and the bytes it takes.
  mutating func next() -> (scalar: Unicode.Scalar, bytes: Range<Int>)? {
    guard position < bytes.count else { return nil }
    let start = position
    let lead = bytes[start]
    if lead < 0x80 {
      position += 1
      return (Unicode.Scalar(lead), start..<position)
    }
    let length = Self.length(lead)
    guard length > 1, start + length <= bytes.count else { return replacement(start) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = bytes[start + offset]
      guard byte & 0xC0 == 0x80 else { return replacement(start) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard let scalar = Unicode.Scalar(value) else { return replacement(start) }
    position += length
    return (scalar, start..<position)
  }

  private mutating func replacement(_ start: Int) -> (scalar: Unicode.Scalar, bytes: Range<Int>) {
    position = start + 1
    return ("\u{FFFD}", start..<position)
  }

  /// How many bytes a character takes that begins with this byte, as SentencePiece counts.
  static func length(_ lead: UInt8) -> Int {
    switch lead >> 4 {
    case 12, 13: 2
    case 14: 3
    case 15: 4
    default: 1
    }
  }
}

/// What the stages ask of a character, one bit each.
struct CharacterClass: OptionSet {
  let rawValue: UInt8

  /// White_Space.
  static let space = CharacterClass(rawValue: 1)
  /// A general category of P, or an ASCII symbol.
  static let punctuation = CharacterClass(rawValue: 2)
  /// Nd, Nl or No.
  static let numeric = CharacterClass(rawValue: 4)
  /// Cc, Cf, Co or Cn.
  static let other = CharacterClass(rawValue: 8)
  /// Mn.
  static let nonspacingMark = CharacterClass(rawValue: 16)
  /// Mn, Mc or Me.
  static let mark = CharacterClass(rawValue: 32)
  /// Has a lower-case form that differs.
  static let lowers = CharacterClass(rawValue: 64)
  /// What `\w` matches: letters, marks, decimal digits, connectors, joiners.
  static let word = CharacterClass(rawValue: 128)

  /// The classes of every scalar below U+10000.
  private static let basic: [CharacterClass] = (0...0xFFFF).map { value in
    Unicode.Scalar(UInt32(value)).map(CharacterClass.init(computing:)) ?? []
  }

  /// The classes of a scalar.
  static func of(_ scalar: Unicode.Scalar) -> CharacterClass {
    scalar.value < 0x10000 ? basic[Int(scalar.value)] : CharacterClass(computing: scalar)
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }

  private init(computing scalar: Unicode.Scalar) {
    let properties = scalar.properties
    var found: CharacterClass = properties.isWhitespace ? .space : []
    switch properties.generalCategory {
    case .connectorPunctuation: found.formUnion([.punctuation, .word])
    case .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      found.insert(.punctuation)
    case .decimalNumber: found.formUnion([.numeric, .word])
    case .letterNumber, .otherNumber: found.insert(.numeric)
    case .control, .format, .privateUse, .surrogate, .unassigned: found.insert(.other)
    case .nonspacingMark: found.formUnion([.nonspacingMark, .mark, .word])
    case .spacingMark, .enclosingMark: found.formUnion([.mark, .word])
    default: break
    }
    if scalar.isASCII, (33...126).contains(scalar.value), !properties.isAlphabetic,
      !found.contains(.numeric)
    {
      found.insert(.punctuation)
    }
    if properties.isAlphabetic || properties.isJoinControl { found.insert(.word) }
    if properties.changesWhenLowercased { found.insert(.lowers) }
    self = found
  }
}
