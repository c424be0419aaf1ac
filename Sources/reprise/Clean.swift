import ArgumentParser
import Foundation
import Lab

extension Reprise {
  /// `reprise clean`
  struct Clean: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find stored results that no report, figure or baseline refers to.",
      discussion: """
        They are listed; --force removes them. What a run that has not ended has stored so far is \
        among them: let runs end, or keep them by running without --force.
        """)

    @Argument(help: "The experiments; all unless given.", completion: Workplace.slugs)
    var slugs: [String] = []
    @Flag(name: .shortAndLong, help: "Remove them.")
    var force = false
    @OptionGroup var workplace: Workplace

    func run() throws {
      let archive = try workplace.archive
      try slugs.forEach(archive.check)
      var (count, size) = (0, 0)
      for slug in try slugs.isEmpty ? archive.experiments : slugs {
        for leftover in try archive.leftovers(of: slug) {
          if force { try archive.remove(leftover) }
          print(archive.short(leftover.file.path), Self.text(bytes: leftover.size))
          count += 1
          size += leftover.size
        }
      }
      let total = "\(count) files, \(Self.text(bytes: size))"
      print(
        force
          ? "removed \(total)" : count == 0 ? "nothing to remove" : "\(total); --force removes them"
      )
    }

    private static func text(bytes: Int) -> String {
      switch bytes {
      case ..<10_000: "\(bytes) B"
      case ..<10_000_000: "\(bytes / 1_000) kB"
      default: "\(bytes / 1_000_000) MB"
      }
    }
  }
}
