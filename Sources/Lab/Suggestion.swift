/// The name among `known` that a mistyped one probably meant; nil when none is near.
func nearest(to name: String, among known: [String]) -> String? {
  let best = known.min { distance(name, $0) < distance(name, $1) }
  guard let best, distance(name, best) <= max(2, name.count / 3) else {
    return known.first { $0.hasPrefix(name) || name.hasPrefix($0) }
  }
  return best
}

/// The sentence that follows an unknown name: the suggestion, or what there is, the first of many.
public func suggestion(for name: String, among known: [String], prefix: String = "") -> String {
  if let near = nearest(to: name, among: known) { return "did you mean '\(prefix)\(near)'?" }
  let longer = known.filter { !name.isEmpty && $0.contains(name) }
  if !longer.isEmpty {
    return "did you mean \(longer.prefix(5).map { "'\(prefix)\($0)'" }.joined(separator: " or "))?"
  }
  let rest = known.count > 12 ? known.count - 10 : 0
  return "there is \(known.dropLast(rest).map { prefix + $0 }.joined(separator: ", "))"
    + (rest > 0 ? " and \(rest) more" : "")
}

/// Edit distance (Levenshtein): insertions, deletions and replacements.
private func distance(_ first: String, _ second: String) -> Int {
  let second = Array(second)
  var row = Array(0...second.count)
  for (i, a) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, b) in second.enumerated() {
      let above = row[j + 1]
      row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
      diagonal = above
    }
  }
  return row[second.count]
}
