import Foundation

/// One experiment as the gallery shows it: what its sources say, and its results where there are any.
public struct Exhibit: Sendable {
  /// Where the results come from.
  public enum Results: Sendable {
    /// A run stored here.
    case run(StoredRun)
    /// The committed baseline of the default preset; the experiment has not been run here.
    case baseline(Summary)
    /// There are none.
    case none
  }

  /// The experiment's short name.
  public let slug: String
  /// The paper's title; the slug where the sources do not say.
  public let title: String
  /// The authors' family names.
  public let authors: [String]
  /// The year of the version that is reproduced.
  public let year: Int?
  /// The number at arxiv.org.
  public let arxiv: String?
  /// The first paragraph of the doc comment above the experiment.
  public let introduction: String
  /// The results shown: of the default preset, else full, else the baseline, else the newest found.
  public let results: Results
  /// Stored runs beside the one shown.
  public let others: [StoredRun]
  /// The SVG shown: the first that the experiment's README shows, else the first by name.
  public let drawing: String?

  /// The experiments below a package's root, by slug.
  public static func all(root: URL, results: URL) throws -> [Exhibit] {
    try Archive(root: root).experiments.map { try Exhibit($0, root: root, results: results) }
  }

  /// Reads the experiment's sources, its stored runs and its baseline.
  public init(_ slug: String, root: URL, results: URL) throws {
    let folder = root.appending(path: "Experiments/\(slug)")
    let sources = try Sources(folder: folder)
    let paper = sources.paper
    self.slug = slug
    title = paper["title"]?.first ?? slug
    authors = paper["authors"] ?? []
    year = paper["year"]?.first.flatMap { Int($0) }
    arxiv = paper["arxiv"]?.first
    introduction =
      sources.experimentType.flatMap(sources.introduction)?.components(separatedBy: "\n\n").first
      ?? ""
    let runs = StoredRun.all(of: slug, in: results)
    let baseline = folder.appending(path: "baseline/default.json")
    if let run = runs.first(where: { ["default", "full"].contains($0.name) }) {
      self.results = .run(run)
    } else if FileManager.default.fileExists(atPath: baseline.path) {
      self.results = .baseline(try Summary(baseline))
    } else {
      self.results = runs.first.map(Results.run) ?? .none
    }
    let readme = FileManager.default.contents(atPath: folder.appending(path: "README.md").path)
    let shown = readme.flatMap { Self.figure(shownIn: String(decoding: $0, as: UTF8.self)) }
    if case .run(let run) = self.results {
      others = runs.filter { $0.folder != run.folder }
      drawing = Self.drawing(shown, in: run.folder.appending(path: "figures"))
    } else {
      others = runs
      drawing = Self.drawing(shown, in: root.appending(path: "figures/\(slug)"))
    }
  }

  /// The claims of the results; none where there are no results.
  public var claims: [Claim] {
    switch results {
    case .run(let run): run.summary.claims
    case .baseline(let summary): summary.claims
    case .none: []
    }
  }

  /// The name of the first SVG that a page in Markdown shows.
  private static func figure(shownIn markdown: String) -> String? {
    markdown.firstMatch(of: #/!\[[^\]]*\]\((?:[^)]*\/)?([^\/)]+\.svg)\)/#).map {
      String($0.output.1)
    }
  }

  private static func drawing(_ shown: String?, in folder: URL) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let drawings = names.filter { $0.hasSuffix(".svg") && !$0.hasPrefix(".") }
    let name = drawings.first { $0 == shown } ?? drawings.min()
    let data = name.flatMap {
      FileManager.default.contents(atPath: folder.appending(path: $0).path)
    }
    return data.map { String(decoding: $0, as: UTF8.self) }
  }
}
