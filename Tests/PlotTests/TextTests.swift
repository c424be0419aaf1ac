import Plot
import Testing

/// Every text of a figure must appear as it was given, whatever gnuplot, its data files, its
/// formats, the shell or XML make of the signs in it.
@Suite struct TextTests {
  @Test(arguments: [
    "ARC_{easy}_x", "a@b^2", "back\\slash \\n \\t", "it's 'quoted'", "say \"so\"", "`date`",
    "$HOME",
    "50 %d %s %%", "<b> & </b>", "größe μ ρ ∈ 中文 עברית", "{/Bold x}", "a # b", "~a{b}", "&{x}",
    "//", "id='gpPt1' href='#gpPt1'", "🙂", "👩‍🔬 می‌خواهم", "]]>", "-", "=1+1",
  ])
  func signsAreKept(_ text: String) throws {
    let svg = try Drawing(
      Figure(text) {
        $0.x(text + " x").y(text + " y")
          .points(text + " name", [0, 1], [0, 1], labels: [text + " label", "other"])
      }
    ).svg()
    let expected = ["", " x", " y", " name", " label"].map { text + $0 }
    for expected in expected { #expect(svg.texts.contains(expected), "\(expected)") }

    let categories = try Drawing(Figure(text) { $0.bars("", [text], [1]) }).svg()
    #expect(categories.texts.filter { $0 == text }.count == 2)
  }

  @Test func controlCharactersBecomeSpaces() throws {
    let svg = try Drawing(
      Figure("one\ntwo\u{0}\u{7}\u{ffff}") { $0.points("", [0], [0], labels: ["a\tb"]) }
    ).svg()
    #expect(svg.texts.contains("one two   ") && svg.texts.contains("a b"))
  }

  @Test func emptyLabelsAreSkipped() throws {
    let svg = try Drawing(Figure { $0.points("", [0, 1], [0, 1], labels: ["", "b"]) }).svg()
    #expect(svg.texts.contains("b") && !svg.texts.contains(""))
  }
}
