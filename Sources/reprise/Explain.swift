import ArgumentParser
import Foundation
import Lab

extension Reprise {
  /// `reprise explain`
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what another run would keep, what it would run, and why.",
      discussion: "Judged from what the stored run used; nothing is run or built.")

    @Argument(
      help: ArgumentHelp("The stored run.", valueName: "run"), completion: Workplace.slugs)
    var name: String
    @OptionGroup var workplace: Workplace

    func run() throws {
      let archive = try workplace.archive
      let outlook = try archive.outlook(on: archive.run(named: name))
      var lines: [(cell: String, what: String, items: [String])] = []
      for (address, fate) in outlook.results {
        let parts = address.split(separator: "/", maxSplits: 1).map(String.init)
        let what =
          switch fate {
          case .kept: "kept"
          case .runs(let cause): "would run: \(cause)"
          case .waits(let cell): "would run if '\(cell)' gives another result"
          }
        if let index = lines.firstIndex(where: { $0.cell == parts[0] && $0.what == what }) {
          lines[index].items += parts.dropFirst()
        } else {
          lines.append((parts[0], what, Array(parts.dropFirst())))
        }
      }
      let table = Lab.Table(
        "cells", columns: ["cell", "what", "items"],
        rows: lines.map { line in
          let more = line.items.count - 5
          let items = line.items.prefix(5).joined(separator: ", ")
          return [line.cell, line.what, more > 0 ? "\(items) and \(more) more" : items]
        })
      print(table.plain(within: Console.columns(of: STDOUT_FILENO)), terminator: "")
      if outlook.isShownOtherwise {
        print("\nThe code was edited since; tables, figures, claims and notes are made anew.")
      }
    }
  }
}
