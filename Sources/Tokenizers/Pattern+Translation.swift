/// tokenizer.json's expressions are written for Oniguruma in Ruby's notation. Where PCRE2 reads the
/// same letters differently they are rewritten; what has no counterpart is refused.
extension Pattern {
  /// With the superscripts and fractions of Latin-1, which Oniguruma counts as well.
  private static let word =
    #"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE}"#

  static func translated(_ source: String, place: String) throws -> String {
    func refused(_ what: String) -> TokenizerError {
      TokenizerError("\(place): regular expression \(source): \(what) is not supported")
    }
    var result = ""
    var rest = source.unicodeScalars[...]
    var depth = 0  // of brackets
    func take() -> Unicode.Scalar? { rest.popFirst() }
    while let character = take() {
      switch character {
      case "\\":
        guard let letter = take() else { throw refused("a backslash at the end") }
        switch letter {
        case "s": result += #"\p{White_Space}"#
        case "S": result += #"\P{White_Space}"#
        case "d": result += #"\p{Nd}"#
        case "D": result += #"\P{Nd}"#
        case "w": result += depth > 0 ? word : "[\(word)]"
        case "W":
          if depth > 0 { throw refused(#"\W inside brackets"#) }
          result += "[^\(word)]"
        case "b", "B", "h", "H", "R", "X", "K", "G", "g", "k", "Z", "y", "Y", "O", "N":
          throw refused("\\\(letter)")
        case "p", "P":
          guard take() == "{", let end = rest.firstIndex(of: "}") else {
            throw refused("\\\(letter) without braces")
          }
          result += "\\\(letter){\(property(String(rest[..<end])))}"
          rest = rest[rest.index(after: end)...]
        case "u":
          let digits = rest.prefix(4)
          guard digits.count == 4, digits.allSatisfy(\.properties.isASCIIHexDigit) else {
            throw refused(#"\u"#)
          }
          result += "\\x{\(digits)}"
          rest = rest.dropFirst(4)
        default:
          result += "\\"
          result.unicodeScalars.append(letter)
        }
      case "[":
        if rest.first == ":" { throw refused("a POSIX bracket") }
        depth += 1
        if depth == 1 {
          result += "["
          if rest.first == "^" {
            rest.removeFirst()
            result += "^"
          }
        } else if rest.first == "^" || result.hasSuffix("-") {
          // Brackets within brackets add what they hold, so they can be left out.
          throw refused("such a bracket within brackets")
        }
        if rest.first == "]" { throw refused("an empty bracket") }
      case "]":
        if depth < 2 { result += "]" }
        if depth > 1, rest.first == "-" { throw refused("a range after a bracket") }
        depth -= depth > 0 ? 1 : 0
      case "&" where depth > 0 && rest.first == "&": throw refused("&& in brackets")
      case "}" where depth == 0 && rest.first == "+":
        // A repeated repetition to Oniguruma, a possessive one to PCRE2.
        throw refused("{…}+")
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// A general category as it is; a script by its Script property, where PCRE2's plain name would
  /// mean Script_Extensions.
  private static func property(_ name: String) -> String {
    let negated = name.hasPrefix("^") ? "^" : ""
    let bare = String(name.dropFirst(negated.count))
    let long = [
      "Letter": "L", "Mark": "M", "Number": "N", "Punctuation": "P", "Punct": "P", "Symbol": "S",
      "Separator": "Z", "Other": "C",
    ]
    if let short = long[bare] { return negated + short }
    let isBinary = ["Alphabetic", "White_Space", "Uppercase", "Lowercase", "Emoji"].contains(bare)
    return negated + (bare.count <= 2 || isBinary || bare.contains(":") ? bare : "sc:\(bare)")
  }
}
