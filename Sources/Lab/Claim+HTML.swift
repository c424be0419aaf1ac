import Foundation

extension Verdict {
  /// The verdict as a class of the pages' style.
  var kind: String {
    switch self {
    case .held: "held"
    case .notHeld: "not-held"
    case .notSettled, .inconclusive: "open"
    case .notTestable, .notJudged: "none"
    }
  }

  /// A sign for the verdict, so that it does not rest on colour.
  var sign: String {
    switch self {
    case .held: "✓"
    case .notHeld: "✗"
    case .notSettled, .inconclusive: "≈"
    case .notTestable, .notJudged: "–"
    }
  }
}

extension [Claim] {
  /// How many claims have which verdict, as coloured marks.
  var marks: String {
    Verdict.allCases.compactMap { verdict in
      let count = count { $0.verdict == verdict }
      guard count > 0 else { return nil }
      let words = "\(verdict.sign) \(count) \(verdict.rawValue)"
      return "<span class=\"mark \(verdict.kind)\">\(words)</span>"
    }.joined(separator: "\n")
  }
}

extension Report {
  var claimsHTML: String {
    guard !page.claims.isEmpty else { return "" }
    let list = page.claims.map(html).joined(separator: "\n")
    let legend =
      list.contains("class=\"strip\"")
      ? """
      <p class="hint">On the lines: the dot is ours, on its interval; the blue stroke the paper's \
      value; the thin stroke zero.</p>

      """ : ""
    return """
      <section id="claims"><h2>Claims</h2>
      <p class="marks">\(page.claims.marks)</p>
      \(legend)<ul class="claims">
      \(list)
      </ul></section>
      """
  }

  private func html(_ claim: Claim) -> String {
    let number = claim.reported.flatMap(Reported.number)
    let facts: [(name: String, text: String)?] = [
      claim.reported.map { ("paper", [$0, claim.source ?? ""].joined(separator: " ")) },
      claim.ours.map { ("ours", Table.text(Estimate($0.value), digits: 3)) },
      claim.ours?.interval.map { ("interval", $0) },
      claim.details.map { ("measured", $0) }, ("rule", claim.rule),
    ]
    let list = facts.compactMap { $0 }.filter { !$0.text.isEmpty }.map {
      "<div><dt>\($0.name)</dt><dd>\(Prose.escaped($0.text))</dd></div>"
    }.joined()
    return """
      <li class="claim \(claim.verdict.kind)">\(strip(claim.ours, beside: number))\
      <span class="verdict">\(claim.verdict.sign) \(claim.verdict.rawValue)</span>
      <p>\(Prose.escaped(claim.sentence))</p><dl>\(list)</dl></li>
      """
  }

  /// Our number with its interval as a dot on a line, and as strokes across it the paper's and zero,
  /// where that is near; nothing where ours has nothing to be seen against.
  private func strip(_ ours: Estimate?, beside paper: Double?) -> String {
    guard let ours, ours.value.isFinite else { return "" }
    var numbers = [ours.value, ours.low, ours.high, paper].compactMap { $0 }.filter(\.isFinite)
    let reach = (numbers.max() ?? 0) - (numbers.min() ?? 0)
    let isNearZero = numbers.contains { abs($0) <= 2 * reach }
    if isNearZero { numbers.append(0) }
    guard isNearZero || paper != nil, let least = numbers.min(), let most = numbers.max(),
      most > least
    else { return "" }
    func place(_ number: Double) -> String {
      String(format: "%.1f", 8 + 184 * (number - least) / (most - least))
    }
    var shapes = ["<line class=\"axis\" x1=\"0\" x2=\"200\" y1=\"11\" y2=\"11\"/>"]
    if isNearZero {
      shapes.append(
        "<line class=\"axis\" x1=\"\(place(0))\" x2=\"\(place(0))\" y1=\"6\" y2=\"16\"/>")
    }
    if let low = ours.low, let high = ours.high, low.isFinite, high.isFinite {
      shapes.append(
        "<line class=\"reach\" x1=\"\(place(low))\" x2=\"\(place(high))\" y1=\"11\" y2=\"11\"/>")
    }
    if let paper {
      let at = place(paper)
      shapes.append("<line class=\"paper\" x1=\"\(at)\" x2=\"\(at)\" y1=\"2\" y2=\"20\"/>")
    }
    shapes.append("<circle cx=\"\(place(ours.value))\" cy=\"11\" r=\"5\"/>")
    return """
      <svg class="strip" viewBox="0 0 200 22" role="img" aria-label="ours\
      \(paper == nil ? "" : " beside the paper's value")">\(shapes.joined())</svg>
      """
  }
}
