import CPCRE2

/// A compiled regular expression over UTF-8 bytes (PCRE2 with its just-in-time compiler).
final class Pattern {
  private let code: OpaquePointer
  private let match: OpaquePointer
  private let source: String

  /// Compiles an expression in the notation of tokenizer.json.
  ///
  /// - Parameter place: the file and key it comes from, for messages.
  init(_ source: String, place: String) throws {
    self.source = source
    let translated = try Self.translated(source, place: place)
    var error: Int32 = 0
    var offset = 0
    let options = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK
    let compiled = Array(translated.utf8).withUnsafeBufferPointer {
      pcre2_compile_8($0.baseAddress, $0.count, options, &error, &offset, nil)
    }
    guard let compiled else {
      throw TokenizerError(
        "\(place): regular expression \(source): \(Self.message(error)) near byte \(offset)")
    }
    guard let match = pcre2_match_data_create_from_pattern_8(compiled, nil) else {
      fatalError("out of memory for a regular expression's match")
    }
    // Where the processor has no just-in-time compiler, matching is slower and the same.
    pcre2_jit_compile_8(compiled, PCRE2_JIT_COMPLETE)
    code = compiled
    self.match = match
  }

  deinit {
    pcre2_match_data_free_8(match)
    pcre2_code_free_8(code)
  }

  /// Calls `body` with the range of each match, from left to right.
  func forEachMatch(in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) throws {
    try forEachGroup(in: text) { range, _ in body(range) }
  }

  /// Calls `body` with the range of each match and the number of the last group that took part.
  func forEachGroup(
    in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, _ group: Int) -> Void
  ) throws {
    guard let base = text.baseAddress else { return }
    var position = 0
    while position <= text.count {
      let count = pcre2_match_8(
        code, base, text.count, position, PCRE2_NO_UTF_CHECK, match, nil)
      if count == PCRE2_ERROR_NOMATCH { return }
      guard count >= 0, let ends = pcre2_get_ovector_pointer_8(match) else {
        throw TokenizerError(
          "regular expression \(source) on a text of \(text.count) bytes: \(Self.message(count))")
      }
      let range = min(ends[0], ends[1])..<ends[1]
      body(range, Int(count) - 1)
      position = range.upperBound
      if range.isEmpty {
        position += position < text.count ? Scalars.length(text[position]) : 1
      }
    }
  }

  private static func message(_ code: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    pcre2_get_error_message_8(code, &buffer, buffer.count)
    return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }
}
