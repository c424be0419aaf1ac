import Foundation
import Lab
import Testing

@Suite struct GalleryTests {
  /// A package of three experiments: one run here, one with a baseline only, one never run.
  private func package() throws -> Desk {
    let desk = try Desk(source: Self.source)
    #expect(desk.run(Trial.self, "--baseline") == 0)
    #expect(desk.run(Trial.self, "--preset", "smoke") == 0)
    let experiments = desk.root.appending(path: "Experiments")
    let manager = FileManager.default
    for slug in ["early", "waiting"] {
      try manager.createDirectory(
        at: experiments.appending(path: "\(slug)/baseline"), withIntermediateDirectories: true)
      try Data(Self.source.replacing("Things", with: "\(slug) things").utf8).write(
        to: experiments.appending(path: "\(slug)/\(slug).swift"))
    }
    try manager.copyItem(
      at: experiments.appending(path: "trial/baseline/default.json"),
      to: experiments.appending(path: "early/baseline/default.json"))
    try manager.copyItem(
      at: desk.root.appending(path: "figures/trial"),
      to: desk.root.appending(path: "figures/early"))
    return desk
  }

  private static let source =
    Desk.source + """

      extension Trial {
        static let paper = Paper(
          "Things < Stuff & Co", authors: ["Ada", "Bob"], year: 2020, arxiv: "2001.00001")
      }
      """

  private func write(_ desk: Desk) throws -> URL {
    try Gallery(root: desk.root, results: desk.place.results)
      .write(to: desk.root.appending(path: "site"))
  }

  private func cards(_ html: String) -> [String] {
    html.components(separatedBy: "<article ").dropFirst().map {
      $0.components(separatedBy: "</article>")[0]
    }
  }

  @Test func everyExperimentHasACard() throws {
    let desk = try package()
    let html = try String(contentsOf: write(desk), encoding: .utf8)
    let cards = cards(html)
    #expect(cards.count == 3)
    let (early, trial, waiting) = (cards[0], cards[1], cards[2])

    #expect(trial.contains("data-slug=\"trial\" data-year=\"2020\""))
    #expect(trial.contains("data-kinds=\"held run\""))
    #expect(trial.contains("Things &lt; Stuff &amp; Co"))
    #expect(trial.contains("Ada, Bob"))
    #expect(trial.contains("<img src=\"trial/card.svg\""))
    #expect(trial.contains("href=\"trial/default.html\""))
    #expect(trial.contains("✓ 2 held"))
    #expect(trial.contains("default preset · computed in "))
    #expect(trial.contains("<a href=\"trial/smoke.html\">smoke</a>"))
    #expect(trial.contains("lengths grow"))

    #expect(early.contains("early things"))
    #expect(early.contains("data-kinds=\"held waiting\""))
    #expect(early.contains("stored baseline, not run here"))
    #expect(early.contains("<img src=\"early/card.svg\""))
    #expect(!early.contains("early/default.html"))

    #expect(waiting.contains("data-kinds=\"waiting\""))
    #expect(waiting.contains("no figure yet") && waiting.contains("not run yet"))
    #expect(html.contains("3 experiments, 4 claims put to the test"))
  }

  @Test func theCardsFigureIsTheOneThatTheReadmeShows() throws {
    let desk = try package()
    let figures = desk.root.appending(path: "figures/early")
    try Data("<svg>a</svg>".utf8).write(to: figures.appending(path: "a.svg"))
    let readme = desk.root.appending(path: "Experiments/early/README.md")
    func drawing() throws -> String? {
      try Exhibit("early", root: desk.root, results: desk.place.results).drawing
    }
    let growth = try desk.read("figures/early/growth.svg")
    for (text, shown) in [
      ("no figure", "<svg>a</svg>"), ("![How](../../figures/early/growth.svg)", growth),
      ("![How](growth.svg) ![a](a.svg)", growth), ("![gone](gone.svg)", "<svg>a</svg>"),
    ] {
      try Data(text.utf8).write(to: readme)
      #expect(try drawing() == shown, "\(text)")
    }
  }

  @Test func theSiteHoldsAllItNeeds() throws {
    let desk = try package()
    let index = try write(desk)
    let html = try String(contentsOf: index, encoding: .utf8)
    let site = index.deletingLastPathComponent()
    // Everything loaded or linked within the site is there; only arXiv is outside.
    for link in html.matches(of: #/\s(src|href)="([^"#][^"]*)"/#) {
      let target = String(link.output.2)
      if target.hasPrefix("https://arxiv.org/abs/"), link.output.1 == "href" { continue }
      #expect(
        FileManager.default.fileExists(atPath: site.appending(path: target).path), "\(target)")
    }
    #expect(!html.contains("@import") && !html.contains("url(") && !html.contains("<link"))
    let report = try String(contentsOf: site.appending(path: "trial/default.html"), encoding: .utf8)
    #expect(report.contains("window.run = {"))
    #expect(!report.contains("src=\"run.js\""))
    // The same results give the same bytes.
    let before = try desk.files("site")
    _ = try write(desk)
    #expect(try desk.files("site") == before)
  }

  @Test func searchDataAreInThePage() throws {
    let desk = try package()
    let html = try String(contentsOf: write(desk), encoding: .utf8)
    for card in cards(html) {
      let text = try #require(card.firstMatch(of: #/data-text="([^"]*)"/#)).output.1
      #expect(text.contains("ada bob") && text.contains("2001.00001"))
      #expect(text.contains("counts *things* &amp; compares"))
    }
    #expect(cards(html)[1].contains("the base is high\""))
  }

  /// The page as a browser shows it after its script ran.
  @Test(arguments: [
    ("early", ["early"]), ("base%20high", ["early", "trial"]), ("nothing", []), ("100%", []),
  ])
  func aBrowserSearchesWithoutAServer(words: String, shown: [String]) throws {
    guard let chromium = Program.find("chromium") else {
      return print("skipped: there is no chromium here")
    }
    let desk = try package()
    let index = try write(desk)
    let outcome = try chromium.run(
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
        "--user-data-dir=\(desk.root.path)/profile", "\(index.absoluteString)#\(words)",
      ], in: desk.root)
    let cards = cards(outcome.output)
    try #require(cards.count == 3, "\(outcome.output.suffix(500))")
    let visible = cards.filter { !$0.prefix { $0 != ">" }.contains("hidden=") }
    #expect(
      visible.compactMap { $0.firstMatch(of: #/data-slug="([^"]*)"/#)?.output.1 }.map(String.init)
        == shown)
    #expect(outcome.output.contains("\(shown.count) of 3 experiments"))
  }
}
