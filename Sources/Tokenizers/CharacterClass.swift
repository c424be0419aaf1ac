/// What the stages ask of a character, one bit each.
///
/// The tables follow those of Hugging Face's tokenizers 0.23, which are of several ages: punctuation,
/// control characters and nonspacing marks as of Unicode 8, marks of all kinds as of Unicode 9, words as
/// of Unicode 16, white space, numbers and case as of today. A character younger than its table is in no class.
struct CharacterClass: OptionSet {
  let rawValue: UInt8

  /// White_Space.
  static let space = CharacterClass(rawValue: 1)
  /// A general category of P, or an ASCII symbol.
  static let punctuation = CharacterClass(rawValue: 2)
  /// Nd, Nl or No.
  static let numeric = CharacterClass(rawValue: 4)
  /// Cc, Cf or Co.
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
    case .control, .format, .privateUse: found.insert(.other)
    case .nonspacingMark: found.formUnion([.nonspacingMark, .mark, .word])
    case .spacingMark, .enclosingMark: found.formUnion([.mark, .word])
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
      if scalar.isASCII { found.insert(.punctuation) }
    default: break
    }
    let age = properties.age?.major ?? .max
    if age > 8 { found.subtract([.punctuation, .other, .nonspacingMark]) }
    if age > 9 { found.remove(.mark) }
    switch scalar.value {
    // Characters that have changed their category since.
    case 0x166D: found.insert(.punctuation)
    case 0x1734, 0x1171E: found.insert(.nonspacingMark)
    case 0x1885, 0x1886, 0xA9BD: found.remove(.nonspacingMark)
    case 0x1CF2, 0x1CF3: found.insert(.mark)
    case 0x111C9:
      found.insert(.punctuation)
      found.subtract([.nonspacingMark, .mark])
    default: break
    }
    if properties.isAlphabetic || properties.isJoinControl { found.insert(.word) }
    if age > 16 { found.remove(.word) }
    if properties.changesWhenLowercased { found.insert(.lowers) }
    self = found
  }
}
