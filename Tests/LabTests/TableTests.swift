import Lab
import Testing

@Suite struct TableTests {
  let table = Table(
    "scores", columns: ["name", .init("score, mean", digits: 2, best: .highest), "n"],
    rows: [
      ["a|b & <c>_1", 0.125, 3],
      ["say \"hi\"", Estimate(0.5, low: 0.25, high: 0.75), nil as Int?],
      ["−", Double.nan, 10],
    ])

  @Test func markdownEscapesBarsAndSetsTheBestInBold() {
    #expect(
      table.markdown == """
        | name | score, mean | n |
        | --- | ---: | ---: |
        | a\\|b & <c>_1 | 0.12 | 3 |
        | say "hi" | **0.50 [0.25, 0.75]** | — |
        | − | — | 10 |

        """)
  }

  @Test func csvKeepsFullPrecision() {
    #expect(
      table.csv == #"""
        name,"score, mean","score, mean low","score, mean high",n
        a|b & <c>_1,0.125,,,3
        "say ""hi""",0.5,0.25,0.75,
        −,,,,10

        """#)
    let third = Table("third", columns: ["x"], rows: [[1.0 / 3.0], [Float(0.1)]])
    #expect(third.csv == "x\n0.3333333333333333\n0.10000000149011612\n")
  }

  @Test func latexEscapesSpecialCharacters() {
    #expect(
      table.latex == """
        \\begin{tabular}{lrr}
          \\toprule
          name & score, mean & n \\\\
          \\midrule
          a|b \\& \\textless{}c\\textgreater{}\\_1 & 0.12 & 3 \\\\
          say "hi" & \\textbf{0.50 [0.25, 0.75]} & --- \\\\
          $-$ & --- & 10 \\\\
          \\bottomrule
        \\end{tabular}

        """)
    let negative = Table("n", columns: ["x-y", "100 %"], rows: [["\\{~^}$#", -1.5]])
    #expect(
      negative.latex.contains(
        "\\textbackslash{}\\{\\textasciitilde{}\\textasciicircum{}\\}\\$\\# & $-$1.500 \\\\"))
    #expect(negative.latex.contains("x-y & 100 \\% \\\\"))
  }

  @Test func theTerminalAlignsColumns() {
    let table = Table("t", columns: ["name", "n"], rows: [["long name", 5], ["b", 10]])
    #expect(
      table.plain == """
        name        n
        ---------  --
        long name   5
        b          10

        """)
  }
}
