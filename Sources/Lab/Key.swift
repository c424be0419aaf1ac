import Store

/// Digests of lists of texts: the keys of cells and code.
enum Key {
  /// SHA-256 over the parts, each with its length, as hexadecimal digits.
  static func digest(of parts: [String]) -> String {
    var digest = Digest()
    for part in parts {
      digest.update("\(part.utf8.count):")
      digest.update(part)
    }
    return digest.finalized()
  }
}
