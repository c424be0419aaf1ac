import Foundation

extension Double {
  /// The fewest digits that read back the same, without a trailing ".0".
  var plain: String {
    let text = "\(self)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The number with so many decimals and the true minus sign.
  func fixed(_ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", self)
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return (isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text).typographic
  }

  /// The number with so many significant digits, for what is computed from the layout: the last
  /// bits of a logarithm differ between C libraries.
  func rounded(to digits: Int) -> Double {
    Double(String(format: "%.\(digits - 1)e", self)) ?? self
  }
}

extension String {
  /// The same with the true minus sign.
  var typographic: String { replacingOccurrences(of: "-", with: "−") }

  /// The text without what neither gnuplot nor XML can hold: control characters, line ends and the
  /// two code points that are no characters. Joiners and marks of direction stay.
  var singleLine: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator: return " "
          default: return scalar.value & 0xfffe == 0xfffe ? " " : scalar
          }
        }))
  }
}
