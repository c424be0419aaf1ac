import Foundation

/// Unicode's normalization forms, as of Unicode 9: upstream's tables know no younger characters, so
/// these stand for themselves, and nothing moves or joins across them.
enum NormalizationForm: TextNormalizer {
  case nfc, nfd, nfkc, nfkd

  func normalize(_ text: [UInt8]) -> [UInt8] {
    if text.allSatisfy({ $0 < 0x80 }) { return text }
    return text.withUnsafeBufferPointer { buffer in
      var result: [UInt8] = []
      var start = 0
      for (scalar, range) in Scalars(buffer) where Self.isYoung(scalar) {
        result += normalized(buffer[start..<range.lowerBound])
        result += buffer[range]
        start = range.upperBound
      }
      return result + normalized(buffer[start...])
    }
  }

  private func normalized(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> String.UTF8View {
    let string = String(decoding: text, as: UTF8.self)
    return switch self {
    case .nfc: string.precomposedStringWithCanonicalMapping.utf8
    case .nfd: string.decomposedStringWithCanonicalMapping.utf8
    case .nfkc: string.precomposedStringWithCompatibilityMapping.utf8
    case .nfkd: string.decomposedStringWithCompatibilityMapping.utf8
    }
  }

  /// Whether each scalar below U+10000 is younger than Unicode 9, or not assigned.
  private static let basic: [Bool] = (0...0xFFFF).map { value in
    Unicode.Scalar(UInt32(value)).map(isYoung(computing:)) ?? false
  }

  private static func isYoung(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x10000 ? basic[Int(scalar.value)] : isYoung(computing: scalar)
  }

  private static func isYoung(computing scalar: Unicode.Scalar) -> Bool {
    scalar.properties.age.map { $0.major > 9 } ?? true
  }
}
