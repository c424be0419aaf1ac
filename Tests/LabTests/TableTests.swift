import Foundation
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
          a\\textbar{}b \\& \\textless{}c\\textgreater{}\\_1 & 0.12 & 3 \\\\
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

  /// Every sign that needs care, a row that would continue a line's end, and a wide table.
  let difficult = Table(
    "difficult", columns: [.init("μ_Mean ± σ² (%)", digits: 2, best: .lowest), "Δ → ρ ≥ ½", "#"],
    rows: [
      [Estimate(-0.5, low: -1, high: 0.25), "[1] a & b_c ^ ~ \\ {x} $5 | <y> \"q\" ‘é’ ß Ł", 1],
      [-0.75, "* 100 %, x₁ ≈ 3×10⁻² — – … °", 2], ["[0, 1]", "→ ∞ ✓ λ α β γ δ ε θ φ ω", 3],
      ["*", nil as String?, 4],
    ])

  @Test func latexKeepsRowsApartAndHasNoBareSign() throws {
    let rows = difficult.latex.split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    #expect(rows.contains { $0.hasPrefix("{[}0, 1] & ") })
    #expect(rows.contains { $0.hasPrefix("{*} & --- & 4") })
    #expect(rows.contains { $0.hasPrefix("$\\mu$\\_Mean $\\pm$ $\\sigma$$^{2}$ (\\%) & ") })
    for row in rows where row.hasSuffix("\\\\") {
      let bare = row.replacing(#/\\./#, with: "").replacing(#/\$[^$]*\$/#, with: "")
      #expect(bare.count { $0 == "&" } == 2, "\(row)")
      #expect(!bare.contains { "%#_^~$".contains($0) }, "\(row)")
    }
  }

  @Test func latexCompilesWithBooktabs() throws {
    guard let program = Program.find("pdflatex") else {
      return print("skipped: there is no pdflatex here")
    }
    let folder = try Folder()
    try Data(
      """
      \\documentclass{article}
      \\usepackage[utf8]{inputenc}
      \\usepackage{booktabs}
      \\begin{document}
      \(table.latex)

      \(difficult.latex)
      \\end{document}
      """.utf8
    ).write(to: folder.url.appending(path: "tables.tex"))
    let outcome = try program.run(
      ["-interaction=nonstopmode", "-halt-on-error", "tables.tex"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(FileManager.default.fileExists(atPath: folder.url.appending(path: "tables.pdf").path))
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

  @Test func textsAreBrokenWhereATerminalIsNarrow() {
    let table = Table(
      "causes", columns: ["what", "why it came to this", "n"],
      rows: [
        ["short", "a reason that needs more words than one line has", 12],
        ["other", "averylongwordwithoutanyspaceinit", 3],
      ])
    #expect(table.plain(within: 80) == table.plain)
    #expect(
      table.plain(within: 31) == """
        what   why it came to this    n
        -----  --------------------  --
        short  a reason that needs   12
               more words than one
               line has
        other  averylongwordwithout   3
               anyspaceinit

        """)
    // Texts keep room for 12 characters, numbers stay whole.
    #expect(table.plain(within: 10) == table.plain(within: 23))
  }
}
