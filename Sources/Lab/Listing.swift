import Foundation

/// An experiment at a glance: its paper, its presets, and what became of its runs. Nothing is run.
public struct Listing: Codable, Sendable {
  /// How a stored run stands.
  public struct State: Codable, Sendable {
    /// The run's name: the preset's, followed by a digest where parameters were changed.
    public let run: String
    /// The preset it started from.
    public let preset: String
    /// When it started (ISO 8601); nil when its record cannot be read.
    public let started: String?
    /// Whether another run would leave the same.
    public let isFresh: Bool
    /// Why it would not.
    public let cause: String?
    /// How many claims have which verdict.
    public let claims: [String: Int]
  }

  /// The experiment's short name.
  public let slug: String
  /// The paper's title; empty where the source does not tell.
  public let title: String
  /// The paper's authors.
  public let authors: [String]
  /// The paper's year.
  public let year: Int?
  /// The paper's number at arxiv.org.
  public let arxiv: String?
  /// The presets that the experiment has.
  public let presets: [String]
  /// The stored runs; a preset without one was never run.
  public let runs: [State]
  /// How many claims of the committed baselines have which verdict, by preset.
  public let baselines: [String: [String: Int]]

  /// The run of a preset as it is, without changed parameters.
  public func state(of preset: String) -> State? { runs.first { $0.run == preset } }
}

extension Archive {
  /// Describes an experiment from its sources, its baselines and its stored runs.
  public func listing(of slug: String) throws -> Listing {
    let place = place(of: slug)
    let sources = try Sources(folder: place.folder)
    let (paper, presets) = (sources.paper, sources.presets)
    let states = try runFolders(of: slug).compactMap(state)
    var baselines: [String: [String: Int]] = [:]
    for preset in presets {
      let file = place.folder.appending(path: "baseline/\(preset).json")
      if let data = FileManager.default.contents(atPath: file.path) {
        baselines[preset] = try JSON.decoder.decode(Judged.self, from: data).claims.counts
      }
    }
    return Listing(
      slug: slug, title: paper["title"]?.first ?? "", authors: paper["authors"] ?? [],
      year: paper["year"]?.first.flatMap { Int($0) }, arxiv: paper["arxiv"]?.first,
      presets: presets, runs: states, baselines: baselines)
  }

  private func state(of folder: URL) throws -> Listing.State? {
    do {
      guard let run = try entry(folder) else { return nil }
      let outlook = try outlook(on: run)
      return Listing.State(
        run: run.name, preset: run.record.provenance.preset, started: run.record.started,
        isFresh: outlook.isFresh, cause: outlook.cause, claims: run.record.claims.counts)
    } catch is LabError {
      // One record that cannot be read does not hide the others.
      let name = folder.lastPathComponent
      return Listing.State(
        run: name, preset: String(name.prefix { $0 != "-" }), started: nil, isFresh: false,
        cause: "recorded by another version", claims: [:])
    }
  }

  /// The claims of a summary; the rest is skipped.
  private struct Judged: Decodable {
    let claims: [Claim]
  }
}

extension [Claim] {
  /// How many claims have which verdict.
  var counts: [String: Int] {
    reduce(into: [:]) { $0[$1.verdict.rawValue, default: 0] += 1 }
  }
}
