extension Table {
  /// The table as LaTeX for a document with `booktabs`, the best of a column in bold.
  ///
  /// It compiles with pdfLaTeX; letters other than Latin and Greek ones need LuaLaTeX or XeLaTeX and
  /// a font that has them.
  public var latex: String {
    let bold = columns.indices.map(best)
    let body = rows.enumerated().map { row, entries in
      columns.indices.map { index in
        let text = Self.latex(text(entries[index], in: columns[index]))
        return bold[index].contains(row) ? "\\textbf{\(text)}" : text
      }
    }
    let lines = ([columns.map { Self.latex($0.name) }] + body).map {
      // After a line's end a bracket or a star would belong to it.
      "  \($0.joined(separator: " & ").replacing(#/^[\[*]/#) { "{\($0.output)}" }) \\\\\n"
    }
    let format = columns.indices.map { isNumeric($0) ? "r" : "l" }.joined()
    return "\\begin{tabular}{\(format)}\n  \\toprule\n\(lines[0])  \\midrule\n"
      + lines.dropFirst().joined() + "  \\bottomrule\n\\end{tabular}\n"
  }

  /// The text with LaTeX's special characters written out, and signs that its fonts lack as formulas.
  static func latex(_ text: String) -> String {
    var result = ""
    for character in text {
      if let command = commands[character] {
        result += command
      } else if let symbol = symbols[character] {
        result += "$\(symbol)$"
      } else {
        result.append(character)
      }
    }
    // A number's sign is a minus, not a hyphen.
    return result.replacing(#/(^|[ \[(])-(?=[0-9.])/#) { "\($0.output.1)$-$" }
  }

  private static let commands: [Character: String] = [
    "&": "\\&", "%": "\\%", "$": "\\$", "#": "\\#", "_": "\\_", "{": "\\{", "}": "\\}",
    "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
    "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}",
    "—": "---", "–": "--", "…": "\\ldots{}", "\n": " ", "\t": " ", "\r\n": " ", "\u{A0}": "~",
  ]

  private static let symbols: [Character: String] = [
    "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "ε": "\\varepsilon",
    "ζ": "\\zeta", "η": "\\eta", "θ": "\\theta", "ι": "\\iota", "κ": "\\kappa",
    "λ": "\\lambda", "μ": "\\mu", "µ": "\\mu", "ν": "\\nu", "ξ": "\\xi", "π": "\\pi",
    "ρ": "\\rho", "σ": "\\sigma", "ς": "\\varsigma", "τ": "\\tau", "υ": "\\upsilon",
    "φ": "\\varphi", "ϕ": "\\phi", "χ": "\\chi", "ψ": "\\psi", "ω": "\\omega", "ο": "o",
    "Γ": "\\Gamma", "Δ": "\\Delta", "Θ": "\\Theta", "Λ": "\\Lambda", "Ξ": "\\Xi", "Π": "\\Pi",
    "Σ": "\\Sigma", "Φ": "\\Phi", "Ψ": "\\Psi", "Ω": "\\Omega", "ℓ": "\\ell", "∇": "\\nabla",
    "−": "-", "±": "\\pm", "×": "\\times", "·": "\\cdot", "÷": "\\div", "≤": "\\le",
    "≥": "\\ge", "≠": "\\ne", "≈": "\\approx", "∼": "\\sim", "∝": "\\propto", "∞": "\\infty",
    "→": "\\to", "←": "\\leftarrow", "↔": "\\leftrightarrow", "⇒": "\\Rightarrow",
    "↑": "\\uparrow", "↓": "\\downarrow", "∈": "\\in", "∪": "\\cup", "∩": "\\cap",
    "⊆": "\\subseteq", "⊗": "\\otimes", "⊕": "\\oplus", "∑": "\\sum", "∂": "\\partial",
    "√": "\\surd", "∘": "\\circ", "°": "^{\\circ}", "′": "'", "⟨": "\\langle", "⟩": "\\rangle",
    "‖": "\\Vert", "⁰": "^{0}", "¹": "^{1}", "²": "^{2}", "³": "^{3}", "⁴": "^{4}", "⁻": "^{-}",
    "₀": "_{0}", "₁": "_{1}", "₂": "_{2}", "₃": "_{3}", "₄": "_{4}", "✓": "\\surd", "★": "\\star",
  ]
}
