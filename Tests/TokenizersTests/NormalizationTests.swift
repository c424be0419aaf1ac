import Testing
import Tokenizers

/// Normalization forms as the `tokenizers` package has them, whose tables end with Unicode 9.
@Suite struct NormalizationTests {
  /// Texts, and what `normalizers.NFKD().normalize_str` of tokenizers 0.23.3 makes of them.
  @Test(arguments: [
    ("x\u{301}\u{323}", "x\u{323}\u{301}"),
    ("\u{958}\u{8D4}\u{323}", "\u{915}\u{93C}\u{323}\u{8D4}"),
    // Younger: classes and decompositions that Unicode gave later do not count.
    ("a\u{10F46}\u{1D16E}", "a\u{10F46}\u{1D16E}"),
    ("\u{1FBF9}\u{107A5}", "\u{1FBF9}\u{107A5}"),
    ("é\u{11D42}\u{301}\u{323}ﬁ", "e\u{301}\u{11D42}\u{323}\u{301}fi"),
    ("ﬁ\u{7FD}\u{323} \u{32FF}½", "fi\u{7FD}\u{323} \u{32FF}1\u{2044}2"),
  ])
  func youngCharactersStandForThemselves(text: String, expected: String) throws {
    // Its vocabulary has all bytes, so that decoding gives the normalized text back.
    let tokenizer = try Tokenizer.load(
      file: Fixture.folder.appendingPathComponent("byte-normalizer.json"))
    let found = try tokenizer.decode(tokenizer.encode(text, addSpecialTokens: false))
    #expect(found.unicodeScalars.elementsEqual(expected.unicodeScalars))
  }
}
