import Foundation

extension Comparison {
  /// The differences as one HTML page: what was run differently, of each figure that differs both
  /// drawings and their difference side by side, and every value that moved.
  ///
  /// - Throws: what keeps a figure from being drawn.
  public func html(title: String) throws -> String {
    let head = "\(title): \(before.name) → \(after.name)"
    let body = """
      <header>
      <h1>\(Prose.escaped(head))</h1>
      <p>\(Prose.escaped(verdict))</p>
      </header>
      <main>
      \(circumstancesHTML)
      \(try figures.map(figureHTML).joined(separator: "\n"))
      \(isDrifting ? "<h2>Values</h2>\n<div class=\"wide\">\(table.html)</div>" : "")
      </main>
      """
    return Style.page(title: head, style: Style.comparison, body: body)
  }

  private var circumstancesHTML: String {
    guard !circumstances.isEmpty else { return "" }
    let table = Table(
      "circumstances", columns: ["", .init(before.name), .init(after.name)],
      rows: circumstances.map { [$0.name, $0.before, $0.after] })
    return "<h2>Run differently</h2>\n<div class=\"wide\">\(table.html)</div>"
  }

  private func figureHTML(_ name: String) throws -> String {
    let isOfSameData = before.summary.figures[name] == after.summary.figures[name]
    let drawings = try (
      before.drawing(of: name, isOfSameData: isOfSameData),
      after.drawing(of: name, isOfSameData: isOfSameData)
    )
    let missing = "<p class=\"hint\">no such figure</p>"
    let images = [drawings.0, drawings.1].map { drawing in
      drawing.map { "<img alt=\"\" src=\"\(Self.address(of: $0))\">" } ?? missing
    }
    var overlay = missing
    if let one = drawings.0, let other = drawings.1 { overlay = Self.overlay(one, other) }
    let numbers = drift.lines.filter { $0.isOf(figure: name) }
    let most = numbers.map { abs($0.distance ?? 0) }.max() ?? 0
    return """
      <section id="figure-\(FileName.of(name))"><h2>\(Prose.escaped(name))</h2>
      <p class="hint">\(numbers.count) \(numbers.count == 1 ? "value differs" : "values differ")\
      \(most > 0 ? String(format: ", the largest move is %.3g", most) : "").</p>
      <div class="sides">
      <figure>\(images[0])<figcaption>\(Prose.escaped(before.name))</figcaption></figure>
      <figure>\(images[1])<figcaption>\(Prose.escaped(after.name))</figcaption></figure>
      <figure>\(overlay)<figcaption>difference: what is the same is white</figcaption></figure>
      </div></section>
      """
  }

  /// Both drawings on top of each other at one scale, each on paper as large as the larger.
  private static func overlay(_ before: String, _ after: String) -> String {
    let sizes = [before, after].map { drawing -> (width: Double, height: Double) in
      let size = drawing.firstMatch(of: #/<svg[^>]* width="([0-9.]+)" height="([0-9.]+)"/#)?.output
      return (size.flatMap { Double($0.1) } ?? 480, size.flatMap { Double($0.2) } ?? 340)
    }
    let layers = zip([before, after], sizes).map { drawing, size in
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
        + "<image width=\"\(size.width)\" height=\"\(size.height)\" href=\"\(address(of: drawing))\"/>"
    }
    let box = [sizes.map(\.width).max() ?? 0, sizes.map(\.height).max() ?? 0]
    return """
      <svg class="overlay" viewBox="0 0 \(box[0]) \(box[1])" role="img" aria-label="difference">\
      \(layers[0])<g>\(layers[1])</g></svg>
      """
  }

  /// A drawing as the address of an image.
  private static func address(of drawing: String) -> String {
    "data:image/svg+xml;base64,\(Data(drawing.utf8).base64EncodedString())"
  }
}

extension Style {
  /// A comparison: as wide as the screen, figures side by side where there is room.
  static let comparison = """
    body { max-width: 100rem; } section { margin-bottom: 2rem; }
    .sides { display: grid; gap: 1rem;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
    figure { margin: 0; min-width: 0; } figure img { width: 100%; display: block;
      background: #ffffff; border-radius: 6px; }
    .overlay { width: 100%; display: block; isolation: isolate; filter: invert(1); }
    .overlay g { mix-blend-mode: difference; }
    td { overflow-wrap: anywhere; min-width: 6rem !important; }
    td:first-child { min-width: min(24rem, 40vw) !important; }
    """
}
