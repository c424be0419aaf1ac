import ArgumentParser
import Foundation
import Lab

extension Reprise {
  /// `reprise list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List experiments: paper, state, claims.",
      discussion: """
        A run is fresh while code, parameters, input files and stored cells are as they were; the \
        claims of one that was never run here are those of the committed baseline. Nothing is run \
        or built.
        """)

    @Argument(help: "The experiments; all unless given.", completion: Workplace.slugs)
    var slugs: [String] = []
    @Option(help: "The preset whose state is shown.")
    var preset = Preset.default
    @Flag(help: "Print everything that is known, all runs included, as JSON.")
    var json = false
    @OptionGroup var workplace: Workplace

    func run() throws {
      let archive = try workplace.archive
      try slugs.forEach(archive.check)
      let listings = try (slugs.isEmpty ? archive.experiments : slugs).map(archive.listing)
      if json { return try printJSON(listings) }
      let table = Lab.Table(
        "experiments", columns: ["experiment", "state", "claims", "presets", "paper"],
        rows: listings.map { listing in
          [
            listing.slug, state(of: listing), claims(of: listing),
            listing.presets.joined(separator: " "), reference(to: listing),
          ]
        })
      print(table.plain(within: Console.columns(of: STDOUT_FILENO)), terminator: "")
    }

    private func state(of listing: Listing) -> String {
      guard listing.presets.contains(preset.rawValue) else { return "no such preset" }
      guard let state = listing.state(of: preset.rawValue) else {
        let others = listing.runs.map { "\($0.run) \($0.isFresh ? "fresh" : "stale")" }
        return others.isEmpty ? "never run" : "never run; \(others.joined(separator: ", "))"
      }
      return state.cause.map { "stale: \($0)" } ?? "fresh"
    }

    private func claims(of listing: Listing) -> String {
      if let state = listing.state(of: preset.rawValue) { return tally(state.claims) }
      return listing.baselines[preset.rawValue].map { "\(tally($0)) (baseline)" } ?? "—"
    }

    private func reference(to listing: Listing) -> String {
      let who = Paper.names(of: listing.authors)
      let when = listing.year.map { "(\($0))" } ?? ""
      let head = [who, when].filter { !$0.isEmpty }.joined(separator: " ")
      return [head, listing.title, listing.arxiv.map { "arXiv \($0)" } ?? ""].filter { !$0.isEmpty }
        .joined(separator: ". ")
    }
  }
}
